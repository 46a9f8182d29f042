using System.IO.Compression;
using System.IO.Pipes;
using System.Security.Cryptography;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace Generators.Tests.Running.Files;

/// <summary>A state in which a method gets its file, or leaves it.</summary>
/// <param name="Name">The name of the state.</param>
/// <param name="Fits">Whether a method of this form can receive a file in this state.</param>
/// <param name="Open">Creates the argument of the method. Objects to close at the end go on the stack.</param>
/// <param name="Outcome">Returns the outcome that the meter counts.</param>
/// <param name="Closes">Whether the body closes the file.</param>
/// <param name="IsUsable">Whether the body can read or write the file.</param>
internal sealed record FileState(
    string Name,
    Func<FileCase, bool> Fits,
    Func<FileCase, SampleFile, Stack<IDisposable>, object?> Open,
    Func<FileCase, string> Outcome,
    bool Closes = false,
    bool IsUsable = true)
{
    private const string Issued = "issued", NoFile = "no-file", Closed = "closed", Unsupported = "unsupported";

    internal static IReadOnlyList<FileState> All { get; } =
    [
        // The advice of [HeaderOnly] switches readahead off for one open file. With a path, the body opens the file itself, so the advice has no file.
        new("Open", _ => true, Ordinary, row => row is { Place: Place.Path, Policy: Policy.Header } ? NoFile : Issued),
        new("Null", _ => true, (_, _, _) => null, _ => NoFile),

        // A drop-behind stream issues its advice when the body closes it. The advice of [HeaderOnly] came before the body.
        new("Closed_by_the_body", row => row.Place != Place.Path, Ordinary, row => row.HasWindows || row.Policy == Policy.Header ? Issued : Closed, Closes: true),
        new("Closed_before", row => row.Place != Place.Path, ClosedBefore, _ => Closed, IsUsable: false),

        new("A_pipe_as_a_file", row => row.Place is not Place.Path, PipeAsFile, _ => Unsupported),
        new("AnonymousPipe", TakesAnyStream, (row, _, owned) => As(row, Pipe(row, owned)), _ => NoFile),
        new("MemoryStream", TakesAnyStream, (row, _, _) => As(row, new MemoryStream()), _ => NoFile),
        new("Stream_Null", TakesAnyStream, (row, _, _) => As(row, Stream.Null), _ => NoFile),

        Over("BufferedStream", (file, _) => new BufferedStream(file, 10_000), Issued),
        Over("BufferedStream_closed", (file, _) => Disposed(new BufferedStream(file)), NoFile),
        Over("GZipStream", (file, writes) => writes ? new GZipStream(file, CompressionLevel.Fastest) : new GZipStream(Compressed(file, to => new GZipStream(to, CompressionLevel.Fastest)), CompressionMode.Decompress), Issued),
        Over("DeflateStream", (file, writes) => writes ? new DeflateStream(file, CompressionLevel.Fastest) : new DeflateStream(Compressed(file, to => new DeflateStream(to, CompressionLevel.Fastest)), CompressionMode.Decompress), Issued),
        Over("ZLibStream", (file, writes) => writes ? new ZLibStream(file, CompressionLevel.Fastest) : new ZLibStream(Compressed(file, to => new ZLibStream(to, CompressionLevel.Fastest)), CompressionMode.Decompress), Issued),
        Over("BrotliStream", (file, writes) => writes ? new BrotliStream(file, CompressionLevel.Fastest) : new BrotliStream(Compressed(file, to => new BrotliStream(to, CompressionLevel.Fastest)), CompressionMode.Decompress), Issued),
        Over("BufferedStream_over_GZipStream", (file, writes) => new BufferedStream(writes ? new GZipStream(file, CompressionLevel.Fastest) : new GZipStream(Compressed(file, to => new GZipStream(to, CompressionLevel.Fastest)), CompressionMode.Decompress)), Issued),

        // A CryptoStream has no public member with the stream that it wraps.
        Over("CryptoStream", (file, writes) => new CryptoStream(file, new ToBase64Transform(), writes ? CryptoStreamMode.Write : CryptoStreamMode.Read), NoFile),

        new("Missing", row => row.Place == Place.Path && !row.Writes, (_, sample, _) => sample.Path + ".missing", _ => NoFile),
        new("In_a_missing_directory", row => row.Place == Place.Path, (_, sample, _) => sample.Path + ".missing/file", _ => NoFile),
        new("Empty", row => row.Place == Place.Path, (_, _, _) => "", _ => NoFile),
        new("Directory", row => row.Place == Place.Path, (_, sample, _) => Path.GetDirectoryName(sample.Path), _ => NoFile),
        new("Fifo", row => row.Place == Place.Path, Fifo, row => row.Policy == Policy.Header ? NoFile : Unsupported),
    ];

    private static bool TakesAnyStream(FileCase row) =>
        row.Place is Place.Stream or Place.StreamField or Place.StreamResult or Place.Reader or Place.Writer;

    private static FileState Over(string name, Func<FileStream, bool, Stream> wrap, string outcome) => new(
        name,
        row => TakesAnyStream(row) && !(name.EndsWith("closed", StringComparison.Ordinal) && row.Place is Place.Reader or Place.Writer),
        (row, sample, owned) =>
        {
            var file = Opened(row, sample);
            owned.Push(file);
            var stream = wrap(file, row.Writes);
            owned.Push(stream);
            return As(row, stream);
        },
        _ => outcome);

    private static object? Ordinary(FileCase row, SampleFile sample, Stack<IDisposable> owned)
    {
        if (row.Place == Place.Path)
        {
            return sample.Path;
        }

        var file = Opened(row, sample);
        owned.Push(file);
        return As(row, file);
    }

    private static object? ClosedBefore(FileCase row, SampleFile sample, Stack<IDisposable> owned)
    {
        var file = Ordinary(row, sample, owned);
        ((IDisposable)file!).Dispose();
        return file;
    }

    private static object PipeAsFile(FileCase row, SampleFile sample, Stack<IDisposable> owned)
    {
        var pipe = Pipe(row, owned);
        var handle = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        return row.Place == Place.Handle
            ? handle
            : As(row, new FileStream(handle, row.Writes ? FileAccess.Write : FileAccess.Read));
    }

    /// <summary>Creates one end of a pipe. For a read, the other end has written a few bytes and is closed. For a write, it stays open.</summary>
    private static AnonymousPipeServerStream Pipe(FileCase row, Stack<IDisposable> owned)
    {
        var pipe = new AnonymousPipeServerStream(row.Writes ? PipeDirection.Out : PipeDirection.In);
        owned.Push(pipe);
        var other = new AnonymousPipeClientStream(row.Writes ? PipeDirection.In : PipeDirection.Out, pipe.ClientSafePipeHandle);
        owned.Push(other);
        if (!row.Writes)
        {
            other.Write(new byte[100]);
            other.Dispose();
        }

        return pipe;
    }

    private static string Fifo(FileCase row, SampleFile sample, Stack<IDisposable> owned)
    {
        var path = sample.Path + ".fifo";
        Shell.Run("mkfifo", path).OrThrow();
        return path;
    }

    private static FileStream Opened(FileCase row, SampleFile sample) =>
        new(sample.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 4096, row.IsAsync);

    private static object As(FileCase row, Stream stream) => row.Place switch
    {
        Place.Reader => new BinaryReader(stream),
        Place.Writer => new BinaryWriter(stream),
        Place.Handle => ((FileStream)stream).SafeFileHandle,
        _ => stream,
    };

    /// <summary>Replaces the content of the file with its compressed bytes, which are more than a header.</summary>
    private static FileStream Compressed(FileStream file, Func<Stream, Stream> compress)
    {
        var compressed = new MemoryStream();
        using (var to = compress(compressed))
        {
            file.CopyTo(to);
        }

        file.SetLength(0);
        file.Write(compressed.ToArray());
        file.Flush(flushToDisk: true);
        file.Position = 0;
        return file;
    }

    private static Stream Disposed(Stream stream)
    {
        stream.Dispose();
        return stream;
    }
}
