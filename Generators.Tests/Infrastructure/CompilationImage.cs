using Microsoft.CodeAnalysis;

namespace Generators.Tests.Infrastructure;

/// <summary>Compilations as the bytes of an assembly.</summary>
internal static class CompilationImage
{
    /// <summary>The assembly; fails the test where it does not compile.</summary>
    public static byte[] ToBytes(this Compilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return image.ToArray();
    }

    /// <summary>The assembly as a reference, as a build sees one.</summary>
    public static MetadataReference ToImage(this Compilation compilation) => MetadataReference.CreateFromImage(compilation.ToBytes());
}
