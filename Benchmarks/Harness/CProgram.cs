using IoPolicy.Testing;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>A small program in C that does what ours does, to be measured beside it: an embedded source that gcc compiles.</summary>
internal static class CProgram
{
    /// <summary>Compiles it.</summary>
    /// <param name="source">The embedded source's file name: <c>save.c</c>.</param>
    /// <param name="folder">Where the program is made.</param>
    /// <returns>The program's path.</returns>
    /// <exception cref="InvalidOperationException">There is no gcc and none can be installed, or the source does not compile.</exception>
    internal static string Compile(string source, string folder)
    {
        if (Tools.MissingGcc() is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        var path = Path.Combine(folder, source);
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
