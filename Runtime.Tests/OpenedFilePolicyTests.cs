using System.IO.Pipes;
using System.Text;
using IoPolicy.CompilerServices;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>The policies for the files that a method opens. The tests call them in the same way as generated code.</summary>
public sealed class OpenedFilePolicyTests : IDisposable
{
    private const int Bytes = 1 << 20;
    private const int Pages = Bytes / 4096;

    private readonly ScratchDirectory _directory = new();

    private string Sample => _directory.File("sample");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(FileAccess.Read, "read:issued")]
    [InlineData(FileAccess.Write, "write:issued")]
    [InlineData(FileAccess.ReadWrite, "write:issued")]
    public void The_access_mode_chooses_the_policy(FileAccess access, string advice)
    {
        _ = SampleFile.Create(Sample, Bytes);
        using var counts = new AdviceCounts();
        using (var file = Both().Follow(new FileStream(Sample, FileMode.Open, access)))
        {
            Move(file);
        }

        Assert.Equal([advice], counts.Advice);
        Assert.Equal(0, PageCache.GetResidency(Sample).CachedPages);
    }

    [Theory]
    [InlineData(FileAccess.Read)]
    [InlineData(FileAccess.ReadWrite)]
    public void A_read_policy_covers_each_file_that_can_be_read(FileAccess access)
    {
        _ = SampleFile.Create(Sample, Bytes);
        using var counts = new AdviceCounts();
        using (var file = new OpenedFilePolicy(Policy(PolicyKind.DropAfterFullRead)).Follow(new FileStream(Sample, FileMode.Open, access)))
        {
            file.ReadExactly(new byte[Bytes]);
        }

        Assert.Equal(["read:issued"], counts.Advice);
    }

    [Fact]
    public void The_write_policy_applies_to_a_file_open_for_reading_and_writing()
    {
        var read = new PagePolicy(PolicyKind.DropAfterFullRead, nameof(OpenedFilePolicyTests)) { WindowBytes = DropBehindStream.MinimumWindowBytes };
        var write = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(OpenedFilePolicyTests)) { WindowBytes = 0 };
        using (var file = new OpenedFilePolicy(read, write).Follow(new FileStream(Sample, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, 0)))
        {
            foreach (var piece in new byte[Bytes].Chunk(4096))
            {
                file.Write(piece);
            }

            KeptPages.AssertAll(Pages, KeptPages.NotDropped(Sample));
        }

        Assert.Equal(0, PageCache.GetResidency(Sample).CachedPages);
    }

    [Theory]
    [InlineData(0, Pages)]
    [InlineData(64 << 10, 32)]
    public void Only_without_windows_all_pages_stay_until_the_file_is_closed(int windowBytes, int most)
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(OpenedFilePolicyTests)) { WindowBytes = windowBytes };
        using (var file = new OpenedFilePolicy(policy).Follow(new FileStream(Sample, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 0)))
        {
            foreach (var piece in new byte[Bytes].Chunk(4096))
            {
                file.Write(piece);
            }

            if (windowBytes == 0)
            {
                KeptPages.AssertAll(Pages, KeptPages.NotDropped(Sample));
            }

            Assert.InRange(PageCache.GetResidency(Sample).CachedPages!.Value, 0, most);
        }

        Assert.Equal(0, PageCache.GetResidency(Sample).CachedPages);
    }

    [Fact]
    public void Readers_and_writers_keep_their_encoding()
    {
        const string Text = "naïve Größe";
        foreach (var encoding in (Encoding[])[Encoding.Latin1, Encoding.UTF8, Encoding.Unicode])
        {
            using (var writer = Both().Follow(new StreamWriter(Sample, append: false, encoding)))
            {
                _ = Assert.IsAssignableFrom<FileStream>(writer.BaseStream);
                Assert.NotSame(typeof(FileStream), writer.BaseStream.GetType());
                writer.Write(Text);
            }

            Assert.Equal(Text, File.ReadAllText(Sample, encoding));
            using var reader = Both().Follow(new StreamReader(Sample, encoding));
            Assert.Equal(Text, reader.ReadToEnd());
        }
    }

    /// <summary>The byte order mark wins over the encoding of the caller, as in <see cref="File.ReadLines(string, Encoding)"/>.</summary>
    [Fact]
    public async Task A_byte_order_mark_chooses_the_encoding()
    {
        await File.WriteAllTextAsync(Sample, "naïve\nGröße", Encoding.BigEndianUnicode, TestContext.Current.CancellationToken);
        using (var reader = Both().Follow(new StreamReader(Sample, Encoding.UTF8)))
        {
            Assert.Equal("naïve\nGröße", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(["naïve", "Größe"], Both().ReadLines(Sample, Encoding.Latin1));
        List<string> lines = [];
        await foreach (var line in Both().ReadLinesAsync(Sample, Encoding.Latin1, CancellationToken.None))
        {
            lines.Add(line);
        }

        Assert.Equal(["naïve", "Größe"], lines);
    }

    [Fact]
    public void A_followed_file_is_not_wrapped_again()
    {
        var policy = Policy(PolicyKind.DropAfterFullWrite);
        using var file = policy.Follow(File.Create(Sample));
        Assert.Same(file, policy.Follow(file));
        Assert.Same(file, policy.Follow((Stream)file));
        using var buffer = policy.Follow((Stream)new BufferedStream(File.Create(_directory.File("other"))));
        _ = Assert.IsType<DropBehindStream>(buffer);
        Assert.Same(buffer, policy.Follow(buffer));
    }

    /// <summary>A file that cannot be written has nothing to make durable.</summary>
    [Theory]
    [InlineData(FileAccess.Read, false, "write:kept")]
    [InlineData(FileAccess.Read, true, "write:kept")]
    [InlineData(FileAccess.Write, false, "write:kept")]
    [InlineData(FileAccess.Write, true, null)]
    public void A_file_whose_pages_are_kept_is_followed_only_to_make_it_durable(FileAccess access, bool durable, string? advice)
    {
        _ = SampleFile.Create(Sample, Bytes);
        using var counts = new AdviceCounts();
        using var file = new FileStream(Sample, FileMode.Open, access);
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(OpenedFilePolicyTests)) { Durable = durable, KeepPagesVariable = "PATH" };
        Assert.Equal(advice is not null, ReferenceEquals(file, policy.Follow(file)));
        Assert.Equal(advice is null ? [] : [advice], counts.Advice);
    }

    [Fact]
    public void A_pipe_and_a_stream_without_a_file_are_returned_unchanged()
    {
        using var counts = new AdviceCounts();
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var handle = new SafeFileHandle(server.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        using var pipe = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        using var memory = new MemoryStream();
        var closed = File.Create(Sample);
        closed.Dispose();
        var policy = Policy(PolicyKind.DropAfterFullWrite);
        Assert.Same(pipe, policy.Follow(pipe));
        Assert.Same(memory, policy.Follow(memory));
        Assert.Same(closed, policy.Follow(closed));
        Assert.Null(policy.Follow((Stream?)null));
        Assert.Equal(["write:unsupported", "write:no-file", "write:closed", "write:no-file"], counts.Advice);
    }

    [Fact]
    public void Pages_that_were_cached_before_stay_under_a_followed_file()
    {
        var sample = SampleFile.Create(Sample, Bytes, block: 64 << 10);
        using (var file = sample.OpenHandle())
        {
            _ = PageCache.Drop(file, Bytes / 2);
        }

        var policy = new PagePolicy(PolicyKind.DropAfterFullRead, nameof(OpenedFilePolicyTests)) { PreserveCached = true };
        using (var file = new OpenedFilePolicy(policy).Follow(sample.OpenRead()))
        {
            file.ReadExactly(new byte[Bytes]);
        }

        Assert.Equal(Pages / 2, sample.CachedPages);
    }

    /// <summary>The background counts its results on its own thread.</summary>
    [Fact]
    public async Task The_advice_for_a_followed_file_is_left_to_the_background()
    {
        var sample = SampleFile.Create(Sample, Bytes);
        var policy = new PagePolicy(PolicyKind.DropAfterFullRead, nameof(OpenedFilePolicyTests)) { Background = true };
        using (var counts = new AdviceCounts())
        {
            using (var file = policy.Follow(sample.OpenRead()))
            {
                file.ReadExactly(new byte[Bytes]);
            }

            Assert.Empty(counts.Advice);
        }

        await PageCache.Background.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void A_drop_policy_comes_before_a_header_policy()
    {
        var sample = SampleFile.Create(Sample, Bytes);
        using var counts = new AdviceCounts();
        using (var file = new OpenedFilePolicy(Policy(PolicyKind.HeaderOnly), Policy(PolicyKind.DropAfterFullRead)).Follow(sample.OpenRead()))
        {
            file.ReadExactly(new byte[Bytes]);
        }

        Assert.Equal(["read:issued"], counts.Advice);
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void Lines_can_be_read_twice()
    {
        File.WriteAllText(Sample, "one\ntwo\n");

        var lines = Both().ReadLines(Sample);

        Assert.Equal(["one", "two"], lines);
        Assert.Equal(["one", "two"], lines);
    }

    /// <summary>
    /// As with File.ReadLinesAsync, the token of the call ends the enumeration at the next read of the file, and so does the token of the
    /// enumerator.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancellation_ends_the_lines(bool byEnumeration)
    {
        File.WriteAllLines(Sample, Enumerable.Repeat("a line", 100_000));
        using var cancellation = new CancellationTokenSource();
        var lines = Both().ReadLinesAsync(Sample, byEnumeration ? CancellationToken.None : cancellation.Token);
        await using var enumerator = lines.GetAsyncEnumerator(byEnumeration ? cancellation.Token : CancellationToken.None);
        Assert.True(await enumerator.MoveNextAsync());

        await cancellation.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await enumerator.MoveNextAsync())
            {
            }
        });
    }

    [Theory]
    [InlineData(true, false, 0)]
    [InlineData(false, true, Pages)]
    [InlineData(false, false, Pages)]
    public void The_first_policy_whose_condition_is_true_covers_the_file(bool drop, bool keep, int left)
    {
        _ = SampleFile.Create(Sample, Bytes);
        // PATH is set in every process, so the first policy keeps the pages.
        var policies = new OpenedFilePolicy(
            new PagePolicy(PolicyKind.DropAfterFullRead, nameof(OpenedFilePolicyTests)) { Condition = () => keep, KeepPagesVariable = "PATH" },
            new PagePolicy(PolicyKind.DropAfterFullRead, nameof(OpenedFilePolicyTests)) { Condition = () => drop });
        using (var file = policies.Follow(File.OpenRead(Sample)))
        {
            file.ReadExactly(new byte[Bytes]);
        }

        KeptPages.AssertAll(left, KeptPages.NotDropped(Sample));
    }

    private static PagePolicy Policy(PolicyKind kind) => new(kind, nameof(OpenedFilePolicyTests));

    private static OpenedFilePolicy Both() => new(Policy(PolicyKind.DropAfterFullRead), Policy(PolicyKind.DropAfterFullWrite));

    private static void Move(FileStream file)
    {
        if (file.CanRead)
        {
            file.ReadExactly(new byte[Bytes]);
        }

        if (file.CanWrite)
        {
            file.Position = 0;
            file.Write(new byte[Bytes]);
        }
    }
}
