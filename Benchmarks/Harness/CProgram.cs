using IoPolicy.Testing;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>Compiles an embedded C program, which is the counterpart of our code in a comparison.</summary>
internal static class CProgram
{
    /// <summary>Compiles the program with gcc.</summary>
    /// <param name="source">The embedded source's file name, such as <c>mover.c</c>.</param>
    /// <param name="directory">The directory of the program.</param>
    /// <returns>The program's path.</returns>
    /// <exception cref="InvalidOperationException">gcc is missing and cannot be installed, or the source does not compile.</exception>
    internal static string Compile(string source, string directory)
    {
        if (Tools.MissingGcc() is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        var path = Path.Combine(directory, source);
        using (var resource = typeof(CProgram).Assembly.GetManifestResourceStream(source) ?? throw new InvalidOperationException($"There is no embedded {source}."))
        using (var file = File.Create(path))
        {
            resource.CopyTo(file);
        }

        var program = Path.ChangeExtension(path, null);
        _ = Shell.Run("gcc", "-O2", "-Wall", "-Werror", "-pthread", "-o", program, path).OrThrow();
        return program;
    }
}
