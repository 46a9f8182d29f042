using System.Diagnostics;
using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>Reads the commands of a documentation page, and runs them.</summary>
internal static class PageCommands
{
    private const string Fence = "```";
    private const string Prompt = "$ ";

    /// <summary>
    /// Reads the commands of a section, block by block. In a <c>console</c> block, a command follows a prompt. In a block without a
    /// language, each line is a command.
    /// </summary>
    internal static IReadOnlyList<IReadOnlyList<string>> Of(string page, string heading)
    {
        var blocks = new List<IReadOnlyList<string>>();
        foreach (var (language, lines) in Blocks(page, heading))
        {
            if (language.Length == 0)
            {
                blocks.Add(lines);
            }
            else if (language == "console")
            {
                blocks.Add([.. lines.Where(static line => line.StartsWith(Prompt, StringComparison.Ordinal)).Select(static line => line[Prompt.Length..])]);
            }
        }

        return blocks;
    }

    /// <summary>Reads the one block of a language in a section.</summary>
    internal static string Code(string page, string heading, string language) =>
        string.Concat(Blocks(page, heading).Single(block => block.Language == language).Lines.Select(static line => line + "\n"));

    /// <summary>Runs commands in one shell until one fails, for a user with this home directory.</summary>
    internal static ProgramResult Run(string directory, string home, IEnumerable<string> commands)
    {
        var start = DotNet.Start("bash", directory, "-c", "set -e; exec 2>&1\n" + string.Join('\n', commands));
        start.Environment["HOME"] = home;
        Isolate(start);
        return Shell.Run(start).OrThrow();
    }

    /// <summary>Removes the variables that would lead NuGet to the directories of the real user.</summary>
    private static void Isolate(ProcessStartInfo start)
    {
        _ = start.Environment.Remove("NUGET_PACKAGES");
        _ = start.Environment.Remove("DOTNET_CLI_HOME");
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        start.Environment["DOTNET_NOLOGO"] = "1";
    }

    private static IEnumerable<(string Language, IReadOnlyList<string> Lines)> Blocks(string page, string heading)
    {
        var section = Repository.Read(page).Split('\n').SkipWhile(line => line != heading).Skip(1)
            .TakeWhile(static line => !line.StartsWith("## ", StringComparison.Ordinal)).ToList();
        for (var begin = 0; (begin = section.FindIndex(begin, static line => line.StartsWith(Fence, StringComparison.Ordinal))) >= 0;)
        {
            var end = section.IndexOf(Fence, begin + 1);
            yield return (section[begin][Fence.Length..], section[(begin + 1)..end]);
            begin = end + 1;
        }
    }
}
