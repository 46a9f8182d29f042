using IoPolicy.Tool.Explain;

namespace Tool.Tests;

/// <summary>The text that <c>iopolicy explain</c> makes of a page.</summary>
public sealed class MarkdownTextTests
{
    private const string Page = """
        # IOP000: A [title](../title.md)

        Text with a [link](page.md) and #1.
        ```bash
        # A comment, and no heading
        cat [name](file)

        ## Another comment
        ```
        ## Why
        ```text
        second block
        ```
        After the code.

        """;

    [Fact]
    public void A_page_keeps_its_code_and_loses_its_marks() => Assert.Equal(
        [
            "IOP000: A title",
            "",
            "Text with a link and #1.",
            "    # A comment, and no heading",
            "    cat [name](file)",
            "",
            "    ## Another comment",
            "Why",
            "    second block",
            "After the code.",
        ],
        MarkdownText.Format(Page, styled: false));

    [Fact]
    public void Only_headings_are_bold_on_a_terminal() => Assert.Equal(
        ["\u001b[1mIOP000: A title\u001b[0m", "\u001b[1mWhy\u001b[0m"],
        MarkdownText.Format(Page, styled: true).Where(static line => line.Contains('\u001b', StringComparison.Ordinal)));
}
