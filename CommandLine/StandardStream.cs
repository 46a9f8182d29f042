using System.Runtime.InteropServices;

namespace IoPolicy.CommandLine;

/// <summary>
/// Standard input, output or error through read(2) and write(2). .NET's console stream ignores EPIPE, and does not observe
/// a cancellation while it waits. It also uses a closed descriptor that the runtime has reused. Not thread-safe.
/// </summary>
internal sealed partial class StandardStream : Stream
{
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int TryAgainOnMacOS = 35;
    private const int BrokenPipe = 32;
    private const int CloseOnExec = 1;
    private const int GetDescriptorFlags = 1;
    private const short Readable = 1;
    private const short Writable = 4;

    /// <summary>The interval at which a wait checks for a cancellation. A signal does not end poll(2), because another thread handles it.</summary>
    private const int PollMilliseconds = 50;

    /// <summary>PIPE_BUF. A pipe that poll(2) reports as writable accepts this many bytes without blocking (pipe(7)).</summary>
    private const int PipeBytes = 4096;

    private const int SeekCurrent = 1;

    private readonly int _descriptor;
    private readonly string _name;
    private readonly string? _product;
    private readonly CancellationToken _cancellation;
    private readonly bool _isOpen;
    private readonly int _pieceBytes;

    private StandardStream(int descriptor, string name, CancellationToken cancellation, string? product = null)
    {
        _descriptor = descriptor;
        _name = name;
        _product = product;
        _cancellation = cancellation;
        _isOpen = IsInherited(descriptor);
        _pieceBytes = Seek(descriptor, 0, SeekCurrent) < 0 ? PipeBytes : int.MaxValue;
    }

    public override bool CanRead => _descriptor == 0;

    public override bool CanWrite => _descriptor != 0;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens standard input. The cancellation ends a wait for input.</summary>
    internal static Stream OpenInput(CancellationToken cancellation) =>
        OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new StandardStream(0, "standard input", cancellation);

    /// <summary>Opens standard output. The cancellation ends a wait for a slow reader.</summary>
    /// <param name="cancellation">Ends a wait.</param>
    /// <param name="product">
    /// The name of the output, if an incomplete output is a failure; null if it is no failure when the reader closes the pipe.
    /// </param>
    internal static Stream OpenOutput(CancellationToken cancellation, string? product = null) =>
        OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new StandardStream(1, "standard output", cancellation, product);

    /// <summary>Opens standard error.</summary>
    internal static Stream OpenError(CancellationToken cancellation) =>
        OperatingSystem.IsWindows() ? Console.OpenStandardError() : new StandardStream(2, "standard error", cancellation);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="IOException">The input is closed, or a read failed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            Wait(Readable);
            var count = Read(_descriptor, buffer, buffer.Length);
            if (count >= 0)
            {
                return (int)count;
            }

            ThrowUnlessTransient();
        }

        return 0;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="ClosedOutputException">The reader closed the pipe, and an incomplete output is no failure.</exception>
    /// <exception cref="IOException">The output is closed, or a write failed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            Wait(Writable);
            var count = Write(_descriptor, buffer, Math.Min(_pieceBytes, buffer.Length));
            if (count >= 0)
            {
                buffer = buffer[(int)count..];
                continue;
            }

            ThrowUnlessTransient();
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>
    /// Decides whether the process inherited this descriptor. The runtime reuses descriptors that the parent had closed, and
    /// opens its own with FD_CLOEXEC. An inherited descriptor cannot have this flag (execve(2)).
    /// </summary>
    private static bool IsInherited(int descriptor) => Fcntl(descriptor, GetDescriptorFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0;

    private void Wait(short events)
    {
        if (!_isOpen)
        {
            throw new IOException($"{_name} is closed");
        }

        // If poll(2) fails for a descriptor, read(2) or write(2) reports the reason.
        var poll = new PollRequest { Descriptor = _descriptor, Events = events };
        while (Poll(ref poll, 1, PollMilliseconds) is var result && (result == 0 || (result < 0 && Marshal.GetLastPInvokeError() == Interrupted)))
        {
            _cancellation.ThrowIfCancellationRequested();
        }
    }

    private void ThrowUnlessTransient()
    {
        switch (Marshal.GetLastPInvokeError())
        {
            case Interrupted or TryAgain or TryAgainOnMacOS:
                return;
            case BrokenPipe:
                throw _product is null ? new ClosedOutputException() : new IOException($"{_name}: the reader closed the pipe before the end of {_product}");
            case var error:
                var reason = Marshal.GetPInvokeErrorMessage(error);
                throw new IOException($"{_name}: {char.ToLowerInvariant(reason[0])}{reason[1..]}");
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, Span<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(int descriptor, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollRequest request, nuint count, int milliseconds);

    /// <summary>struct pollfd.</summary>
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;

#pragma warning disable CS0649 // The kernel writes it.
        public short Returned;
#pragma warning restore CS0649
    }
}
