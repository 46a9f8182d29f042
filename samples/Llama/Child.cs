using System.Text.Json;
using IoPolicy;

namespace LlamaSample;

/// <summary>The work of a child process: either all saves or all loads. It prints one line of JSON for each.</summary>
internal static class Child
{
    internal const string Saves = "saves";
    internal const string Loads = "loads";
    private const int AnswerTokens = 8;

    internal static int Run(Options options)
    {
        using var engine = new Engine(options.ModelPath, options.Shape);
        var meter = new PageMeter(engine, options.ModelPath, options.Shape, options.Cgroup);
        if (options.ChildRole == Saves)
        {
            Save(engine, meter, options);
        }
        else
        {
            Load(engine, meter, options);
        }

        return 0;
    }

    /// <summary>Evaluates the prompt once, and saves the session in every way.</summary>
    private static void Save(Engine engine, PageMeter meter, Options options)
    {
        engine.Evaluate();
        var tokens = engine.Continue(AnswerTokens);
        for (var run = 0; run < options.Runs; run++)
        {
            ForEachWay(options, (way, policy, path) =>
            {
                DropSessions(options);
                var effect = meter.Measure(way, path, engine.StateBytes, () => way.Save(engine, path));
                Print(new ChildMessage(way.Name, policy, effect, tokens, null));
            });
        }
    }

    /// <summary>Loads the session that each way saved, and continues it.</summary>
    private static void Load(Engine engine, PageMeter meter, Options options)
    {
        var tokensWithoutSession = engine.Continue(AnswerTokens);
        ForEachWay(options, (way, policy, path) =>
        {
            var bytes = SessionWay.FilesOf(path).Sum(static file => new FileInfo(file).Length);
            for (var run = 0; run < options.Runs; run++)
            {
                engine.Context.NativeHandle.MemoryClear();
                DropSessions(options);
                var effect = meter.Measure(way, path, bytes, () => way.Load(engine, path));
                Print(new ChildMessage(way.Name, policy, effect, engine.Continue(AnswerTokens), tokensWithoutSession));
            }
        });
    }

    private static void ForEachWay(Options options, Action<SessionWay, bool, string> action)
    {
        foreach (var way in SessionWay.All)
        {
            foreach (var policy in (bool[])[false, true])
            {
                PageCache.KeepPages = !policy;
                action(way, policy, way.PathIn(options.Directory, policy));
            }
        }
    }

    /// <summary>
    /// Drops the pages of all sessions, also while policies are off. Otherwise, the kernel could evict the pages of an earlier save instead
    /// of weights.
    /// </summary>
    private static void DropSessions(Options options)
    {
        var keep = PageCache.KeepPages;
        PageCache.KeepPages = false;
        foreach (var file in Directory.EnumerateFiles(options.Directory, "*", SearchOption.AllDirectories).Where(file => file != options.ModelPath))
        {
            using var handle = File.OpenHandle(file);
            _ = PageCache.WriteBackAndDrop(handle);
        }

        PageCache.KeepPages = keep;
    }

    private static void Print(ChildMessage message) => Console.WriteLine(JsonSerializer.Serialize(message));
}
