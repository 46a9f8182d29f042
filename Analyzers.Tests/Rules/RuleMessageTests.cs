using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Analyzers.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.Rules;

/// <summary>A message has two sentences, the fact and the action. The bad code of the rule pages raises the messages.</summary>
public sealed partial class RuleMessageTests
{
    /// <summary>The first words of an action.</summary>
    private static readonly string[] Actions =
    [
        "Add", "Await", "Call", "Change", "Correct", "Dispose", "Drop", "Give", "If", "Let", "Make", "Move", "Name", "Open", "Pass", "Put", "Raise", "Read", "Remove", "Rename", "Return", "Set", "Store", "Use", "Write",
    ];

    /// <summary>Words that titles, messages and descriptions do not use, because storage engineers have better-known ones: advice and not hint, wrapper and not carrier.</summary>
    private static readonly string[] Replaced =
    [
        "carry", "carries", "carried", "carrier", "hint", "hints", "escapes", "spares", "inert", "whoever", "nought", "folder",
    ];

    public static TheoryData<string> Ids => RulePageTests.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_descriptor_is_complete(string id)
    {
        foreach (var rule in RuleCatalog.AllDescriptors.Where(rule => rule.Id == id))
        {
            var (title, format, description) = (Text(rule.Title), Text(rule.MessageFormat), Text(rule.Description));
            Assert.Equal("IoPolicy", rule.Category);
            Assert.True(rule.IsEnabledByDefault);
            Assert.False(title.EndsWith('.'), title);
            Assert.All([format, description], static text => Assert.EndsWith(".", text, StringComparison.Ordinal));
            Assert.All([title, format, description], static text => Assert.DoesNotContain(Word().Matches(text).Select(static match => match.Value), word => Replaced.Contains(word, StringComparer.OrdinalIgnoreCase)));
            Assert.DoesNotContain("\n", title + format + description, StringComparison.Ordinal);
            var placeholders = Placeholder().Matches(format).Select(static match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().Order();
            Assert.Equal(Enumerable.Range(0, placeholders.Count()), placeholders);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_message_is_a_fact_and_an_action(string id)
    {
        var page = RulePage.Of(id);
        var reports = await RuleCatalog.RunAsync(RuleCatalog.Generate(Source.Compile(page.Examples("Bad")[0])), only: id);
        var report = reports.First(report => report.Id == id);
        var message = report.GetMessage(CultureInfo.InvariantCulture);
        var format = Text(report.Descriptor.MessageFormat);

        Assert.True(Placeholder().Matches(format).Select(static match => match.Value).Distinct().Count() <= ArgumentsOf(report).Count, format);
        Assert.DoesNotMatch(Placeholder(), message);
        if (!id.StartsWith("IOP5", StringComparison.Ordinal))
        {
            Assert.Matches(@"\[(DropPagesAfterFullRead|DropPagesAfterFullWrite|HeaderOnly|ReplacesFile)\]|PageCache", message);
        }

        Assert.Matches(@"'[\w.]+'|PageCache\.\w+", message);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
        var sentences = message.Split(". ");
        Assert.True(sentences.Length == 2, message);
        Assert.Contains(Word().Match(sentences[1]).Value, Actions);
    }

    /// <summary>Roslyn does not make the arguments public.</summary>
    private static IList ArgumentsOf(Diagnostic report)
    {
        var property = typeof(Diagnostic).GetProperty("Arguments", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
        return Assert.IsAssignableFrom<IList>(property?.GetValue(report));
    }

    private static string Text(LocalizableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(\d+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
