using Spectre.Console;

namespace Kv.Demo;

/// <summary>Reads the method that the generator emitted for the engine's save. Demo.csproj embeds the generated file.</summary>
internal static class GeneratedMethod
{
    private const string ResourceName = "KvCache.KvcWriter.g.cs";

    /// <summary>Reads the method with its comment, then the policy that the method applies.</summary>
    internal static string Read()
    {
        using var resource = typeof(GeneratedMethod).Assembly.GetManifestResourceStream(ResourceName)!;
        using var reader = new StreamReader(resource);
        var lines = reader.ReadToEnd().Split('\n');
        return Member(lines, " on Save(", "    }") + "\n\n" + Member(lines, "PagePolicy Save =", "        };");
    }

    internal static void Print(IAnsiConsole console)
    {
        console.WriteLine($"The generator emitted this code for the attribute on the engine's KvcWriter.Save ({ResourceName}):");
        console.WriteLine();
        console.WriteLine(Read());
        console.WriteLine();
    }

    /// <summary>Gets a member without its indentation, from the line that contains <paramref name="first"/> to the line <paramref name="last"/>.</summary>
    private static string Member(string[] lines, string first, string last)
    {
        var start = Array.FindIndex(lines, line => line.Contains(first, StringComparison.Ordinal));
        var end = Array.IndexOf(lines, last, start);
        return string.Join('\n', lines[start..(end + 1)].Select(line => line[4..]));
    }
}
