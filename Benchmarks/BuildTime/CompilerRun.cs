using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.Testing;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>The times of one run of the SDK's own compiler, in seconds.</summary>
/// <param name="Elapsed">Wall-clock time.</param>
/// <param name="Processor">User and system time of the whole compile.</param>
/// <param name="Analyzers">Time of our analyzers, which <c>/reportanalyzer</c> sums over all threads.</param>
/// <param name="Generators">Time of our generator, summed in the same way.</param>
/// <param name="SaveRules">The part of the analyzers' time that the rules for saves (IOP5xx) need.</param>
internal sealed record CompilerTimes(double Elapsed, double Processor, double Analyzers, double Generators, double SaveRules);

/// <summary>The compiler components that a compile loads.</summary>
internal enum CompilerComponents
{
    /// <summary>No component.</summary>
    None,

    /// <summary>An analyzer and a generator that do nothing.</summary>
    Idle,

    /// <summary>The analyzers and the generators of the package.</summary>
    Package,
}

/// <summary>Compiles sources with csc in its own process: without components, with idle components, or with those of the package.</summary>
internal sealed partial class CompilerRun
{
    private static readonly string[] Package = ["IoPolicy.Analyzers.dll", "IoPolicy.Generators.dll", "IoPolicy.CodeFixes.dll"];

    private readonly string _responseFile;

    private CompilerRun(string responseFile) => _responseFile = responseFile;

    /// <summary>Writes the sources and the response file.</summary>
    /// <param name="directory">An empty directory.</param>
    /// <param name="sources">The sources.</param>
    /// <param name="components">The components that the compiler loads.</param>
    internal static CompilerRun Prepare(string directory, IEnumerable<(string Name, string Text)> sources, CompilerComponents components)
    {
        Directory.CreateDirectory(directory);
        foreach (var (name, text) in sources)
        {
            File.WriteAllText(Path.Combine(directory, name), text);
        }

        List<string> options =
        [
            "/nologo", "/target:library", "/optimize+", "/debug:portable", "/nullable:enable", "/langversion:14", "/deterministic+", "/nostdlib+",
            $"/out:{Path.Combine(directory, "Corpus.dll")}",
            $"/reference:{Path.Combine(AppContext.BaseDirectory, "IoPolicy.dll")}",
            .. Directory.EnumerateFiles(ReferenceDirectory(), "*.dll").Select(file => $"/reference:{file}"),
            Path.Combine(directory, "*.cs"),
        ];
        if (components == CompilerComponents.Package)
        {
            options.AddRange(["/reportanalyzer", "/features:InterceptorsNamespaces=IoPolicy.Generated"]);
            options.AddRange(Package.Select(name => $"/analyzer:{Path.Combine(AppContext.BaseDirectory, name)}"));
        }
        else if (components == CompilerComponents.Idle)
        {
            options.AddRange(["/reportanalyzer", $"/analyzer:{typeof(IdleBlockAnalyzer).Assembly.Location}"]);
        }

        var responseFile = Path.Combine(directory, "compile.rsp");
        File.WriteAllLines(responseFile, options.Select(option => $"\"{option}\""));
        return new CompilerRun(responseFile);
    }

    internal CompilerTimes Run()
    {
        var processor = ResourceUsage.ChildSeconds;
        var start = Stopwatch.GetTimestamp();
        var result = Shell.Run(Dotnet, "exec", Compiler(), "@" + _responseFile).OrThrow();
        return new CompilerTimes(
            Stopwatch.GetElapsedTime(start).TotalSeconds,
            ResourceUsage.ChildSeconds - processor,
            Total(AnalyzerTotal(), result.Output),
            Total(GeneratorTotal(), result.Output),
            SaveRule().Matches(result.Output).Sum(static rule => double.Parse(rule.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));
    }

    private static double Total(Regex total, string output) =>
        total.Match(output) is { Success: true } match ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;

    /// <summary>The directory of the running <c>dotnet</c>: three levels above the assemblies of its shared framework.</summary>
    private static string DotnetDirectory { get; } =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    private static string Dotnet => Path.Combine(DotnetDirectory, "dotnet");

    private static string Compiler() => Newest(Path.Combine(DotnetDirectory, "sdk"), Path.Combine("Roslyn", "bincore", "csc.dll"));

    private static string ReferenceDirectory() =>
        Newest(Path.Combine(DotnetDirectory, "packs", "Microsoft.NETCore.App.Ref"), Path.Combine("ref", "net10.0"));

    private static string Newest(string directory, string path) =>
        Directory.EnumerateDirectories(directory, "10.*").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, path)).Last(Path.Exists);

    [GeneratedRegex("Total analyzer execution time: ([0-9.]+) seconds")]
    private static partial Regex AnalyzerTotal();

    /// <summary>
    /// A line of the compiler's report: the time, the share, the name and the rules of one analyzer. The report has
    /// <c>&lt;0.001</c> for a time below a millisecond, which is not counted.
    /// </summary>
    [GeneratedRegex(@"^\s*([0-9.]+)\s.*\(IOP5[0-9]{2}", RegexOptions.Multiline)]
    private static partial Regex SaveRule();

    [GeneratedRegex("Total generator execution time: ([0-9.]+) seconds")]
    private static partial Regex GeneratorTotal();
}
