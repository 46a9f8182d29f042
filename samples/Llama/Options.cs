using System.Globalization;

namespace LlamaSample;

/// <summary>The options of the program and of its children.</summary>
internal sealed record Options
{
    internal const string Usage = """
        Saves and loads the session of an LLM in several ways, and measures the page cache.

        Usage: Llama [--small] [--runs N] [--directory PATH] [--json]

          --small           Use 45 MiB of weights and 40 MiB of state, not 136 MiB and 128 MiB.
          --runs N          Measure each way N times and print medians (1 to 100; default: 3).
          --directory PATH  Write the files here, on a disk (default: the current directory). They are deleted at the end.
          --json            Print JSON.

        Exit codes: 0 done, 1 the loaded session produced other tokens than the saved session, 2 wrong arguments, 3 the native library does not load.
        """;

    internal bool Small { get; private set; }

    internal int Runs { get; private set; } = 3;

    internal string Directory { get; private set; } = Environment.CurrentDirectory;

    internal bool Json { get; private set; }

    /// <summary>The role of a child process: <see cref="Child.Saves"/> or <see cref="Child.Loads"/>; null in the parent.</summary>
    internal string? ChildRole { get; private set; }

    /// <summary>The files of a child's memory cgroup; null in the parent.</summary>
    internal CgroupFiles? Cgroup { get; private set; }

    internal ModelShape Shape => Small ? ModelShape.Small : ModelShape.Full;

    internal string ModelPath => Path.Combine(Directory, "model.gguf");

    /// <summary>Parses the arguments.</summary>
    /// <returns>The options; null if an argument is wrong.</returns>
    internal static Options? Parse(string[] arguments)
    {
        var options = new Options();
        for (var index = 0; index < arguments.Length; index++)
        {
            var value = index + 1 < arguments.Length ? arguments[index + 1] : null;
            switch (arguments[index])
            {
                case "--small":
                    options.Small = true;
                    continue;
                case "--json":
                    options.Json = true;
                    continue;
                case "--runs" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var runs) && runs is > 0 and <= 100:
                    options.Runs = runs;
                    break;
                case "--directory" when value is not null:
                    options.Directory = Path.GetFullPath(value);
                    break;
                case "--role" when value is not null:
                    options.ChildRole = value;
                    break;
                case "--cgroup" when value?.Split(':') is [var limit, var usage]:
                    options.Cgroup = new CgroupFiles(limit, usage);
                    break;
                default:
                    return null;
            }

            index++;
        }

        return options;
    }

    /// <summary>Gets the arguments of a child.</summary>
    internal IEnumerable<string> ForChild(string role, string directory, CgroupFiles? group) =>
    [
        "--role", role,
        "--directory", directory,
        "--runs", Runs.ToString(CultureInfo.InvariantCulture),
        .. Small ? (IEnumerable<string>)["--small"] : [],
        .. group is null ? (IEnumerable<string>)[] : ["--cgroup", $"{group.LimitFile}:{group.UsageFile}"],
    ];
}
