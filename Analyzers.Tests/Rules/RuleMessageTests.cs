using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Analyzers.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.Rules;

/// <summary>A message says what is wrong with what, and what to do: checked on what the pages' bad code raises.</summary>
public sealed partial class RuleMessageTests
{
    /// <summary>The words with which a message tells what to do.</summary>
    private static readonly string[] Steps =
    [
        "add", "await", "call", "correct", "dispose", "drop", "give", "leave", "make", "move", "name", "put", "raise", "remove", "return", "set", "use", "wrap", "write",
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
            Assert.All([title, format], static text => Assert.False(text.EndsWith('.') && !text.EndsWith("...", StringComparison.Ordinal), text));
            Assert.EndsWith(".", description, StringComparison.Ordinal);
            Assert.DoesNotContain("\n", title + format + description, StringComparison.Ordinal);
            var holes = Hole().Matches(format).Select(static match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().Order();
            Assert.Equal(Enumerable.Range(0, holes.Count()), holes);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_message_names_the_attribute_the_method_and_the_next_step(string id)
    {
        var page = RulePage.Of(id);
        var reports = await RuleCatalog.RunAsync(RuleCatalog.Generate(Source.Compile(page.Examples("Bad")[0])));
        var report = reports.First(report => report.Id == id);
        var message = report.GetMessage(CultureInfo.InvariantCulture);
        var format = Text(report.Descriptor.MessageFormat);

        Assert.Equal(Hole().Matches(format).Select(static match => match.Value).Distinct().Count(), ArgumentsOf(report).Count);
        Assert.DoesNotMatch(Hole(), message);
        Assert.Matches(@"\[(DropPagesAfterFullRead|DropPagesAfterFullWrite|HeaderOnly)\]|PageCache", message);
        Assert.Matches(@"'\w+'|PageCache\.\w+", message);
        Assert.False(message.EndsWith('.') && !message.EndsWith("...", StringComparison.Ordinal), message);

        var parts = Separator().Split(message).Skip(1).Select(static part => Word().Match(part).Value);
        Assert.True(parts.Any(word => Steps.Contains(word, StringComparer.OrdinalIgnoreCase)), $"no next step: {message}");
    }

    /// <summary>Roslyn keeps the arguments to itself.</summary>
    private static IList ArgumentsOf(Diagnostic report)
    {
        var property = typeof(Diagnostic).GetProperty("Arguments", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
        return Assert.IsAssignableFrom<IList>(property?.GetValue(report));
    }

    private static string Text(LocalizableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(\d+)\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"[;:,] (?:and |or |so )?")]
    private static partial Regex Separator();

    [GeneratedRegex(@"^\w+")]
    private static partial Regex Word();
}
