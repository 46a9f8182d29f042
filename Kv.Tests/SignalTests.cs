using System.Diagnostics;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>Signals while a command waits, and files that exceed <c>ulimit -f</c>.</summary>
public sealed class SignalTests : IDisposable
{
    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public SignalTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The test sends signals with kill(2).");

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(Hangup, 129)]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    public async Task The_first_signal_ends_an_import_that_waits_for_input(int signal, int code)
    {
        using var import = KvCli.StartWithInput(_scratch.Path, "import", "new/parent/to");
        await KvCli.WaitForAsync("the import has opened its directory", () => Directory.Exists(_scratch.File("new/parent/to")));

        var result = await KvCli.SignalAsync(import, signal);

        Assert.Equal("kv: interrupted; no checkpoint was imported", result.Failed(code));
        Assert.Empty(Directory.GetFileSystemEntries(_scratch.Path));
    }

    [Theory]
    [InlineData(1, "1 checkpoint imported before that remains")]
    [InlineData(2, "2 checkpoints imported before that remain")]
    public async Task An_interrupted_import_reports_the_imported_checkpoints(int count, string consequence)
    {
        _ = count == 2 ? Checkpoints.Save(_scratch.File("from"), "another text") : null;
        var archive = await ExportAsync();
        using var import = KvCli.StartWithInput(_scratch.Path, "import", "to");

        // Everything except the end of the archive. The import stores the member before it reads the next header.
        await import.StandardInput.BaseStream.WriteAsync(archive.AsMemory(0, archive.Length - 1024), TestContext.Current.CancellationToken);
        await import.StandardInput.BaseStream.FlushAsync(TestContext.Current.CancellationToken);
        await KvCli.WaitForAsync("a checkpoint", () => Directory.Exists(_scratch.File("to")) && Directory.GetFiles(_scratch.File("to"), "*.kv").Length == count);
        var result = await KvCli.SignalAsync(import, Terminate);

        Assert.Equal($"kv: interrupted; {consequence}", result.Failed(exitCode: 143));
        Assert.Equal(count, Directory.GetFileSystemEntries(_scratch.File("to")).Length);
    }

    [Fact]
    public async Task An_import_that_is_interrupted_in_a_member_leaves_no_file()
    {
        var archive = await ExportAsync();
        using var import = KvCli.StartWithInput(_scratch.Path, "import", "to");

        await import.StandardInput.BaseStream.WriteAsync(archive.AsMemory(0, archive.Length / 2), TestContext.Current.CancellationToken);
        await import.StandardInput.BaseStream.FlushAsync(TestContext.Current.CancellationToken);
        await KvCli.WaitForAsync("a temporary file", () => Directory.Exists(_scratch.File("to")) && Directory.GetFiles(_scratch.File("to")).Length == 1);
        var result = await KvCli.SignalAsync(import, Interrupt);

        Assert.Equal("kv: interrupted; no checkpoint was imported", result.Failed(exitCode: 130));
        Assert.False(Directory.Exists(_scratch.File("to")));
    }

    [Theory]
    [InlineData("export", "from", "-o", "-", "the archive")]
    [InlineData("load", "from/FILE", "-o", "-", "the payload")]
    public async Task The_first_signal_ends_a_command_that_waits_for_its_reader(string command, string path, string option, string output, string product)
    {
        var file = Path.GetFileName(Checkpoints.Save(_scratch.File("from"), "a text"));
        using var writer = KvCli.Start(_scratch.Path, command, path.Replace("FILE", file, StringComparison.Ordinal), option, output);

        // A pipe holds 64 KiB. After the first byte, the command waits to write the rest of its 12 MiB.
        Assert.Equal(1, await writer.StandardOutput.ReadAsync(new char[1].AsMemory(), TestContext.Current.CancellationToken));
        var result = await KvCli.SignalAsync(writer, Terminate);

        Assert.Equal(143, result.ExitCode);
        Assert.Equal($"kv: interrupted; standard output ends in the middle of {product}", result.Sentence());
    }

    [Theory]
    [InlineData("save", "locked", "--text", "a text", "--tokens", "1")]
    [InlineData("evict", "locked", "--budget-mib", "1")]
    [InlineData("import", "locked", "-i", "sample.tar")]
    public async Task The_first_signal_ends_a_command_that_waits_for_a_lock(params string[] command)
    {
        await ExportAsync();
        Directory.Move(_scratch.File("from"), _scratch.File("locked"));
        using var holder = Process.Start(new ProcessStartInfo("flock", [_scratch.File("locked"), "sleep", "600"]))!;
        try
        {
            await KvCli.WaitForAsync("the lock is taken", () => Shell.Run("flock", "-n", _scratch.File("locked"), "true").ExitCode == 1);
            using var waiting = KvCli.Start(_scratch.Path, command);
            await KvCli.WaitForAsync("the command has opened the directory to lock it", () => Holds(waiting.Id, _scratch.File("locked")));

            Assert.Equal(143, (await KvCli.SignalAsync(waiting, Terminate)).ExitCode);
        }
        finally
        {
            holder.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Tests the wait before the temporary file of a member, not the wait when the import opens the directory.</summary>
    [Theory]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    public async Task The_first_signal_ends_an_import_that_waits_for_the_lock(int signal, int code)
    {
        _ = Checkpoints.Save(_scratch.File("from"), "another text");
        var archive = await ExportAsync();
        var to = _scratch.File("to");
        using var import = KvCli.StartWithInput(_scratch.Path, "import", "to");
        var first = 1024 + (archive.Length / 2);
        await import.StandardInput.BaseStream.WriteAsync(archive.AsMemory(0, first), TestContext.Current.CancellationToken);
        await import.StandardInput.BaseStream.FlushAsync(TestContext.Current.CancellationToken);
        await KvCli.WaitForAsync("a checkpoint", () => Directory.Exists(to) && Directory.GetFiles(to, "*.kv").Length == 1);
        using var holder = Process.Start(new ProcessStartInfo("flock", [to, "sleep", "600"]))!;
        try
        {
            await KvCli.WaitForAsync("the lock is taken", () => Shell.Run("flock", "-n", to, "true").ExitCode == 1);

            // The test must not await this write. A pipe holds 64 KiB, and the import reads nothing before it has the lock.
            var rest = import.StandardInput.BaseStream.WriteAsync(archive.AsMemory(first), TestContext.Current.CancellationToken).AsTask();
            await KvCli.WaitForAsync("the import has opened the directory to lock it", () => Holds(import.Id, to));

            Assert.Equal("kv: interrupted; 1 checkpoint imported before that remains", (await KvCli.SignalAsync(import, signal)).Failed(code));
            Assert.Single(Directory.GetFileSystemEntries(to));
            _ = await Record.ExceptionAsync(() => rest);
        }
        finally
        {
            holder.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task A_save_that_exceeds_the_file_size_limit_fails_and_leaves_no_file()
    {
        var result = await KvCli.BashAsync(_scratch.Path, Limited("$kv save cache --text 'a text' --tokens 100"));

        Assert.Equal("kv: cache: the checkpoint was not stored: the file exceeds the size limit (ulimit -f, or the file system's limit)", result.Failed(exitCode: 1));
        Assert.Empty(Directory.GetFiles(_scratch.File("cache")));
    }

    [Theory]
    [InlineData("$kv export from -o to.tar", "to.tar")]
    [InlineData("$kv load from/*.kv -o to.bin", "to.bin")]
    [InlineData("$kv import to -i sample.tar", "")]
    [InlineData("$kv export from >to.tar", "standard output")]
    public async Task A_file_that_exceeds_the_limit_is_reported_in_one_sentence(string command, string name)
    {
        await ExportAsync();

        var result = await KvCli.BashAsync(_scratch.Path, Limited(command));

        Assert.StartsWith($"kv: {name}", result.Failed(exitCode: 1), StringComparison.Ordinal);
        Assert.Contains(name == "standard output" ? "file too large" : "exceeds the size limit", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_scratch.File(name)));
        Assert.True(!Directory.Exists(_scratch.File("to")) || Directory.GetFiles(_scratch.File("to")).Length == 0);
    }

    private static bool Holds(int process, string directory) =>
        Directory.GetFileSystemEntries($"/proc/{process}/fd").Any(descriptor => new FileInfo(descriptor).LinkTarget == directory);

    /// <summary>Runs a command with a limit of 2 MiB, and disables the runtime's mapping that would exceed the limit.</summary>
    private static string Limited(string command) => $"export DOTNET_EnableWriteXorExecute=0; ulimit -f 2048; {command}";

    /// <summary>Creates the directory <c>from</c> with a checkpoint, and returns the bytes of its archive.</summary>
    private async Task<byte[]> ExportAsync()
    {
        _ = Checkpoints.Save(_scratch.File("from"), "a text");
        (await KvCli.RunInAsync(_scratch.Path, "export", "from", "-o", "sample.tar", "-q")).Succeeded();
        return await File.ReadAllBytesAsync(_scratch.File("sample.tar"), TestContext.Current.CancellationToken);
    }
}
