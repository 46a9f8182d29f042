using System.Diagnostics;
using System.Text.Json;
using IoPolicy;
using Kv.Demo.Memory;

namespace LlamaSample;

/// <summary>Writes the model, runs the children in a memory cgroup if possible, and collects their results.</summary>
internal sealed class Parent(Options options)
{
    private readonly string _scratch = Path.Combine(options.Directory, $"llama-sample-{Environment.ProcessId}");

    internal Outcome Run()
    {
        var (hierarchy, reason) = CgroupHierarchy.Find();
        Directory.CreateDirectory(_scratch);
        try
        {
            var model = Path.Combine(_scratch, "model.gguf");
            RandomModel.Write(model, options.Shape);
            using var group = hierarchy is null ? null : MemoryCgroup.Create(hierarchy, Path.GetFileName(_scratch), 1L << 50);
            var files = group is null ? null : new CgroupFiles(Path.Combine(group.DirectoryPath, hierarchy!.LimitFile), group.UsageFile);
            var saves = RunChild(Child.Saves, group, files);
            var loads = RunChild(Child.Loads, group, files);
            return new Outcome(
                hierarchy is null ? reason : null,
                Pages(model),
                Pages(SessionWay.All[0].PathIn(_scratch, policy: true)),
                saves[0].Tokens,
                loads[0].TokensWithoutSession!,
                [.. RowsOf(saves, loads)]);
        }
        finally
        {
            Directory.Delete(_scratch, recursive: true);
        }
    }

    private static IEnumerable<Row> RowsOf(IReadOnlyList<ChildMessage> saves, IReadOnlyList<ChildMessage> loads) =>
        from save in saves
        group save by (save.Way, save.Policy) into way
        let loaded = loads.Where(load => (load.Way, load.Policy) == way.Key).ToList()
        select new Row(
            way.Key.Way,
            way.Key.Policy,
            Effect.Median([.. way.Select(static message => message.Effect)]),
            Effect.Median([.. loaded.Select(static message => message.Effect)]),
            loaded.All(load => load.Tokens.SequenceEqual(way.First().Tokens)));

    private static long Pages(string path) => PageCache.GetResidency(path).FilePages;

    /// <summary>Runs the saves or the loads in a new process. A shell joins the cgroup first, so that every page of the child is charged to the cgroup.</summary>
    private List<ChildMessage> RunChild(string part, MemoryCgroup? group, CgroupFiles? files)
    {
        IEnumerable<string> command = [Environment.ProcessPath!, .. options.ForChild(part, _scratch, files)];
        if (group is not null)
        {
            command = ["/bin/sh", "-c", """echo $$ > "$0" && exec "$@" """, group.MembersFile, .. command];
        }

        var start = new ProcessStartInfo(command.First(), command.Skip(1)) { RedirectStandardOutput = true };
        start.Environment.Remove("IOPOLICY_KEEP_PAGES");
        using var child = Process.Start(start) ?? throw new InvalidOperationException("The child did not start.");
        var messages = new List<ChildMessage>();
        while (child.StandardOutput.ReadLine() is { } line)
        {
            var message = JsonSerializer.Deserialize<ChildMessage>(line)!;
            messages.Add(message);
            Console.Error.WriteLine($"{part}: {message.Way}, {(message.Policy ? "policy" : "no policy")}");
        }

        child.WaitForExit();
        return child.ExitCode == 0 ? messages : throw new InvalidOperationException($"The process for {part} ended with exit code {child.ExitCode}.");
    }
}
