using System.Runtime.CompilerServices;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>The file of a call, in the form in which the method receives it: a stream, a writer, a handle or a path.</summary>
/// <remarks>The form is stored, because a type check of the object costs more than the rest of a call's bookkeeping.</remarks>
internal readonly struct AdviceTarget
{
    internal const long NoPosition = -1;

    private readonly object? _value;

    /// <summary>The file that a stream wraps. It is found at entry, because a closed stream does not show its file.</summary>
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

        /// <summary>A stream that wraps a file, and whose flush passes its bytes on unchanged.</summary>
        Stream,

        /// <summary>A <see cref="StreamWriter"/> whose stream is, or wraps, a file. The writer has its own buffer.</summary>
        Writer,

        /// <summary>A <see cref="SafeFileHandle"/>, which has no position.</summary>
        Handle,

        /// <summary>The path of a file that the method opens itself.</summary>
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

    /// <summary>The handle of the file; null for a path, for a closed stream, and if there is no file.</summary>
    internal SafeFileHandle? OpenHandle => Handle ?? (File is { CanSeek: true } file ? file.SafeFileHandle : null);

    /// <summary>
    /// The offset of the next byte; <see cref="NoPosition"/> if there is none. A <see cref="BufferedStream"/> may have read more of the
    /// file than the method has, so its own position is used.
    /// </summary>
    internal long Position => _form switch
    {
        Form.File => PositionOf(Unsafe.As<FileStream>(_value)),
        Form.Stream => _value is BufferedStream { CanSeek: true } buffer ? buffer.Position : PositionOf(File),
        Form.Writer => PositionOf(_file),
        _ => NoPosition,
    };

    internal static AdviceTarget From(FileStream? file) => new(file, Form.File);

    /// <summary>
    /// Uses the stream under the writer instead of the writer if a flush would change the data, as the flush of a compressor does.
    /// </summary>
    internal static AdviceTarget From(StreamWriter? writer) =>
        writer is null ? default
        : UnderlyingFile.Find(writer.BaseStream, out var flushesCleanly) is { } found && flushesCleanly ? new(writer, Form.Writer, found)
        : From(writer.BaseStream);

    internal static AdviceTarget From(SafeFileHandle? handle) => new(handle, Form.Handle);

    internal static AdviceTarget From(string? path) => new(path, Form.Path);

    /// <summary>
    /// Uses the file under a compressor instead of the compressor, because the flush of a compressor writes additional bytes. The file is
    /// also still known after the method has closed the compressor.
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
            FlushWriter();
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
            await FlushWriterAsync().ConfigureAwait(false);
            await (Flushable?.FlushAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception e) when (CannotFlush(e))
        {
            await (_file?.FlushAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the buffered characters of a <see cref="StreamWriter"/> to its stream.</summary>
    /// <remarks>
    /// Setting <see cref="StreamWriter.AutoFlush"/> writes the buffer, and keeps the state of the encoder. <see cref="StreamWriter.Flush()"/>
    /// resets the encoder too, so a surrogate pair that two calls write would become two replacement characters.
    /// </remarks>
    private void FlushWriter()
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

    /// <inheritdoc cref="FlushWriter"/>
    /// <remarks>
    /// A user's stream may refuse synchronous writes, and a <see cref="StreamWriter"/> loses its characters if their write throws. Over such a
    /// stream, this method calls <see cref="StreamWriter.FlushAsync()"/>, although that resets the encoder.
    /// </remarks>
    private Task FlushWriterAsync()
    {
        if (_form == Form.Writer && _file is { CanWrite: true } && !WritesSynchronously(Stream!))
        {
            return Unsafe.As<StreamWriter>(_value!).FlushAsync();
        }

        FlushWriter();
        return Task.CompletedTask;
    }

    /// <summary>Whether all streams above the file are streams of .NET or IoPolicy, which never refuse a synchronous write.</summary>
    private static bool WritesSynchronously(Stream stream) => stream switch
    {
        FileStream => true,
        BufferedStream buffer => WritesSynchronously(buffer.UnderlyingStream),
        IPassesThrough outer => WritesSynchronously(outer.InnerStream),
        _ => false,
    };

    /// <summary>Gets the current length of the file; 0 if it is unknown.</summary>
    /// <param name="ownDescriptor">The separate descriptor of the advice, for a file that the method has closed; null if there is none.</param>
    internal long LengthOf(SafeFileHandle? ownDescriptor) =>
        File is { } file && UnderlyingFile.IsOpen(file) ? file.Length
        : (ownDescriptor ?? Handle) is { } handle ? Kernel.LengthOf(handle)
        : 0;

    /// <summary>
    /// Whether a flush failed only because a user's wrapper does not support it. The wrapper then has no buffer, so flushing the file is
    /// enough.
    /// </summary>
    private bool CannotFlush(Exception exception) => _form is Form.Stream or Form.Writer && exception is NotSupportedException or NotImplementedException or InvalidOperationException;

    private static long PositionOf(FileStream? file) => file is { CanSeek: true } ? file.Position : NoPosition;
}
