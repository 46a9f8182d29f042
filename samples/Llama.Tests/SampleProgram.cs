using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using IoPolicy.Testing;

namespace Llama.Tests;

/// <summary>One small run of the sample, shared by the tests.</summary>
public sealed class SampleProgram
{
    private const int LibraryDoesNotLoad = 3;

    private readonly ProgramResult _result;

    public SampleProgram()
    {
        using var scratch = new ScratchDirectory();
        _result = Run(Directory, ["--small", "--json", "--directory", scratch.Path]);
        Left = System.IO.Directory.GetFileSystemEntries(scratch.Path);
    }

    /// <summary>The directory with the program's build.</summary>
    public static string Directory { get; } =
        typeof(SampleProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static attribute => attribute.Key == "SampleDirectory").Value!;

    /// <summary>The files that the program left in its directory.</summary>
    public IReadOnlyList<string> Left { get; }

    /// <summary>The program's JSON. The calling test skips if the native library does not load on this machine.</summary>
    public JsonElement Outcome
    {
        get
        {
            Assert.SkipWhen(_result.ExitCode == LibraryDoesNotLoad, _result.Error.Trim());
            return JsonSerializer.Deserialize<JsonElement>(_result.OrThrow().Output);
        }
    }

    /// <summary>The program's JSON, if it ran in a memory cgroup. Otherwise the calling test skips with the reason.</summary>
    public JsonElement OutcomeUnderPressure
    {
        get
        {
            var outcome = Outcome;
            Assert.SkipUnless(outcome.GetProperty("noPressure").ValueKind == JsonValueKind.Null, $"There is no memory limit: {outcome.GetProperty("noPressure")}.");
            return outcome;
        }
    }

    /// <summary>Runs the copy of the program that is in a directory.</summary>
    public static ProgramResult Run(string directory, params IEnumerable<string> arguments) =>
        Shell.Run(new ProcessStartInfo(Path.Combine(directory, "Llama"), arguments));

    /// <summary>Gets the result of a way of saving and loading, with or without its policy.</summary>
    public static JsonElement Row(JsonElement outcome, string way, bool policy) =>
        outcome.GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("way").GetString() == way && row.GetProperty("policy").GetBoolean() == policy);
}
