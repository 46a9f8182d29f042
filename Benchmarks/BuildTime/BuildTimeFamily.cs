using IoPolicy.Benchmarks.Harness;
using Kv.Demo;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>Measures the cost of the package for the compiler and the IDE, on a project of 2,000 files and 100,000 calls.</summary>
internal sealed class BuildTimeFamily : BenchmarkFamily
{
    private const int ManyAnnotated = 500;
    private static readonly CompilerComponents[] AllComponents = Enum.GetValues<CompilerComponents>();

    internal override string Name => "build-time";

    internal override string Title => "What the package costs the compiler";

    internal override string Description => "Compile 2,000 files and 100,000 calls with and without the package, and run other generators on them.";

    internal override async Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation)
    {
        var section = new Section();
        await CompileAsync(section, settings).ConfigureAwait(false);
        await CompileHardCasesAsync(section, settings).ConfigureAwait(false);
        await GenerateAsync(section, settings).ConfigureAwait(false);
        await EditAsync(section, settings).ConfigureAwait(false);
        return section;
    }

    private static async Task CompileAsync(Section section, BenchmarkSettings settings)
    {
        var directory = Directory.CreateTempSubdirectory("corpus-").FullName;
        try
        {
            Corpus plain = Corpus.Large(0, CorpusFlavour.Plain), saves = Corpus.Large(ManyAnnotated, CorpusFlavour.Saves), annotated = Corpus.Large(ManyAnnotated, CorpusFlavour.IoPolicy);
            (string Name, CompilerRun Run)[] contenders =
            [
                ("nothing annotated, without the package", CompilerRun.Prepare(Path.Combine(directory, "bare"), plain.Sources(), CompilerComponents.None)),
                ("nothing annotated, with it", CompilerRun.Prepare(Path.Combine(directory, "plain"), plain.Sources(), CompilerComponents.Package)),
                ($"{ManyAnnotated} methods save a file, with it", CompilerRun.Prepare(Path.Combine(directory, "saves"), saves.Sources(), CompilerComponents.Package)),
                ($"{ManyAnnotated} methods annotated, with it", CompilerRun.Prepare(Path.Combine(directory, "annotated"), annotated.Sources(), CompilerComponents.Package)),
            ];
            var times = await Rounds.RunAsync(contenders, settings.Rounds, contender => Task.FromResult(contender.Run.Run())).ConfigureAwait(false);
            section
                .Paragraph("The SDK's own `csc` compiles the whole project in a new process. A compiler server needs less time, because it has its components compiled already. Processor time covers all threads. The shares are the figures of `/reportanalyzer` over that time.")
                .Table(
                    ["compile", "elapsed", "processor time", "over the compile without the package", "analyzers", "of them IOP5xx", "generator"],
                    contenders.Select((contender, index) => Row(contender.Name, times[index], times[0])));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task CompileHardCasesAsync(Section section, BenchmarkSettings settings)
    {
        var directory = Directory.CreateTempSubdirectory("hard-").FullName;
        try
        {
            var contenders = HardCase.All.SelectMany((code, index) => AllComponents.Select(components =>
                CompilerRun.Prepare(Path.Combine(directory, $"{index}-{components}"), code.Sources(), components))).ToList();
            var times = await Rounds.RunAsync(contenders, settings.Rounds, contender => Task.FromResult(contender.Run())).ConfigureAwait(false);
            section
                .Paragraph("Each row is one file in a shape that is hard for the byte-bound analysis. It is compiled without any component, with an analyzer and a generator that do nothing, and with the package. The second compile shows the part of the time that the compiler's own code for components needs. The ratios are over the first compile.")
                .Table(
                    ["code", "processor time without a component", "with components that do nothing", "ratio", "with the package", "ratio"],
                    HardCase.All.Select((code, index) => HardRow(code.Name, [.. AllComponents.Select(components =>
                        times[(index * AllComponents.Length) + (int)components].Select(static time => time.Processor).ToList())])));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task EditAsync(Section section, BenchmarkSettings settings)
    {
        (string Name, EditRun Run)[] contenders =
        [
            ("without any analyzer", new EditRun(Corpus.Large(ManyAnnotated, CorpusFlavour.IoPolicy), [])),
            ("with one analyzer that does nothing", new EditRun(Corpus.Large(ManyAnnotated, CorpusFlavour.IoPolicy), [new IdleAnalyzer()])),
            ("with the package", new EditRun(Corpus.Large(ManyAnnotated, CorpusFlavour.IoPolicy), EditRun.PackageAnalyzers)),
        ];
        var times = await Rounds.RunAsync(contenders, settings.Rounds, contender => contender.Run.RunAsync()).ConfigureAwait(false);
        section
            .Paragraph("From an edit in one open document of the 2,000 files to all diagnostics of that document, in one warm process. An IDE does the same after each key. It has analyzers of its own, so the second row is its time without the package.")
            .Table(
                ["diagnostics of the open document", "after an edit"],
                contenders.Select((contender, index) => (IReadOnlyList<string>)[contender.Name, Spread.Of(times[index]).Text("F1", " ms")]));
    }

    private static IReadOnlyList<string> HardRow(string name, IReadOnlyList<IReadOnlyList<double>> processor) =>
    [
        name,
        Spread.Of(processor[0]).Text("F2", " s"),
        .. processor.Skip(1).SelectMany(times => new[] { Spread.Of(times).Text("F2", " s"), Figures.Ratio(times, processor[0]).Text("F2", " ×") }),
    ];

    private static IReadOnlyList<string> Row(string name, IReadOnlyList<CompilerTimes> times, IReadOnlyList<CompilerTimes> bare) =>
    [
        name,
        Spread.Of(times.Select(time => time.Elapsed)).Text("F2", " s"),
        Spread.Of(times.Select(time => time.Processor)).Text("F2", " s"),
        Figures.Ratio(times.Select(time => time.Processor), bare.Select(time => time.Processor)).Text("F3", " ×"),
        Share(times, time => time.Analyzers),
        Share(times, time => time.SaveRules),
        Share(times, time => time.Generators),
    ];

    private static string Share(IReadOnlyList<CompilerTimes> times, Func<CompilerTimes, double> part) =>
        times.All(time => part(time) == 0) ? "–" : Spread.Of(times.Select(time => 100 * part(time) / time.Processor)).Text("F1", " %");

    private static async Task GenerateAsync(Section section, BenchmarkSettings settings)
    {
        var contenders = GeneratorContender.All(ManyAnnotated);
        var times = await Rounds.RunAsync(contenders, settings.Rounds, contender => Task.FromResult(contender.Run())).ConfigureAwait(false);
        section
            .Paragraph($"The generators run alone, in one warm process, on the same 2,000 files. {ManyAnnotated} of the files have one method or type with the generator's own attribute or call. The edit changes none of these.")
            .Table(
                ["generator", "first run", "after an edit"],
                contenders.Select((contender, index) => (IReadOnlyList<string>)
                [
                    contender.Name,
                    Spread.Of(times[index].Select(time => time.Cold)).Text("F0", " ms"),
                    Spread.Of(times[index].Select(time => time.AfterEdit)).Text("F1", " ms"),
                ]));
    }
}
