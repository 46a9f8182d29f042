using IoPolicy.Generators;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>A generator, the project on which it runs, and whether it runs as in an IDE or as in a build.</summary>
internal sealed record GeneratorContender(string Name, GeneratorRun Project, Func<IReadOnlyList<ISourceGenerator>> Generators, bool AsIde)
{
    internal GeneratorTimes Run() => Project.Run(Generators(), AsIde);

    internal static IReadOnlyList<GeneratorContender> All(int annotated)
    {
        var runtime = Path.Combine(AppContext.BaseDirectory, "IoPolicy.dll");
        var plain = new GeneratorRun(Corpus.Large(0, CorpusFlavour.Plain), [runtime]);
        var ours = new GeneratorRun(Corpus.Large(annotated, CorpusFlavour.IoPolicy), [runtime]);
        var mapperly = new GeneratorRun(
            Corpus.Large(annotated, CorpusFlavour.Mapperly), [Peers.Assembly(Peers.MapperlyDirectory, "Riok.Mapperly.Abstractions.dll")]);
        var dapper = new GeneratorRun(
            Corpus.Large(annotated, CorpusFlavour.Dapper),
            [Peers.Assembly(Peers.DapperDirectory, "Dapper.dll"), Peers.Assembly(Peers.DapperAotDirectory, "Dapper.AOT.dll")]);
        return
        [
            new("a generator whose attribute nobody uses", ours, () => [new IdleGenerator().AsSourceGenerator()], AsIde: true),
            new("IoPolicy, nothing annotated, in a build", plain, Policy, AsIde: false),
            new($"IoPolicy, {annotated} annotated, in an IDE", ours, Policy, AsIde: true),
            new($"IoPolicy, {annotated} annotated, in a build", ours, Policy, AsIde: false),
            new($"Mapperly, {annotated} mappers", mapperly, () => Peers.Generators(Peers.Assembly(Peers.MapperlyDirectory, "Riok.Mapperly.dll")), AsIde: true),
            new($"Dapper.AOT, {annotated} queries", dapper, () => Peers.Generators(Peers.Assembly(Peers.DapperAotDirectory, "Dapper.AOT.Analyzers.dll")), AsIde: true),
        ];
    }

    private static IReadOnlyList<ISourceGenerator> Policy() => [new PolicyGenerator().AsSourceGenerator()];
}
