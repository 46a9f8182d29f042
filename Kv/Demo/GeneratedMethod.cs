using Spectre.Console;

namespace Kv.Demo;

/// <summary>The code that the generator emitted for the engine's save: the very file that this build compiled.</summary>
internal static class GeneratedMethod
{
    private const string ResourceName = "KvCache.KvcWriter.g.cs";

    internal static string Read()
    {
        using var resource = typeof(GeneratedMethod).Assembly.GetManifestResourceStream(ResourceName)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().TrimEnd();
    }

    internal static void Print(IAnsiConsole console)
    {
        console.WriteLine();
        console.WriteLine($"What did it, as the generator wrote it from one attribute on the engine's KvcWriter.Save ({ResourceName}):");
        console.WriteLine();
        console.WriteLine(Read());
        console.WriteLine();
    }
}
