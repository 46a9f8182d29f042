using System.Runtime.CompilerServices;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>The file of a call, in the form that the caller has it.</summary>
/// <remarks>The form is stored, because asking an object for its type costs more than the rest of a call's bookkeeping.</remarks>
internal readonly struct AdviceTarget
{
    internal const long NoPosition = -1;

    private readonly object? _value;

    /// <summary>The file under a stream, which is still known after the method has closed the stream.</summary>
    private readonly FileStream? _file;
    private readonly Form _form;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AdviceTarget(object? value, Form form, FileStream? file = null)
    {
        _value = value;
        _file = file;
        _form = value is null ? Form.None : form;
    }

    private enum Form
    {
        /// <summary>No file: null, or a stream over no file.</summary>
        None,

        /// <summary>A <see cref="FileStream"/>.</summary>
        File,

        /// <summary>A stream over a file, whose flush only passes bytes on, and whose position is the caller's.</summary>
        Stream,

        /// <summary>A <see cref="StreamWriter"/> over a stream over a file. It has a buffer of its own.</summary>
        Writer,

        /// <summary>A <see cref="SafeFileHandle"/>, which has no position.</summary>
        Handle,

        /// <summary>A path, which the method opens itself.</summary>
        Path,
    }

    /// <summary>The stream to flush, whose position shows how far the call read or wrote; null for a handle and a path.</summary>
    internal Stream? Stream => _form switch
    {
        Form.File or Form.Stream => Unsafe.As<Stream>(_value),
        Form.Writer => Unsafe.As<StreamWriter>(_value!).BaseStream,
        _ => null,
    };

    /// <summary>The file that the stream is, or wraps.</summary>
    internal FileStream? File => _form switch
    {
        Form.File => Unsafe.As<FileStream>(_value),
        Form.Stream or Form.Writer => _file,
        _ => null,
    };

    internal SafeFileHandle? Handle => _form == Form.Handle ? Unsafe.As<SafeFileHandle>(_value) : null;

    internal string? Path => _form == Form.Path ? Unsafe.As<string>(_value) : null;

    /// <summary>The stream whose flush passes all written bytes to the kernel; null if the file cannot be written, or is closed.</summary>
    private Stream? Flushable => File is not { CanWrite: true } file ? null : Stream is { CanWrite: true } outer ? outer : file;

    /// <summary>The handle of an open file; null for a path, and if there is none.</summary>
    internal SafeFileHandle? OpenHandle => Handle ?? (File is { CanSeek: true } file ? file.SafeFileHandle : null);

    /// <summary>
    /// The offset of the next byte. For a buffer over the file, which may have read ahead, the buffer's own position.
    /// <see cref="NoPosition"/> if there is none.
    /// </summary>
    internal long Position => _form switch
    {
        Form.File => PositionOf(Unsafe.As<FileStream>(_value)),
        Form.Stream => _value is BufferedStream { CanSeek: true } buffer ? buffer.Position : PositionOf(File),
        Form.Writer => PositionOf(_file),
        _ => NoPosition,
    };

    internal static AdviceTarget From(FileStream? file) => new(file, Form.File);

    /// <summary>Does not flush a writer over a compressor, whose flush is data.</summary>
    internal static AdviceTarget From(StreamWriter? writer) =>
        writer is null ? default
        : UnderlyingFile.Find(writer.BaseStream, out var flushesCleanly) is { } found && flushesCleanly ? new(writer, Form.Writer, found)
        : From(writer.BaseStream);

    internal static AdviceTarget From(SafeFileHandle? handle) => new(handle, Form.Handle);

    internal static AdviceTarget From(string? path) => new(path, Form.Path);

    /// <summary>
    /// Uses the file under a compressor instead of the compressor, because a flush of a compressor writes other bytes, and
    /// because the file is still known after the method has closed the compressor.
    /// </summary>
    internal static AdviceTarget From(Stream? stream) =>
        stream is FileStream file ? new(file, Form.File)
        : UnderlyingFile.Find(stream, out var flushesCleanly) is not { } found ? default
        : flushesCleanly ? new(stream, Form.Stream, found)
        : new(found, Form.File);

    /// <summary>Passes all written bytes to the kernel. Does nothing if the file cannot be written, or is closed.</summary>
    /// <exception cref="IOException">The flush failed, and bytes are not written.</exception>
    internal void Flush()
    {
        try
        {
            PassOn();
            Flushable?.Flush();
        }
        catch (Exception e) when (CannotFlush(e))
        {
            _file?.Flush();
        }
    }

    /// <inheritdoc cref="Flush"/>
    internal async Task FlushAsync()
    {
        try
        {
            PassOn();
            await (Flushable?.FlushAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception e) when (CannotFlush(e))
        {
            await (_file?.FlushAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    /// <summary>Passes the characters of a writer on to its stream.</summary>
    /// <remarks>
    /// Flushes by <see cref="StreamWriter.AutoFlush"/>. <see cref="StreamWriter.Flush()"/> would also end the encoder, and a surrogate
    /// pair over two writes would become two replacement characters.
    /// </remarks>
    private void PassOn()
    {
        if (_form == Form.Writer && _file is { CanWrite: true })
        {
            var writer = Unsafe.As<StreamWriter>(_value!);
            if (!writer.AutoFlush)
            {
                try
                {
                    writer.AutoFlush = true;
                }
                finally
                {
                    writer.AutoFlush = false;
                }
            }
        }
    }

    /// <summary>The length of the file now; 0 if it is unknown.</summary>
    /// <param name="own">A descriptor of the advice's own, for a file that the method has closed.</param>
    internal long LengthOf(SafeFileHandle? own) =>
        File is { } file && UnderlyingFile.IsOpen(file) ? file.Length
        : (own ?? Handle) is { } handle ? Kernel.LengthOf(handle)
        : 0;

    /// <summary>Whether a user's wrapper refuses to flush. It then has no buffer, and the method does not fail.</summary>
    private bool CannotFlush(Exception exception) => _form is Form.Stream or Form.Writer && exception is NotSupportedException or NotImplementedException or InvalidOperationException;

    private static long PositionOf(FileStream? file) => file is { CanSeek: true } ? file.Position : NoPosition;
}
