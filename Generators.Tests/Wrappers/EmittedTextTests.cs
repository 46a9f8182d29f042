using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using IoPolicy.Generators.Emitting;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;

namespace Generators.Tests.Wrappers;

/// <summary>The names and the option texts in generated code, apart from a compilation.</summary>
public class EmittedTextTests
{
    private const PolicyKind Read = PolicyKind.DropAfterFullRead;
    private const PolicyKind Write = PolicyKind.DropAfterFullWrite;
    private const PolicyKind Header = PolicyKind.HeaderOnly;

    /// <summary>FNV-1a with 64 bits, by its published test values. The names of generated files depend on it.</summary>
    [Theory]
    [InlineData("", "cbf29ce484222325")]
    [InlineData("a", "af63dc4c8601ec8c")]
    [InlineData("foobar", "85944171f73967e8")]
    public void A_hash_is_the_same_in_each_build(string text, string hash) => Assert.Equal(hash, StableHash.Compute(text));

    [Theory]
    [InlineData("file", "file", "@file")]
    [InlineData("class", "@class", "@class")]
    [InlineData("await", "@await", "@await")]
    [InlineData("record", "record", "@record")]
    [InlineData("Class", "Class", "Class")]
    public void A_keyword_is_escaped(string name, string member, string type) =>
        Assert.Equal((member, type), (Identifiers.Escape(name), Identifiers.EscapeType(name)));

    [Fact]
    public void A_name_in_use_gets_a_number()
    {
        var names = new UniqueNames(["result", "result3"]);

        Assert.Equal(("scope", "scope2"), (names.Reserve("scope"), names.Reserve("scope")));
        Assert.Equal(("result2", "result4", "Result"), (names.Reserve("result"), names.Reserve("result"), names.Reserve("Result")));
    }

    [Fact]
    public void The_class_of_the_policies_has_the_first_free_name()
    {
        Assert.Equal("Policies", PoliciesClass.NameOutside(["policies"]));
        Assert.Equal("PagePolicies", PoliciesClass.NameOutside(["Policies"]));
        Assert.Equal("TypesPolicies", PoliciesClass.NameOutside(["IoPolicies", "Policies", "PagePolicies"]));
        Assert.Equal("Policies_", PoliciesClass.NameOutside(PoliciesClass.Names));
    }

    private static PolicyOptions All(PolicyKind kind) => new(kind)
    {
        File = "file",
        Opened = true,
        WindowBytes = 1_048_576,
        When = "isLarge",
        Recurse = true,
        AccessedRangeOnly = true,
        Durable = true,
        PreserveCached = true,
        Mode = DropBehindMode.Uncached,
        Background = true,
        KeepPagesVariable = "A_\"B\"",
    };

    /// <summary>The comment above a wrapper repeats the attribute.</summary>
    [Fact]
    public void The_attribute_has_each_option_that_is_not_the_default()
    {
        const string Shared = """Recurse = true, AccessedRangeOnly = true, Durable = true, PreserveCached = true, Mode = DropBehindMode.Uncached, Background = true, KeepPagesVariable = "A_\"B\"")]""";

        Assert.Equal("[DropPagesAfterFullRead]", AttributeText.Attribute(new PolicyOptions(Read)));
        Assert.Equal("[HeaderOnly(File = \"options.Path\", MaxBytes = 4_096)]", AttributeText.Attribute(new PolicyOptions(Header) { File = "options.Path", MaxBytes = 4096 }));
        Assert.Equal("[HeaderOnly]", AttributeText.Attribute(new PolicyOptions(Header) { MaxBytes = 65_536 }));
        Assert.Equal("[DropPagesAfterFullWrite(WindowBytes = 0)]", AttributeText.Attribute(new PolicyOptions(Write) { WindowBytes = 0, MaxBytes = 1 }));
        Assert.Equal("[DropPagesAfterFullWrite(File = nameof(file), Opened = true, WindowBytes = 1_048_576, When = nameof(isLarge), " + Shared, AttributeText.Attribute(All(Write)));
        Assert.Equal(
            "[assembly: DropPagesAfterFullRead(On = typeof(N.T), Method = \"M\", File = \"file\", Opened = true, WindowBytes = 1_048_576, When = \"isLarge\", " + Shared,
            AttributeText.Attribute(All(Read) with { On = "N.T", Method = "M" }));
    }

    [Fact]
    public void The_map_and_the_policy_have_each_option_that_is_not_the_default()
    {
        string[] shared =
        [
            "Recurse = true", "AccessedRangeOnly = true", "Durable = true", "PreserveCached = true", "Mode = global::IoPolicy.DropBehindMode.Uncached", "Background = true",
            """KeepPagesVariable = "A_\"B\"" """.TrimEnd(),
        ];

        Assert.Equal(["When = \"isLarge\"", "WindowBytes = 1_048_576", .. shared], AttributeText.MapOptions(All(Read)));
        Assert.Equal(["When = \"isLarge\"", "MaxBytes = 65_536"], AttributeText.MapOptions(All(Header)));
        Assert.Empty(AttributeText.MapOptions(new PolicyOptions(Write)));
        Assert.Equal(["WindowBytes = 1_048_576", .. shared], AttributeText.Initializers(All(Read)));
        Assert.Equal(["WindowBytes = global::IoPolicy.DropPagesAttribute.AutomaticWindow"], AttributeText.Initializers(new PolicyOptions(Write)));
        Assert.Empty(AttributeText.Initializers(new PolicyOptions(Header)));
        Assert.Empty(AttributeText.Initializers(new PolicyOptions(Write) { WindowBytes = 0 }));
    }

    /// <summary>
    /// The place and kind of a file, whether a stream can be wrapped, the requested window, whether a proof exists or another policy
    /// wraps the file, and the window in the generated policy.
    /// </summary>
    [Theory]
    [InlineData("Parameter", "Path", false, -1, true, false, 0, Label = "a path needs a window by hand")]
    [InlineData("Parameter", "Path", false, 65_536, false, false, 65_536, Label = "a path with a window")]
    [InlineData("Parameter", "Path", false, 0, false, false, 0, Label = "a path without windows")]
    [InlineData("Result", "Path", false, -1, false, false, -1, Label = "a result decides at run time")]
    [InlineData("Result", "Stream", true, 65_536, false, false, 65_536, Label = "a result with a window")]
    [InlineData("Parameter", "Stream", true, -1, true, false, -1, Label = "a proven stream")]
    [InlineData("Parameter", "Stream", true, -1, false, false, 0, Label = "a stream without a proof")]
    [InlineData("Parameter", "Stream", true, -1, true, true, 0, Label = "a stream that another policy wraps")]
    [InlineData("Parameter", "Stream", true, 65_536, false, false, 65_536, Label = "a stream with a window")]
    [InlineData("Field", "Stream", false, 65_536, true, false, 0, Label = "a stream that cannot be wrapped")]
    public void A_window_needs_a_request_or_a_proof(string place, string kind, bool isWrappable, int window, bool isProven, bool isWrapped, int expected)
    {
        var file = new FileModel(Enum.Parse<FilePlace>(place), Enum.Parse<FileKind>(kind), "file", "file", isWrappable);
        var policy = new PolicyModel(new PolicyOptions(Read) { WindowBytes = window }, file) { IsProven = isProven, IsWrappedByOther = isWrapped };

        Assert.Equal(expected, policy.WindowBytes);
        Assert.Equal(0, (policy with { Options = policy.Options with { Kind = Header, WindowBytes = -1 } }).WindowBytes);
    }
}
