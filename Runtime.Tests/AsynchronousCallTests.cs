using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// The asynchronous members of a wrapper and of a scope over a stream whose synchronous members throw, as those of a web server's
/// streams do.
/// </summary>
public sealed class AsynchronousCallTests : IDisposable
{
    private const int Window = 64 << 10;
    private const int Bytes = 1 << 20;

    private readonly ScratchDirectory _directory = new();

    private string Fresh => _directory.File("fresh");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_asynchronous_member_of_a_wrapper_calls_asynchronous_members(bool isOverFile)
    {
        var inner = Open(isOverFile);
        var payload = Payload();
        await using (var stream = new DropBehindStream(inner, new() { WindowBytes = Window }))
        {
            await stream.WriteAsync(payload, TestContext.Current.CancellationToken);
            await stream.WriteAsync(payload.AsMemory(0, 1), TestContext.Current.CancellationToken);
            await stream.FlushAsync(TestContext.Current.CancellationToken);
            stream.Position = 0;
            var read = new byte[Bytes / 2];
            await stream.ReadExactlyAsync(read, TestContext.Current.CancellationToken);
            Assert.Equal(payload[..read.Length], read);
            using var rest = new MemoryStream();
            await stream.CopyToAsync(rest, TestContext.Current.CancellationToken);
            Assert.Equal([.. payload[read.Length..], payload[0]], rest.ToArray());
            await stream.CompleteAsync();
            Assert.False(inner.IsClosed);
        }

        Assert.True(inner.IsClosed);
    }

    /// <summary>Without a completion before, the disposal itself flushes, writes back and drops.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_asynchronous_disposal_calls_asynchronous_members(bool isOverFile)
    {
        var inner = Open(isOverFile);
        var stream = new DropBehindStream(inner, new() { WindowBytes = Window });
        await stream.WriteAsync(Payload(), TestContext.Current.CancellationToken);
        await stream.DisposeAsync();
        Assert.True(inner.IsClosed);
        if (isOverFile)
        {
            Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(Window, true)]
    [InlineData(Window, false)]
    public async Task An_asynchronous_end_of_a_scope_calls_asynchronous_members(int window, bool completes)
    {
        var inner = Open(isOverFile: true);
        new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(AsynchronousCallTests)) { WindowBytes = window }.Enter(inner, out var scope);
        await scope.DropBehind(inner).WriteAsync(Payload(), TestContext.Current.CancellationToken);
        if (completes)
        {
            await scope.CompleteAsync();
        }

        await scope.DisposeAsync();
        Assert.False(inner.IsClosed);
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
        await inner.DisposeAsync();
    }

    /// <summary>A <see cref="StreamWriter"/> loses the characters in its buffer if the stream refuses their write.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_characters_of_a_writer_reach_a_stream_that_writes_asynchronously(bool isBuffered)
    {
        const string Text = "the last characters";
        var inner = Open(isOverFile: true);
        var writer = new StreamWriter(isBuffered ? new BufferedStream(inner) : inner, bufferSize: Bytes, leaveOpen: true);
        new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(AsynchronousCallTests)).Enter(writer, out var scope);
        await writer.WriteAsync(new string('a', 100_000) + Text);
        await scope.CompleteAsync();
        Assert.EndsWith(Text, await File.ReadAllTextAsync(Fresh, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await scope.DisposeAsync();
        await writer.DisposeAsync();
        await inner.DisposeAsync();
        Assert.Equal(100_000 + Text.Length, new FileInfo(Fresh).Length);
    }

    private AsynchronousStream Open(bool isOverFile) => new(isOverFile
        ? new FileStream(Fresh, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0, useAsync: true)
        : new MemoryStream());

    private static byte[] Payload()
    {
        var bytes = new byte[Bytes];
        new Random(3).NextBytes(bytes);
        return bytes;
    }

    private sealed class AsynchronousStream(Stream inner) : Stream, IStreamWrapper
    {
        public Stream InnerStream => inner;

        public bool IsClosed { get; private set; }

        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => inner.CanSeek;

        public override bool CanWrite => inner.CanWrite;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

#pragma warning disable CA2215 // The base class would call the synchronous member.
        public override async ValueTask DisposeAsync()
#pragma warning restore CA2215
        {
            IsClosed = true;
            await inner.DisposeAsync();
        }

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);

        public override void Flush() => throw Synchronous();

        public override int Read(byte[] buffer, int offset, int count) => throw Synchronous();

        public override void Write(byte[] buffer, int offset, int count) => throw Synchronous();

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            throw Synchronous();
        }

        private static InvalidTimeZoneException Synchronous() => new("A synchronous member was called.");
    }
}
