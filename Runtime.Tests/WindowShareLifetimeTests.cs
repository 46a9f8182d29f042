using System.Runtime.CompilerServices;
using IoPolicy.DropBehind;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>A file counts in <see cref="WindowShare"/> while its steps are on their way to the disk, unless its stream was forgotten.</summary>
[Collection(OtherSystemTests.ProcessWide)] // The whole process has only one count.
public sealed class WindowShareLifetimeTests : IDisposable
{
    private const int Bytes = 4 << 20;

    private readonly ScratchDirectory _directory = new();

    public WindowShareLifetimeTests() => Collect(); // Collects forgotten streams of other tests.

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_collected_stream_that_nobody_closed_does_not_count()
    {
        var before = WindowShare.Files;
        WriteAndForget(before);
        Collect();
        Assert.Equal(before, WindowShare.Files);
    }

    [Fact]
    public void An_open_stream_counts_until_it_is_closed()
    {
        var before = WindowShare.Files;
        using (var stream = Write())
        {
            Collect();
            Assert.Equal(before + 1, WindowShare.Files);
            GC.KeepAlive(stream);
        }

        Assert.Equal(before, WindowShare.Files);
    }

    /// <remarks>Not inlined, because a local of the test would keep the stream alive.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteAndForget(int before)
    {
        _ = Write();
        Assert.Equal(before + 1, WindowShare.Files);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private FileStream Write()
    {
        var stream = new FileStream(_directory.File("file"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0).DropBehind(new DropBehindOptions());
        stream.Write(new byte[Bytes]);
        return stream;
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
