using System.Globalization;
using System.Text;
using Analyzers.Tests.ByteBounds.Cases;
using IoPolicy.Analyzers.ByteBounds;

namespace Analyzers.Tests.ByteBounds;

/// <summary>Checks the bound of each method in the table <see cref="BoundCases"/>, and its explanation against an approved file.</summary>
public sealed class BoundTests
{
    /// <summary>The approved output beside this file. The build copies it, so the test finds it in any working directory.</summary>
    private const string Approved = "Explanations.md";

    [Fact]
    public void The_table_has_each_method_once()
    {
        var cases = BoundCases.Themes.SelectMany(static theme => theme.Cases).ToList();
        Assert.Equal(cases.Count, cases.Select(static each => each.Members).Distinct().Count());
    }

    /// <summary>Compares the explanations of all cases with the approved file. After a change, copy the received file over the approved file.</summary>
    [Fact]
    public void Each_bound_is_explained()
    {
        var text = new StringBuilder("""
            # The bounds of the analysis, with reasons

            Each method is shown with its bound, and then with the operations that explain the bound, as in the messages of the rules. The bound is
            a constant (the maximum number of bytes of `file` that one call moves), *whole* (to the end of the file, or as many bytes as the file
            itself states), *requested* (as many bytes as a parameter, a buffer or another object requests, or as many as a loop moves whose iterations
            the analysis cannot count) or *unknown*. A test writes this page and compares it (`BoundTests`).

            """.ReplaceLineEndings("\n"));
        foreach (var theme in BoundCases.Themes)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {theme.Title}\n\n{theme.Text}\n");
            foreach (var each in theme.Cases)
            {
                Describe(each, text);
            }
        }

        var received = Path.Combine(AppContext.BaseDirectory, Path.ChangeExtension(Approved, "received.md"));
        File.WriteAllText(received, text.ToString());
        Assert.True(
            text.ToString() == File.ReadAllText(Path.Combine(AppContext.BaseDirectory, Approved)).ReplaceLineEndings("\n"),
            $"The explanations differ from the approved file. Read {received}. If it is right, copy it over ByteBounds/{Approved}.");
    }

    private static void Describe(BoundCase each, StringBuilder text)
    {
        var code = Bounds.Formatted(each.Members);
        var bounds = Bounds.Of(code);
        var moved = each.IsOfWrites ? bounds.Written : bounds.Read;
        Assert.True(each.Bound == moved.Amount.ToString(), $"The bound is {moved.Amount}, not {each.Bound}, of\n{code}");
        text.Append("\n```csharp\n");
        var line = 0;
        foreach (var content in code.Split('\n'))
        {
            text.Append(string.Create(CultureInfo.InvariantCulture, $"/* {++line,2} */ {content}").TrimEnd()).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"```\n\n**{moved.Amount}**: {Explanation.Of(moved).Text}\n");
    }
}
