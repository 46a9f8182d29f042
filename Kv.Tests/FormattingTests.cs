using System.Globalization;
using IoPolicy.CommandLine;

namespace Kv.Tests;

/// <summary>Numbers and lines of tables. A number can be formatted as a string or into a line, with the same text.</summary>
public sealed class FormattingTests
{
    /// <summary>The edges of each unit, and numbers halfway between two tenths.</summary>
    public static TheoryData<long> Bytes =>
    [
        0, 1, 1023, 1024, 1075, 1076, 1280, 1331, 1332, 1023 * 1024, (1 << 20) - 1, 1 << 20, (1 << 20) + 52_429, 402_688, 870_656, 659_712, 5_505_024,
        (1L << 30) - 1, 1L << 30, (1L << 30) + 1, 1_342_177_280, 1_879_048_192, 1L << 40, (1L << 52) + 1, -5,
    ];

    [Theory]
    [MemberData(nameof(Bytes))]
    public void A_number_of_bytes_is_rounded_as_NET_rounds_it(long value)
    {
        var expected = value switch
        {
            < 1 << 10 => $"{value} B",
            < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{value / 1024.0:F1} KiB"),
            < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{value / 1048576.0:F1} MiB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{value / 1073741824.0:F1} GiB"),
        };

        Assert.Equal(expected, Formatting.Bytes(value));
        Assert.Equal(expected, Line(line => Formatting.Bytes(line, value)));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(1000, "1,000")]
    [InlineData(4_294_967_295, "4,294,967,295")]
    [InlineData(-1, "-1")]
    [InlineData(-1000, "-1,000")]
    [InlineData(long.MaxValue, "9,223,372,036,854,775,807")]
    [InlineData(long.MinValue, "-9,223,372,036,854,775,808")]
    public void A_count_has_commas(long value, string expected)
    {
        Assert.Equal(expected, Formatting.Count(value));
        Assert.Equal(expected, Line(line => Formatting.Count(line, value)));
    }

    [Theory]
    [InlineData(0, "0 files")]
    [InlineData(1, "1 file")]
    [InlineData(2, "2 files")]
    [InlineData(-1, "-1 files")]
    [InlineData(1234, "1,234 files")]
    public void A_count_has_the_singular_for_one_only(long value, string expected) => Assert.Equal(expected, Formatting.Count(value, "file"));

    [Theory]
    [InlineData(0, 0, "0.0 %")]
    [InlineData(1, 3, "33.3 %")]
    [InlineData(2, 3, "66.7 %")]
    [InlineData(3, 3, "100.0 %")]
    public void A_share_has_one_decimal(long part, long whole, string expected) => Assert.Equal(expected, Formatting.Share(part, whole));

    [Theory]
    [InlineData(0, "0.000 s", "0")]
    [InlineData(0.0123456, "0.012 s", "0.01235")]
    [InlineData(12.3456, "12.346 s", "12.35")]
    [InlineData(0.0000123456, "0.000 s", "1.235E-05")]
    public void Seconds_have_three_decimals_and_scores_four_digits(double value, string seconds, string score) =>
        Assert.Equal((seconds, score), (Formatting.Seconds(value), Formatting.Score(value)));

    [Theory]
    [InlineData(0, "unknown", Label = "no time")]
    [InlineData(1, "1970-01-01 00:00:01Z", Label = "the first time")]
    [InlineData(1_760_007_063, "2025-10-09 10:51:03Z", Label = "a usual time")]
    [InlineData(253_402_300_799, "9999-12-31 23:59:59Z", Label = "the last time of the year 9999")]
    [InlineData(253_402_300_800, "253402300800 s", Label = "a second after the year 9999")]
    [InlineData(ulong.MaxValue, "18446744073709551615 s", Label = "the largest number")]
    public void A_time_is_in_UTC(ulong seconds, string expected) => Assert.Equal(expected, UnixTime.Write(seconds));

    [Fact]
    public void Cells_are_aligned_and_a_wide_cell_moves_the_others()
    {
        var table = new TextTable<(string Name, long Size)>(
            new("name", 6, row => row.Name),
            new("size", 5, (in row, line) => Formatting.Count(line, row.Size), IsNumber: true),
            new("note", 4, _ => ""));
        var wide = new string('w', 1000);

        Assert.Equal("  name     size  note", table.Head);
        Assert.Equal("  a           1", table.Line(("a", 1)));
        Assert.Equal($"  {wide}  1,234,567", table.Line((wide, 1_234_567)));
        Assert.Equal("  b          22", table.Span(("b", 22)).ToString());
    }

    private static string Line(Action<LineText> append)
    {
        var line = new LineText();
        append(line);
        return line.Text.ToString();
    }
}
