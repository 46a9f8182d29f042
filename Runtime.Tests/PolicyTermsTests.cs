using IoPolicy.Advice;
using IoPolicy.CompilerServices;

namespace IoPolicy.Tests;

/// <summary>The options of a policy, and the options that its write policy inherits.</summary>
public sealed class PolicyTermsTests
{
    [Fact]
    public void A_read_policy_for_writing_keeps_each_option_of_a_read()
    {
        var read = new PolicyTerms(PolicyKind.DropAfterFullRead, "Sample.Load")
        {
            AccessedRangeOnly = true,
            WindowBytes = 1 << 20,
            PreserveCached = true,
            Mode = DropBehindMode.Uncached,
            Background = true,
            KeepPagesVariable = "PATH",
        };
        var write = read.ForWriting;
        Assert.Equal((PolicyKind.DropAfterFullWrite, "Sample.Load"), (write.Kind, write.Method));
        Assert.Equal(
            (true, 1 << 20, true, DropBehindMode.Uncached, true, "PATH"),
            (write.AccessedRangeOnly, write.WindowBytes, write.PreserveCached, write.Mode, write.Background, write.KeepPagesVariable));
        Assert.Same(read.SmallFiles, write.SmallFiles);
        Assert.Same(write, write.ForWriting);
    }

    [Theory]
    [InlineData("no option", false)]
    [InlineData("automatic window", false)]
    [InlineData("header", true)]
    [InlineData("window", true)]
    [InlineData("preserved pages", true)]
    [InlineData("background", true)]
    [InlineData("directory", true)]
    public void Only_some_options_act_before_the_body(string option, bool acts)
    {
        var terms = new PolicyTerms(option == "header" ? PolicyKind.HeaderOnly : PolicyKind.DropAfterFullRead, "Sample.Load")
        {
            WindowBytes = option switch { "window" => 64 << 10, "automatic window" => DropPagesAttribute.AutomaticWindow, _ => 0 },
            PreserveCached = option == "preserved pages",
            Background = option == "background",
            Recurse = option == "directory",
        };
        Assert.Equal(acts, terms.ActsOnEntry);
    }

    [Fact]
    public void The_limit_of_a_directory_is_marked_once()
    {
        var terms = new PolicyTerms(PolicyKind.DropAfterFullWrite, "Sample.Save");
        Assert.True(terms.MarkDirectoryLimitReported());
        Assert.False(terms.MarkDirectoryLimitReported());
    }
}
