using System.IO.Pipes;
using IoPolicy.CompilerServices;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>The meter counts the result of each call. A policy that cannot act throws nothing, and is counted with the cause.</summary>
public sealed class AdviceCountTests : IDisposable
{
    private static readonly PagePolicy Read = new(PolicyKind.DropAfterFullRead, nameof(AdviceCountTests));
    private static readonly PagePolicy Write = new(PolicyKind.DropAfterFullWrite, nameof(AdviceCountTests)) { WindowBytes = 1 << 16 };
    private static readonly PagePolicy Header = new(PolicyKind.HeaderOnly, nameof(AdviceCountTests));
    private static readonly PagePolicy AccessedRange = new(PolicyKind.DropAfterFullRead, nameof(AdviceCountTests)) { AccessedRangeOnly = true };

    private readonly ScratchDirectory _directory = new();
    private readonly AdviceCounts _counts = new();

    public void Dispose()
    {
        _counts.Dispose();
        _directory.Dispose();
    }

    private SampleFile Sample() => SampleFile.Create(_directory.File("sample"), 1 << 20);

    [Fact]
    public void Issued_advice_is_counted_with_its_bytes()
    {
        using var file = Sample().OpenRead();
        PolicyRunner.Run(Read, file, f => f.CopyTo(Stream.Null));
        Assert.Equal(["read:issued"], _counts.Advice);
        Assert.Equal(1 << 20, _counts.AdvisedBytes);
    }

    [Fact]
    public void Manual_advice_is_counted_as_direct()
    {
        using var file = Sample().OpenHandle();
        _ = PageCache.Drop(file, 4096, 8192);
        Assert.Equal(["direct:issued"], _counts.Advice);
        Assert.Equal(8192, _counts.AdvisedBytes);
        _ = PageCache.Drop(file, 4096); // To the end of the file.
        Assert.Equal(8192 + (1 << 20) - 4096, _counts.AdvisedBytes);
    }

    /// <summary>The advice needs the descriptor, and .NET flushes the buffer of the file before it returns the descriptor.</summary>
    [Fact]
    public void A_file_whose_buffer_does_not_flush_is_refused_and_fails_nothing()
    {
        using var file = new UnflushableFile(_directory.File("fresh"), new IOException());
        PolicyRunner.Run(Read, file, f => f.Position = 1 << 20);
        PolicyRunner.Run(Header, file, _ => { });
        Assert.Equal(["read:refused", "header:refused"], _counts.Advice);
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(ObjectDisposedException))]
    [InlineData(typeof(NotSupportedException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    public void A_body_that_throws_keeps_its_exception_if_the_flush_fails(Type failure)
    {
        var reason = failure == typeof(ObjectDisposedException) ? new ObjectDisposedException("file") : (Exception)Activator.CreateInstance(failure)!;
        using var file = new UnflushableFile(_directory.File("fresh"), reason);
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(AdviceCountTests));
        _ = Assert.Throws<FormatException>(() => PolicyRunner.Run(policy, file, f =>
        {
            f.Position = 1 << 20;
            throw new FormatException();
        }));
        Assert.Equal([reason is ObjectDisposedException ? "write:closed" : "write:refused"], _counts.Advice);
    }

    private sealed class UnflushableFile(string path, Exception failure) : FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, 0)
    {
        public override void Flush(bool flushToDisk) => throw failure;
    }

    [Fact]
    public void A_call_that_reads_one_byte_is_header_only()
    {
        using var file = Sample().OpenRead();
        PolicyRunner.Run(Read, file, f => _ = f.ReadByte());
        Assert.Equal(["read:header-only"], _counts.Advice);
        Assert.Equal(0, _counts.AdvisedBytes);
    }

    [Fact]
    public void A_header_scan_is_counted_once()
    {
        using var file = Sample().OpenRead();
        PolicyRunner.Run(Header, file, f => _ = f.ReadByte());
        Assert.Equal(["header:issued"], _counts.Advice);
    }

    [Fact]
    public void A_path_that_leads_to_a_directory_is_counted_as_no_file()
    {
        Read.Entered(_directory.Path).Complete();
        Write.Entered(_directory.Path).Complete();
        Assert.Equal(["read:no-file", "write:no-file"], _counts.Advice);
        Assert.Equal(0, _counts.AdvisedBytes);
    }

    [Fact]
    public void No_file_is_counted_for_null_and_for_a_stream_over_no_file()
    {
        PolicyRunner.Run(Read, (FileStream?)null, _ => { });
        PolicyRunner.Run(Write, (Stream?)null, _ => { });
        PolicyRunner.Run(Header, (FileStream?)null, _ => { });
        Read.Entered((SafeFileHandle?)null).Complete();
        Read.Entered((string?)null).Complete();
        Read.Entered((BinaryReader?)null).Complete();
        Write.Entered((BinaryWriter?)null).Complete();
        Read.Entered(_directory.File("none")).Complete();
        using var memory = new MemoryStream();
        PolicyRunner.Run(Write, memory, m =>
        {
            Assert.Same(memory, m);
            m.Write(new byte[1 << 20]);
        });
        Assert.Equal(
            [
                "read:no-file", "write:no-file", "header:no-file", "read:no-file", "read:no-file",
                "read:no-file", "write:no-file", "read:no-file", "write:no-file",
            ],
            _counts.Advice);
    }

    [Fact]
    public void A_file_that_the_body_closed_is_counted_and_throws_nothing()
    {
        using var stream = Sample().OpenRead();
        PolicyRunner.Run(Read, stream, f => f.Dispose());
        using var handle = Sample().OpenHandle();
        Read.Enter(handle, out var scope);
        handle.Dispose();
        scope.Complete();
        using var scanned = Sample().OpenHandle();
        Header.Enter(scanned, out scope);
        scanned.Dispose();
        scope.Complete();
        Header.Entered(scanned).Complete();
        Assert.Equal(["read:closed", "read:closed", "header:issued", "header:closed"], _counts.Advice);
    }

    [Fact]
    public void A_file_that_is_closed_under_its_drop_behind_stream_is_counted()
    {
        using var file = File.Create(_directory.File("fresh"));
        PolicyRunner.Run(Write, file, f =>
        {
            f.Write(new byte[1 << 20]);
            file.Dispose();
        });
        Assert.Equal(["write:closed"], _counts.Advice);
    }

    [Fact]
    public void Advice_for_a_pipe_is_counted_as_unsupported()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var handle = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        using var file = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        PolicyRunner.Run(Write, file, f =>
        {
            Assert.Same(file, f);
            f.Write("some bytes"u8);
        });
        Write.Entered(handle).Complete();
        Header.Entered(file).Complete();
        Assert.Equal(["write:unsupported", "write:unsupported", "header:unsupported"], _counts.Advice);
    }

    [Theory]
    [InlineData(true, "write:unmeasured")]
    [InlineData(false, "write:unsupported")]
    public void The_cached_pages_of_a_pipe_are_unknown_so_PreserveCached_drops_nothing(bool preserve, string result)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var handle = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        new DropBehindFile(handle, new() { PreserveCached = preserve, LeaveOpen = true }).Dispose();
        Assert.Equal([result], _counts.Advice);
    }

    [Fact]
    public void An_accessed_range_that_no_position_shows_is_not_guessed()
    {
        var sample = Sample();
        using var handle = sample.OpenHandle();
        AccessedRange.Enter(handle, out var scope);
        _ = RandomAccess.Read(handle, new byte[1 << 20], 0);
        scope.Complete();
        Assert.Equal(["read:no-position"], _counts.Advice);
        sample.AssertStays();
    }

    [Fact]
    public void A_scope_issues_its_advice_once()
    {
        using var file = Sample().OpenRead();
        Read.Enter(file, out var scope);
        file.CopyTo(Stream.Null);
        scope.Complete();
        scope.Complete();
        scope.Dispose();
        Assert.Equal(["read:issued"], _counts.Advice);
        default(PolicyScope).Complete();
        default(PolicyScope).Dispose();
    }
}
