using System.CommandLine;
using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Corpus;

/// <summary>Runs the rules on a code base that was not written for them, and prints each diagnostic with its code for review.</summary>
internal static class CorpusCommandLine
{
    private static readonly Argument<string[]> Directories = new("directories")
    {
        Description = "Directories whose C# files make up one compilation",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> References = new("--reference")
    {
        Description = "An assembly, or a directory of assemblies, that the sources need beside .NET's own",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string[]> Symbols = new("--define")
    {
        Description = "Preprocessor symbols beside those of .NET 10",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string[]> Excluded = new("--exclude")
    {
        Description = "Leave out the files whose path contains this text, such as Tests",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> ImplicitUsings = new("--implicit-usings")
    {
        Description = "Add the global using directives of <ImplicitUsings>",
    };

    private static readonly Option<string[]> Rules = new("--rules")
    {
        Description = "Print the rules whose ids begin with these texts",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["IOP0", "IOP1", "IOP2"],
    };

    private static readonly Option<bool> OnePerType = new("--one-per-type")
    {
        Description = "Inject the attribute on the first method of each type only, so that IOP401 and IOP402 report the others",
    };

    private static readonly Option<int> Sample = new("--sample")
    {
        Description = "Print only this many of the methods with a diagnostic, evenly spread; 0: all",
    };

    private static readonly Option<bool> CountsOnly = new("--counts")
    {
        Description = "Inject nothing: run the analysis alone, and print its answers",
    };

    private static readonly Option<bool> Pairs = new("--pairs")
    {
        Description = "With --counts: print each method that itself reads its file, with the bound and the reason",
    };

    internal static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Run all rules and the generator on a code base, with attributes injected, and print the diagnostics.")
        {
            Directories, References, Symbols, Excluded, ImplicitUsings, Rules, OnePerType, Sample, CountsOnly, Pairs,
        };
        root.SetAction(RunAsync);
        return root.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var code = CodeBase.Load(new CodeBaseOptions(
            parse.GetValue(Directories)!, parse.GetValue(References)!, parse.GetValue(Symbols)!, parse.GetValue(Excluded)!, parse.GetValue(ImplicitUsings)));
        var errorsBefore = CodeBase.ErrorsOf(code, cancellation);
        Console.WriteLine($"{code.SyntaxTrees.Length} files, {errorsBefore.Count} compile errors");
        foreach (var error in errorsBefore.Take(5))
        {
            Console.WriteLine($"  {error}");
        }

        if (parse.GetValue(CountsOnly))
        {
            BoundCounts.Print(code, parse.GetValue(Pairs), Console.Out, cancellation);
            return 0;
        }

        var report = new Report(parse.GetValue(Rules)!);
        await RunAsync(code, "plain", errorsBefore, report, cancellation).ConfigureAwait(false);
        foreach (var kind in (PolicyKind[])[PolicyKind.DropAfterFullRead, PolicyKind.DropAfterFullWrite, PolicyKind.HeaderOnly])
        {
            var injected = Injection.Of(code, kind, parse.GetValue(OnePerType), cancellation);
            Console.WriteLine($"{PolicyNames.Bracketed(kind)} on {injected.Methods} methods");
            await RunAsync(injected.Compilation, PolicyNames.Bracketed(kind), errorsBefore, report, cancellation).ConfigureAwait(false);
        }

        report.Print(Console.Out, parse.GetValue(Sample));
        return 0;
    }

    private static async Task RunAsync(
        Microsoft.CodeAnalysis.CSharp.CSharpCompilation code, string name, IReadOnlyCollection<string> errorsBefore, Report report, CancellationToken cancellation)
    {
        var run = await BuildRun.RunAsync(code, errorsBefore, cancellation).ConfigureAwait(false);
        report.Add(name, run.Diagnostics);
        Console.WriteLine($"  {name}: {run.Exceptions.Count} exceptions of analyzers, {run.GeneratorExceptions.Count} of the generator, {run.NewErrors.Count} new compile errors; {run.Summary}");
        foreach (var line in run.Exceptions.Concat(run.GeneratorExceptions).Concat(run.NewErrors).Take(20))
        {
            Console.WriteLine($"    {line}");
        }
    }
}
