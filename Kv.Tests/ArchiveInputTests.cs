using Kv.Commands;

namespace Kv.Tests;

/// <summary>The stream between an archive and .NET's tar reader: its limit on headers, its failures, and the bytes behind the archive.</summary>
public sealed class ArchiveInputTests
{
    private const int Limit = 512;

    [Theory]
    [InlineData(0, 0, 0, true, Label = "nothing")]
    [InlineData(300_000, 0, 0, true, Label = "zeros")]
    [InlineData(0, 1, 0, false, Label = "one byte")]
    [InlineData(300_000, 1, 0, false, Label = "one byte at the end")]
    [InlineData(0, 1, 300_000, false, Label = "one byte before zeros")]
    [InlineData(150_000, 1, 150_000, false, Label = "one byte between zeros")]
    public void All_bytes_after_an_archive_are_examined(int zerosBefore, int others, int zerosAfter, bool areZeros)
    {
        byte[] bytes = [.. new byte[zerosBefore], .. Enumerable.Repeat((byte)7, others), .. new byte[zerosAfter]];
        using var stream = new MemoryStream(bytes);
        using var input = new ArchiveInput(stream, Limit);

        Assert.Equal(areZeros, input.EndsWithZeros());
        Assert.Equal(bytes.Length, stream.Position);
    }

    [Theory]
    [InlineData(Limit, true, Label = "as long as the limit")]
    [InlineData(Limit + 1, false, Label = "a byte longer than the limit")]
    public void A_header_is_limited_and_data_are_not(int length, bool isAllowed)
    {
        using var input = new ArchiveInput(new MemoryStream(new byte[4 * Limit]), Limit);
        var buffer = new byte[length];

        var failure = Record.Exception(() => input.ReadHeader(() => input.Read(buffer, 0, length)));

        Assert.Equal(isAllowed ? null : $"a header of {length} bytes is longer than the limit of {Limit}", failure?.Message);
        Assert.True(isAllowed || failure is InvalidDataException);
        Assert.Equal(length, input.Read(buffer));
        Assert.Null(input.Failure);
    }

    /// <summary>The tar reader replaces the exception of its stream by its own.</summary>
    [Fact]
    public void The_failure_of_the_archive_is_kept()
    {
        var failure = new IOException("the disk");
        using var input = new ArchiveInput(new FailingStream(failure), Limit);

        Assert.Same(failure, Record.Exception(() => input.ReadHeader(() => input.ReadByte())));
        Assert.Same(failure, input.Failure);
    }

    private sealed class FailingStream(Exception failure) : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw failure;

        public override int Read(byte[] buffer, int offset, int count) => throw failure;
    }
}
