using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>The switches that keep all pages cached. Each test uses its own process, because a switch applies to a whole process.</summary>
public sealed class KeepPagesTests : IDisposable
{
    private const string OwnVariable = "IOPOLICY_TEST_OWN_KEEP_PAGES";

    private static readonly PagePolicy Read = new(PolicyKind.DropAfterFullRead, nameof(KeepPagesTests)) { KeepPagesVariable = OwnVariable };
    private static readonly PagePolicy Write = new(PolicyKind.DropAfterFullWrite, nameof(KeepPagesTests));
    private static readonly PagePolicy Windowed = new(PolicyKind.DropAfterFullWrite, nameof(KeepPagesTests)) { WindowBytes = 1 << 16 };

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Without_a_switch_no_page_is_left() => Assert.Equal("0 0 0 0 0 0", CachedPages());

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("false")]
    public void The_variable_for_all_policies_keeps_all_pages_whatever_it_is_set_to(string value) =>
        Assert.Equal("256 256 256 256 256 256", CachedPages(("IOPOLICY_KEEP_PAGES", value)));

    [Fact]
    public void A_policys_own_variable_keeps_only_the_pages_of_this_policy() => Assert.Equal("256 0 0 0 0 0", CachedPages((OwnVariable, "1")));

    [Fact]
    public void The_switch_of_the_AppContext_keeps_all_pages() => Assert.Equal("256 256 256 256 256 256", CachedPages(("SWITCH", "1")));

    [Fact]
    public void A_kept_policy_that_is_durable_still_makes_the_file_durable()
    {
        var child = ChildProcess.Start(WriteDurably, [_directory.File("durable")], ("IOPOLICY_KEEP_PAGES", "1"));
        var (result, calls) = Strace.Run(child, "fdatasync,fadvise64,sync_file_range");
        Assert.Equal("256", result.OrThrow().Output.Trim());
        var call = Assert.Single(calls, c => c.Arguments.Contains("durable", StringComparison.Ordinal));
        Assert.Equal("fdatasync", call.Name);
    }

    /// <summary>An asynchronous end starts the write-back before the advice, but not for pages that stay.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pages_that_are_kept_are_not_written_back(bool keeps)
    {
        var child = ChildProcess.Start(WriteAsynchronously, [_directory.File("kept")], keeps ? [("IOPOLICY_KEEP_PAGES", "1")] : []);
        var (result, calls) = Strace.Run(child, "fdatasync,fadvise64,sync_file_range");
        Assert.Equal(keeps ? "Kept" : "Queued", result.OrThrow().Output.Trim());
        Assert.Equal(keeps, !calls.Any(call => call.Arguments.Contains("/kept>", StringComparison.Ordinal)));
    }

    internal static void WriteAsynchronously(string[] arguments)
    {
        using var file = File.Create(arguments[0]);
        Write.Enter(file, out var scope);
        file.Write(new byte[1 << 20]);
        scope.CompleteAsync().GetAwaiter().GetResult();
        Console.WriteLine(PageCache.Background.WriteBackAndDrop(file.SafeFileHandle).Status);
        PageCache.Background.FlushAsync().GetAwaiter().GetResult();
    }

    [Fact]
    public void Verification_says_that_pages_are_kept_once()
    {
        var result = ChildProcess.Run(ReadAndWrite, [_directory.Path], ("IOPOLICY_KEEP_PAGES", "1"), ("IOPOLICY_VERIFY", "1")).OrThrow();
        var line = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("pages are kept by", line, StringComparison.Ordinal);
        Assert.Empty(ChildProcess.Run(ReadAndWrite, [_directory.Path], ("IOPOLICY_KEEP_PAGES", "1")).OrThrow().Error);
    }

    internal static void ReadAndWrite(string[] arguments)
    {
        if (Environment.GetEnvironmentVariable("SWITCH") is not null)
        {
            AppContext.SetSwitch("IoPolicy.KeepPages", true);
        }

        string File(string name) => Path.Combine(arguments[0], name);
        System.IO.File.WriteAllBytes(File("read"), new byte[1 << 20]);
        using (var flushed = System.IO.File.OpenWrite(File("read")))
        {
            flushed.Flush(flushToDisk: true);
        }

        using var read = System.IO.File.OpenRead(File("read"));
        PolicyRunner.Run(Read, read, f => f.CopyTo(Stream.Null));

        using var written = System.IO.File.Create(File("written"));
        PolicyRunner.Run(Write, written, f => f.Write(new byte[1 << 20]));

        using var windowed = System.IO.File.Create(File("windowed"));
        PolicyRunner.Run(Windowed, windowed, f => f.Write(new byte[1 << 20]));

        using var awaited = new FileStream(File("awaited"), FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0, useAsync: true);

        // The child runs in a module initializer, so a continuation in this assembly would wait for it forever.
        Windowed.Enter(awaited, out var scope);
        scope.DropBehind(awaited)!.WriteAsync(new byte[1 << 20]).AsTask().GetAwaiter().GetResult();
        scope.CompleteAsync().GetAwaiter().GetResult();
        scope.DisposeAsync().GetAwaiter().GetResult();

        using var direct = System.IO.File.Create(File("direct"));
        direct.Write(new byte[1 << 20]);
        _ = PageCache.WriteBackAndDrop(direct.SafeFileHandle);

        using (var uncached = new DropBehindStream(System.IO.File.Create(File("uncached")), new() { Mode = DropBehindMode.Uncached }))
        {
            uncached.Write(new byte[1 << 20]);
        }

        string[] names = ["read", "written", "windowed", "awaited", "direct", "uncached"];
        Console.WriteLine(string.Join(' ', names.Select(name => KeptPages.NotDropped(File(name)))));
    }

    internal static void WriteDurably(string[] arguments)
    {
        using var file = File.Create(arguments[0]);
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(KeepPagesTests)) { Durable = true };
        PolicyRunner.Run(policy, file, f => f.Write(new byte[1 << 20]));
        Console.WriteLine(KeptPages.NotDropped(arguments[0]));
    }

    /// <summary>Runs the child, and gets the numbers of cached pages of the five files that <see cref="ReadAndWrite"/> names, in that order.</summary>
    private string CachedPages(params (string Name, string Value)[] environment) =>
        ChildProcess.Run(ReadAndWrite, [_directory.Path], environment).OrThrow().Output.Trim();
}
