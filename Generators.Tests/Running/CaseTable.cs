using System.Reflection;
using System.Runtime.Loader;
using Generators.Tests.Infrastructure;

namespace Generators.Tests.Running;

/// <summary>All rows (<see cref="WrapperCase"/>), compiled once with their generated code, and loaded.</summary>
public sealed class CaseTable : IDisposable
{
    private readonly AssemblyLoadContext _context = new("table", isCollectible: true);
    private readonly Assembly _assembly;

    public CaseTable()
    {
        var run = GeneratorRun.From([CaseSource.Lab, .. WrapperCase.All.Select(CaseSource.For)]).CompilesWithoutWarnings();
        _assembly = _context.LoadFromStream(new MemoryStream(run.Output.ToBytes()));
    }

    /// <summary>How many bytes a writing row writes.</summary>
    public int Bytes
    {
        set => Work.GetField("Bytes")!.SetValue(null, value);
    }

    /// <summary>How often a body has run.</summary>
    public int Calls => (int)Work.GetField("Calls")!.GetValue(null)!;

    private Type Work => _assembly.GetType("Lab.Work", throwOnError: true)!;

    /// <summary>Calls the row's method on an open file or a path. Returns its result, or -1 for none.</summary>
    public Task<int> Run(WrapperCase row, string path, FileStream? file) =>
        (Task<int>)_assembly.GetType(row.Name + ".Entry", throwOnError: true)!.GetMethod("Run")!.Invoke(null, [path, file])!;

    public void Dispose() => _context.Unload();
}
