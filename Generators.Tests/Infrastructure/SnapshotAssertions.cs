using System.Runtime.CompilerServices;
using Snapshooter.Xunit3;

namespace Generators.Tests.Infrastructure;

/// <summary>Compares generated code with approved code, which is in <c>__snapshots__</c> beside the test.</summary>
internal static class SnapshotAssertions
{
    /// <summary>
    /// Turns strict mode on. Without it, Snapshooter approves the output of a test that has no snapshot. To approve changed output, delete
    /// the test's snapshot, run the test once with <c>SNAPSHOOTER_STRICT_MODE=false</c>, and read the difference in git.
    /// </summary>
    [ModuleInitializer]
    internal static void BeStrict()
    {
        const string Variable = "SNAPSHOOTER_STRICT_MODE";
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            Environment.SetEnvironmentVariable(Variable, "true");
        }
    }

    /// <summary>Compares the generated code with the approved code, and compiles it without warnings.</summary>
    public static void MatchesSnapshot(this GeneratorRun run, [CallerFilePath] string file = "", [CallerMemberName] string name = "")
    {
        run.CompilesWithoutWarnings();
        Snapshot.Match(string.Join("\n", run.WrapperFiles.Select(source => $"// {source.HintName}\n{source.SourceText}")), $"{Path.GetFileNameWithoutExtension(file)}.{name}");
    }
}
