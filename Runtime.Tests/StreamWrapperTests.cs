using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// A policy finds the file under a user's own stream. If it cannot, the I/O succeeds without advice. A flush that fails reaches the caller.
/// </summary>
[Collection(OtherSystemTests.ProcessWide)]
public sealed class StreamWrapperTests : IDisposable
{
    private const int Bytes = 1 << 20;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(PolicyKind.DropAfterFullRead, 0)]
    [InlineData(PolicyKind.DropAfterFullRead, 65_536)]
    [InlineData(PolicyKind.DropAfterFullWrite, 0)]
    [InlineData(PolicyKind.DropAfterFullWrite, 65_536)]
    public void Pages_under_a_wrapper_are_dropped_and_KeepPages_keeps_them(PolicyKind kind, int window)
    {
        Assert.Equal(0, PagesAfter(kind, window, static file => new ExposingWrapper(file)));
        Assert.Equal(0, PagesAfter(kind, window, static file => new BufferedStream(new ExposingWrapper(new ExposingWrapper(file)))));
        PageCache.KeepPages = true;
        try
        {
            KeptPages.AssertAll(Bytes / Environment.SystemPageSize, PagesAfter(kind, window, static file => new ExposingWrapper(file)));
        }
        finally
        {
            PageCache.KeepPages = false;
        }
    }

    [Fact]
    public void An_unknown_wrapper_keeps_the_pages_until_it_is_registered()
    {
        KeptPages.AssertAll(Bytes / Environment.SystemPageSize, PagesAfter(PolicyKind.DropAfterFullRead, 0, static file => new OpaqueWrapper(file)));
        PageCache.RegisterWrapper<OpaqueWrapper>(static stream => stream.Inner);
        Assert.Equal(0, PagesAfter(PolicyKind.DropAfterFullRead, 0, static file => new OpaqueWrapper(file)));
        Assert.Equal(0, PagesAfter(PolicyKind.DropAfterFullRead, 0, static file => new DerivedOpaqueWrapper(file)));
    }

    [Fact]
    public void Bytes_in_the_buffer_of_a_wrapper_are_written_back_too()
    {
        var path = _directory.File("buffered");
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        using var wrapper = new ExposingWrapper(file) { IsBuffered = true };
        Run(PolicyKind.DropAfterFullWrite, 0, wrapper, static stream => stream.Write(new byte[Bytes]));
        Assert.Equal(Bytes, file.Length);
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
    }

    [Fact]
    public void The_pages_are_dropped_after_the_method_has_closed_only_the_wrapper()
    {
        var sample = SampleFile.Create(_directory.File("closed"), Bytes);
        using var file = sample.OpenRead();
        Run(PolicyKind.DropAfterFullRead, 0, new ExposingWrapper(file), static stream =>
        {
            stream.CopyTo(Stream.Null);
            stream.Dispose();
        });
        Assert.Equal(0, sample.CachedPages);
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("circle")]
    [InlineData("null")]
    public void A_wrapper_that_misbehaves_does_not_fail_the_read(string how)
    {
        var sample = SampleFile.Create(_directory.File("bad"), Bytes);
        using var file = sample.OpenRead();
        var wrapper = new ExposingWrapper(file);
        wrapper.GetInner = how switch
        {
            "throws" => () => throw new InvalidTimeZoneException(),
            "circle" => () => wrapper,
            _ => () => null!,
        };
        var read = 0L;
        Run(PolicyKind.DropAfterFullRead, 65_536, wrapper, stream =>
        {
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            read = memory.Length;
        });
        Assert.Equal(Bytes, read);
        KeptPages.AssertAll(sample.Pages, sample.CachedPages);
    }

    [Theory]
    [InlineData(typeof(NotSupportedException), false)]
    [InlineData(typeof(NotSupportedException), true)]
    [InlineData(typeof(NotImplementedException), false)]
    [InlineData(typeof(NotImplementedException), true)]
    [InlineData(typeof(InvalidOperationException), false)]
    [InlineData(typeof(InvalidOperationException), true)]
    public async Task A_wrapper_that_cannot_flush_does_not_fail_the_write(Type refusal, bool asynchronous)
    {
        var path = _directory.File("unflushable");
        await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        Stream wrapper = new ExposingWrapper(file) { FlushFailure = (Exception)Activator.CreateInstance(refusal)! };
        new PagePolicy(PolicyKind.DropAfterFullWrite, "test").Enter(wrapper, out var scope);
        await wrapper.WriteAsync(new byte[Bytes], TestContext.Current.CancellationToken);
        await scope.Complete(asynchronous);
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
    }

    [Fact]
    public void A_failing_flush_of_a_wrapper_reaches_the_caller()
    {
        using var file = new FileStream(_directory.File("failing"), FileMode.Create, FileAccess.ReadWrite);
        var wrapper = new ExposingWrapper(file) { FlushFailure = new IOException("The buffer did not flush.") };
        Assert.Throws<IOException>(() => Run(PolicyKind.DropAfterFullWrite, 0, wrapper, static stream => stream.Write(new byte[Bytes])));
    }

    [Fact]
    public void A_call_with_a_wrapper_allocates_nothing()
    {
        using var file = SampleFile.Create(_directory.File("plain"), Bytes).OpenRead();
        var policy = new PagePolicy(PolicyKind.DropAfterFullRead, "test");
        Stream wrapper = new ExposingWrapper(file);
        Call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Call();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Call()
        {
            policy.Enter(wrapper, out var scope);
            file.Position = 0;
            scope.Complete();
            scope.Dispose();
        }
    }

    [Fact]
    public void A_registration_needs_a_function() => Assert.Throws<ArgumentNullException>(static () => PageCache.RegisterWrapper<OpaqueWrapper>(null!));

    private long PagesAfter(PolicyKind kind, int window, Func<FileStream, Stream> wrap)
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        using var file = new FileStream(sample.Path, FileMode.Open, FileAccess.ReadWrite);
        Run(kind, window, wrap(file), stream =>
        {
            if (kind == PolicyKind.DropAfterFullWrite)
            {
                stream.Write(new byte[Bytes]);
            }
            else
            {
                stream.CopyTo(Stream.Null);
            }
        });
        return sample.CachedPages;
    }

    private static void Run(PolicyKind kind, int window, Stream stream, Action<Stream> body)
    {
        new PagePolicy(kind, "test") { WindowBytes = window }.Enter(stream, out var scope);
        try
        {
            body(scope.DropBehind(stream));
            scope.Complete();
        }
        finally
        {
            scope.Dispose();
        }
    }

    private sealed class DerivedOpaqueWrapper(Stream inner) : OpaqueWrapper(inner);

    /// <summary>A stream of a third party: it does not expose its inner stream to IoPolicy.</summary>
    private class OpaqueWrapper(Stream inner) : Stream
    {
        private readonly MemoryStream _buffer = new();

        public Stream Inner => inner;

        public bool IsBuffered { get; init; }

        public Exception? FlushFailure { get; init; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
            if (FlushFailure is not null)
            {
                throw FlushFailure;
            }

            _buffer.WriteTo(inner);
            _buffer.SetLength(0);
            inner.Flush();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => (IsBuffered ? _buffer : inner).Write(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }

    private sealed class ExposingWrapper : OpaqueWrapper, IStreamWrapper
    {
        private bool _isClosed;

        public ExposingWrapper(Stream inner)
            : base(inner) => GetInner = () => _isClosed ? throw new ObjectDisposedException(nameof(ExposingWrapper)) : inner;

        public Func<Stream> GetInner { get; set; }

        public Stream InnerStream => GetInner();

        protected override void Dispose(bool disposing)
        {
            _isClosed = true;
            base.Dispose(disposing);
        }
    }
}
