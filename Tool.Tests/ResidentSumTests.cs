using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IoPolicy;
using IoPolicy.Testing;
using Tool.Tests.Infrastructure;

namespace Tool.Tests;

/// <summary>Compares the sums of <c>iopolicy resident</c> with those of fincore and vmtouch over the same files.</summary>
public sealed partial class ResidentSumTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    /// <summary>The test finds the files of the process in /proc too, but by its own code.</summary>
    [Fact]
    public void The_sum_of_a_process_equals_that_of_fincore_over_its_files()
    {
        PageCounts.Require();
        using var holder = new FileHolder(HalfCached());

        var total = ToolCli.Run("resident", "--pid", holder.Id, "--json").Json().GetProperty("total");

        var files = FilesOf(holder.Id);
        Assert.Contains(files, static file => file.Contains("/libc.so", StringComparison.Ordinal));
        Assert.Equal((files.Length, files.Sum(ResidentFiles.Fincore)), (total.GetProperty("files").GetInt32(), Cached(total)));
    }

    [Fact]
    public void The_sum_of_a_process_equals_that_of_vmtouch_over_its_files()
    {
        PageCounts.Require();
        RequireVmtouch();
        using var holder = new FileHolder(HalfCached());

        var total = ToolCli.Run("resident", "--pid", holder.Id, "--json").Json().GetProperty("total");

        Assert.Equal(Vmtouch(FilesOf(holder.Id)), (Cached(total), total.GetProperty("pages").GetInt64()));
    }

    [Fact]
    public void The_sum_of_a_directory_equals_that_of_vmtouch()
    {
        PageCounts.Require();
        RequireVmtouch();
        HalfCached();
        ResidentFiles.Write(_scratch, "whole.bin");

        var total = ToolCli.Run("resident", _scratch.Path, "--json").Json().GetProperty("total");

        Assert.Equal((3L * ResidentFiles.Pages / 2, 2L * ResidentFiles.Pages), (Cached(total), total.GetProperty("pages").GetInt64()));
        Assert.Equal(Vmtouch(_scratch.Path), (Cached(total), total.GetProperty("pages").GetInt64()));
    }

    /// <summary>An ordinary user does not see the pages of the libraries. The sum includes only the known files, and the total counts the unknown ones.</summary>
    [Fact]
    public void The_sum_for_an_ordinary_user_includes_only_the_known_files()
    {
        PageCounts.Require();
        var path = HalfCached();
        _ = ToolCli.RunAsNobody("--version").Succeeded();
        Shell.Run("chown", "nobody", path).OrThrow();
        using var holder = new FileHolder(path, "setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--");

        var document = ToolCli.RunAsNobody("resident", "--pid", holder.Id, "--json").Json();

        var files = document.GetProperty("files").EnumerateArray().ToLookup(static file => file.GetProperty("source").GetString() != "unknown");
        Assert.Equal(files[true].Sum(static file => ResidentFiles.Fincore(file.GetProperty("path").GetString()!)), Cached(document.GetProperty("total")));
        Assert.Equal(files[false].Count(), document.GetProperty("total").GetProperty("unknownFiles").GetInt32());
        Assert.Contains(files[true], file => file.GetProperty("path").GetString() == path);
        Assert.NotEmpty(files[false]);
    }

    private static void RequireVmtouch()
    {
        if (Tools.Missing("vmtouch", "vmtouch") is { } reason)
        {
            Assert.Skip(reason);
        }
    }

    private static long Cached(JsonElement total) => total.GetProperty("cachedPages").GetInt64();

    /// <summary>Gets the regular files that a process has open or mapped.</summary>
    private static string[] FilesOf(string process) =>
    [
        .. File.ReadLines($"/proc/{process}/maps").Select(static line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var start ? line[start..] : "")
            .Concat(Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Select(static link => new FileInfo(link).LinkTarget ?? ""))
            .Where(static path => path.StartsWith('/') && !path.StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(path))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Runs vmtouch, and returns the numbers of cached pages and of all pages.</summary>
    private static (long Cached, long Pages) Vmtouch(params string[] paths)
    {
        var match = ResidentPages().Match(Shell.Run("vmtouch", paths).OrThrow().Output);
        Assert.True(match.Success);
        return (long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Creates a file with cached pages in its second half only. The first half is a hole, which has no pages. Dropping half of a
    /// written file would be unreliable, because the kernel cannot drop a part of a large folio.
    /// </summary>
    private string HalfCached()
    {
        var path = _scratch.File("half.bin");
        using var file = File.Create(path);
        file.Position = ResidentFiles.Pages / 2 * Environment.SystemPageSize;
        file.Write(new byte[file.Position]);
        file.Flush(flushToDisk: true);
        Assert.Equal(ResidentFiles.Pages / 2, PageCache.GetResidency(file.SafeFileHandle).CachedPages);
        return path;
    }

    [GeneratedRegex(@"Resident Pages: (\d+)/(\d+)")]
    private static partial Regex ResidentPages();
}
