namespace KvCache.Tests;

/// <summary>The result of a save if the disk does not keep the data.</summary>
public sealed class DurabilityTests : IDisposable
{
    private static readonly CacheDirectoryOptions Options = new() { BudgetBytes = 0, Checks = PayloadChecks.None, Policy = new StorePolicy { MinTokens = 1 } };

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    /// <summary>
    /// The first fsync is that of the temporary file, and the second that of the directory. EROFS means that an error has made the file
    /// system read-only.
    /// </summary>
    [Theory]
    [InlineData("EROFS", 1)]
    [InlineData("EROFS", 2)]
    [InlineData("EIO", 1)]
    [InlineData("EIO", 2)]
    [InlineData("ENOSPC", 1)]
    [InlineData("EDQUOT", 2)]
    public void A_save_that_cannot_be_made_durable_is_not_reported_as_done(string error, int ordinal)
    {
        var (result, calls) = Strace.Run(ChildProcess.Start(StoreInChild, [_scratch.Path]), "fsync", $"fsync:error={error}:when={ordinal}");

        Assert.StartsWith("DurableFileException: ", result.OrThrow().Output, StringComparison.Ordinal);
        Assert.Contains(ordinal == 1 ? "flushing the temporary file to disk" : "flushing the directory to disk", result.Output, StringComparison.Ordinal);
        Assert.Contains(_scratch.Path, result.Output, StringComparison.Ordinal);
        Assert.Single(calls, call => call.IsInjected);
        Assert.Equal(ordinal == 1 ? 0 : 1, Directory.GetFiles(_scratch.Path).Length);
    }

    [Theory]
    [InlineData(1, Label = "of the temporary file")]
    [InlineData(2, Label = "of the directory")]
    public void An_fsync_that_a_signal_interrupts_is_made_again(int ordinal)
    {
        var (result, calls) = Strace.Run(ChildProcess.Start(StoreInChild, [_scratch.Path]), "fsync", $"fsync:error=EINTR:when={ordinal}");

        Assert.Equal("Stored\n", result.OrThrow().Output);
        Assert.Equal(3, calls.Count);
    }

    /// <summary>
    /// A hit that is counted while tool calls are added changes the copy's header. The copy is made durable again before it is renamed.
    /// </summary>
    [Fact]
    public void A_header_that_is_written_again_is_made_durable_again()
    {
        var path = Write("text");

        var (result, calls) = Strace.Run(ChildProcess.Start(TakeOverInChild, [path]), "pwrite64,fsync,renameat");

        result.OrThrow();
        Assert.Equal(["pwrite64", "fsync", "pwrite64", "fsync", "renameat", "fsync"], calls.Where(call => !IsTouch(call)).Select(call => call.Name));
        Assert.True(KvcHeader.TryParse(File.ReadAllBytes(path), out var header, out _));
        Assert.Equal(1U, header.Hits);
    }

    private static void StoreInChild(string[] arguments)
    {
        using var directory = CacheDirectory.Open(arguments[0], Options);
        using var payload = new MemoryStream(new byte[10_000]);
        try
        {
            Console.WriteLine(directory.Store(Samples.RequestOf("text", 1000, Samples.Session, payload)).Outcome);
        }
        catch (IOException error)
        {
            Console.WriteLine($"{error.GetType().Name}: {error.Message}");
        }
    }

    private static void TakeOverInChild(string[] arguments)
    {
        using var directory = CacheDirectory.Open(Path.GetDirectoryName(arguments[0])!, Options);
        var original = directory.Entries().Single();
        using var copy = Samples.CopyOf(original, Options);
        Assert.True(directory.Touch(original));
        Assert.True(copy.TryPublish(() => ToolMapRenewal.TakesOver(copy, original.Header, original), [], CancellationToken.None));
    }

    /// <summary>A touch writes to the original, under its own name.</summary>
    private static bool IsTouch(SystemCall call) =>
        call.Name == "pwrite64" && !call.Arguments.Contains(".tmp.", StringComparison.Ordinal);

    private string Write(string text) =>
        Samples.WriteRaw(_scratch.Path, text, new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, ContextSize = 4096 }, "payload"u8);
}
