namespace IoPolicy.Benchmarks.Harness;

/// <summary>How this program is started again, whether it runs as itself or is a library that <c>dotnet</c> runs.</summary>
internal static class SelfCommand
{
    internal static IReadOnlyList<string> Words { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
            ? [Environment.ProcessPath!, Environment.GetCommandLineArgs()[0]]
            : [Environment.ProcessPath!];
}
