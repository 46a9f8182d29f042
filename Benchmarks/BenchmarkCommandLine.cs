using System.CommandLine;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.Testing;

namespace IoPolicy.Benchmarks;

/// <summary>The command line: a subcommand for each benchmark family, and <c>all</c>. A run replaces the family's section in its document.</summary>
internal static class BenchmarkCommandLine
{
    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "How often each contender runs, interleaved",
        DefaultValueFactory = _ => 5,
        Recursive = true,
    };

    private static readonly Option<string> DirectoryPath = new("--directory", "--folder")
    {
        Description = "A directory on a real file system for files of some GiB [default: the repository's artifacts directory]",
        DefaultValueFactory = _ => Path.Combine(Repository.Root, "artifacts", "benchmarks"),
        Recursive = true,
    };

    private static readonly Option<double> Minutes = new("--minutes")
    {
        Description = "How long the long run takes",
        DefaultValueFactory = _ => 5,
        Recursive = true,
    };

    private static readonly Option<bool> Print = new("--print")
    {
        Description = "Print the sections and leave the documents unchanged",
        Recursive = true,
    };

    internal static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Compare IoPolicy with its peers. Build with -c Release.") { Rounds, DirectoryPath, Minutes, Print };
        foreach (var family in BenchmarkFamilies.All)
        {
            root.Add(FamilyCommand(family.Name, family.Description, [family]));
            if (family.Child is { } child)
            {
                child.Hidden = true;
                root.Add(child);
            }
        }

        root.Add(FamilyCommand("all", "Run every family.", BenchmarkFamilies.All));
        return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
    }

    private static Command FamilyCommand(string name, string description, IReadOnlyList<BenchmarkFamily> families)
    {
        var command = new Command(name, description);
        command.SetAction((parse, cancellation) => RunAsync(families, parse, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<BenchmarkFamily> families, ParseResult parse, CancellationToken cancellation)
    {
        var settings = new BenchmarkSettings(parse.GetValue(Rounds), Directory.CreateDirectory(parse.GetValue(DirectoryPath)!).FullName, parse.GetValue(Minutes));
        foreach (var family in families)
        {
            await Console.Error.WriteLineAsync($"== {family.Title}").ConfigureAwait(false);
            var section = await family.RunAsync(settings, cancellation).ConfigureAwait(false);
            Console.WriteLine(section.Markdown);
            if (!parse.GetValue(Print))
            {
                section.SaveCharts();
                SectionedDocument.Replace(family.Document, family.Name, $"## {family.Title}\n\n{Machine.Describe(settings)}\n\n{section.Markdown}");
            }
        }

        return 0;
    }
}
