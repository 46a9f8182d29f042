using System.Globalization;

namespace LlamaSample;

/// <summary>Prints the results as a table.</summary>
internal static class Report
{
    private const string Format = "{0,-22} {1,-7} {2,10} {3,10} {4,10}   {5,10} {6,10} {7,10}   {8}";

    internal static void Print(Outcome outcome)
    {
        Console.WriteLine(outcome.NoPressure is { } reason
            ? $"No memory limit, because {reason}. No weight page can be lost."
            : "In a memory cgroup with room for 16 MiB of the saved state.");
        Line("{0} pages of weights, {1} pages of state. 8 tokens after the session: {2}", outcome.WeightPages, outcome.StatePages, string.Join(' ', outcome.Tokens));
        Console.WriteLine();
        Line(Format, "", "", "save:", "", "", "load:", "", "", "");
        Line(Format, "", "", "state", "weight", "KiB read", "state", "weight", "KiB read", "");
        Line(Format, "", "", "pages", "pages", "for next", "pages", "pages", "for next", "same");
        Line(Format, "way", "policy", "left", "lost", "token", "left", "lost", "token", "tokens");
        foreach (var row in outcome.Rows)
        {
            Line(
                Format,
                row.Way,
                row.Policy ? "yes" : "none",
                row.Save.StatePagesLeft,
                row.Save.WeightPagesLost,
                row.Save.KibForNextToken,
                row.Load.StatePagesLeft,
                row.Load.WeightPagesLost,
                row.Load.KibForNextToken,
                row.SameTokens ? "yes" : "NO");
        }
    }

    private static void Line(string format, params object[] values) => Console.WriteLine(string.Format(CultureInfo.InvariantCulture, format, values).TrimEnd());
}
