using System.Reflection;
using System.Runtime.Loader;
using IoPolicy.Testing;

namespace Generators.Tests.Infrastructure;

/// <summary>The base of tests that run generated code on real files.</summary>
public abstract class GeneratedCodeTests : IDisposable
{
    private readonly AssemblyLoadContext _context = new(name: null, isCollectible: true);

    /// <summary>The directory of the test's files.</summary>
    private protected ScratchDirectory Scratch { get; } = new();

    public void Dispose()
    {
        _context.Unload();
        Scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Loads an assembly. The assemblies of one test see each other.</summary>
    private protected Assembly Load(byte[] image, byte[]? symbols = null) =>
        _context.LoadFromStream(new MemoryStream(image), symbols is null ? null : new MemoryStream(symbols));
}
