using System.Text;

namespace KvCache.Tests;

/// <summary>Compares an agent's titles with those of ds4 in Fixtures/2026-08/agent.json, and reads whole and damaged trailers.</summary>
public sealed class SessionTitleTests
{
    private static JsonElement Table => Fixture.CurrentDs4.Table("agent");

    [Fact]
    public void Sessions_are_named_by_their_titles_as_in_ds4() => Assert.All(Table.Items("identity"), fact =>
        Assert.Equal(fact.Text("file_name"), SessionTitle.KeyOf(fact.Hex("title_hex"), fact.ULong("created_at")).FileName));

    [Fact]
    public void Titles_are_those_of_ds4()
    {
        Assert.All(Table.Items("title_from_text"), fact =>
            Assert.Equal(fact.Text("title_hex"), Convert.ToHexStringLower(SessionTitle.FromText(fact.Hex("text_hex"), fact.Int("max_bytes")))));
        Assert.All(Table.Items("title_from_prompt"), fact =>
            Assert.Equal(fact.Text("title_hex"), Convert.ToHexStringLower(SessionTitle.FromPrompt(fact.Hex("prompt_hex"), fact.Int("max_bytes")))));
        Assert.All(Table.Items("title_clip"), fact =>
            Assert.Equal(fact.Text("shown_hex"), Convert.ToHexStringLower(SessionTitle.Clip(fact.Hex("title_hex"), fact.Int("max_bytes")))));
    }

    [Theory]
    [InlineData("<｜User｜>first<｜Assistant｜>answer<｜User｜>second", "first", Label = "the first of two turns")]
    [InlineData("<｜User｜>first<｜User｜>second<｜Assistant｜>answer", "first", Label = "a turn without an answer")]
    [InlineData("<｜Assistant｜>answer<｜User｜>first", "first", Label = "an answer before the first turn")]
    [InlineData("system<｜User｜>  a \t\n b  ", "a b", Label = "white space")]
    [InlineData("<｜User｜>\v\f\r ", "(empty user prompt)", Label = "white space alone")]
    [InlineData("<｜User｜><｜Assistant｜>answer", "(empty user prompt)", Label = "an empty turn")]
    [InlineData("no turn", "(no user prompt)", Label = "no turn")]
    [InlineData("no turn\0<｜User｜>first", "(no user prompt)", Label = "a turn behind a NUL")]
    [InlineData("<｜User｜>first\0second", "first", Label = "a NUL in the turn")]
    public void The_title_of_a_text_is_its_first_turn(string text, string title) =>
        Assert.Equal(title, Encoding.UTF8.GetString(SessionTitle.FromText(Encoding.UTF8.GetBytes(text))));

    [Theory]
    [InlineData(0, "abcdef ghi", "abcdef ghi", Label = "no limit")]
    [InlineData(1, "abcdef ghi", "a...", Label = "room for less than the dots")]
    [InlineData(4, "abcdef ghi", "a...", Label = "room for one character and the dots")]
    [InlineData(5, "abcdef ghi", "ab...", Label = "room for two characters and the dots")]
    [InlineData(9, "abcdef ghi", "abcdef...", Label = "a blank before the cut is lost")]
    [InlineData(10, "abcdef ghi", "abcdefg...", Label = "a blank as the last byte is lost")]
    [InlineData(11, "abcdef ghi", "abcdef g...", Label = "a blank before the last character stays")]
    [InlineData(13, "abcdef ghi", "abcdef ghi", Label = "all of it")]
    public void A_title_is_cut_with_three_dots(int maxBytes, string prompt, string title) =>
        Assert.Equal(title, Encoding.UTF8.GetString(SessionTitle.FromPrompt(Encoding.UTF8.GetBytes(prompt), maxBytes)));

    [Theory]
    [InlineData(0, "abcdef", "abcdef", Label = "no limit")]
    [InlineData(6, "abcdef", "abcdef", Label = "as long as the limit")]
    [InlineData(7, "abcdef", "abcdef", Label = "shorter than the limit")]
    [InlineData(5, "abcdef", "ab...", Label = "a byte longer than the limit")]
    [InlineData(4, "abcdef", "a...", Label = "room for one character and the dots")]
    [InlineData(2, "abcdef", "a...", Label = "room for less than the dots")]
    [InlineData(1, "ab", "a...", Label = "a title of two characters, and a limit of one")]
    public void A_list_cuts_a_title_that_is_too_long(int maxBytes, string title, string shown) =>
        Assert.Equal(shown, Encoding.UTF8.GetString(SessionTitle.Clip(Encoding.UTF8.GetBytes(title), maxBytes)));

    [Theory]
    [InlineData("title", "05000000", "title", Label = "a title")]
    [InlineData("title\0rest", "05000000", "title", Label = "a NUL in the title")]
    [InlineData("", "00000000", "", Label = "an empty title")]
    public void A_trailer_has_the_length_and_the_title(string title, string length, string stored)
    {
        var trailer = SessionTitle.Format(Encoding.UTF8.GetBytes(title));

        Assert.Equal(length + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(stored)), Convert.ToHexStringLower(trailer));
        Assert.Equal(stored, Read([.. trailer, 1, 2, 3]));
    }

    [Fact]
    public void A_title_in_a_file_ends_at_its_first_NUL() => Assert.Equal("ab", Read([4, 0, 0, 0, (byte)'a', (byte)'b', 0, (byte)'c']));

    [Theory]
    [InlineData("", "at byte 0: expected 4 bytes of a title's length, found the end of the file after 0")]
    [InlineData("050000", "at byte 0: expected 4 bytes of a title's length, found the end of the file after 3")]
    [InlineData("0500000061626364", "at byte 4: expected a title of 5 bytes, found the end of the file after 4")]
    [InlineData("ffffffff61626364", "at byte 4: expected a title of 4294967295 bytes, found the end of the file after 4")]
    public void A_trailer_that_is_cut_is_a_fault(string hex, string sentence)
    {
        var bytes = Convert.FromHexString(hex);

        Assert.False(SessionTitle.TryRead(new MemoryStream(bytes), bytes.Length, out var title, out var fault));

        Assert.Null(title);
        Assert.Equal((KvcFaultKind.Title, sentence), (fault.Kind, fault.ToString()));
    }

    /// <summary>A length of 4 GiB is refused before memory is allocated for it, even if the file is that long.</summary>
    [Fact]
    public void A_title_is_no_longer_than_an_array()
    {
        Assert.False(SessionTitle.TryRead(new MemoryStream([255, 255, 255, 255]), 1L << 40, out _, out var fault));
        Assert.Equal((KvcFaultKind.Title, 4L), (fault.Kind, fault.Offset));
    }

    [Fact]
    public void A_reader_needs_a_stream() => Assert.Throws<ArgumentNullException>("stream", () => SessionTitle.TryRead(null!, 4, out _, out _));

    private static string Read(byte[] trailer)
    {
        Assert.True(SessionTitle.TryRead(new MemoryStream(trailer), trailer.Length, out var title, out var fault), fault?.ToString());
        return Encoding.UTF8.GetString(title);
    }
}
