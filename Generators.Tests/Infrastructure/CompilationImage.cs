using Microsoft.CodeAnalysis;

namespace Generators.Tests.Infrastructure;

/// <summary>Emits compilations as assemblies in memory.</summary>
internal static class CompilationImage
{
    /// <summary>Gets the bytes of the assembly. Fails the test if the code does not compile.</summary>
    public static byte[] ToBytes(this Compilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return image.ToArray();
    }

    /// <summary>Gets the assembly as a metadata reference, as in a build.</summary>
    public static MetadataReference ToImage(this Compilation compilation) => MetadataReference.CreateFromImage(compilation.ToBytes());
}
