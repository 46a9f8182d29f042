using System.Diagnostics;
using IoPolicy;
using IoPolicy.CommandLine;
using Kv.Demo;
using KvCache;

namespace Kv.Bench;

/// <summary>Measures saves, loads, listings and lookups in a temporary directory.</summary>
internal sealed class BenchRunner(BenchOptions options, Action<string> progress, CancellationToken cancellation)
{
    private const int PromptBytes = (int)Formatting.MiB;
    private const int QuantBits = 2;

    private readonly KvSession _session = new(QuantBits, (uint)options.Tokens + 1);

    /// <summary>The number of progress reports: one for each transfer with and without policies, one for creating the entries and one for reading them.</summary>
    internal static int StepsOf(BenchOptions options) => (2 * (options.Runs + 1)) + 2;

    internal BenchDocument Run()
    {
        var payloadBytes = DsvLayout.Flash.PayloadBytes((uint)options.Tokens);
        using var scratch = ScratchSpace.Create(options.DirectoryPath, payloadBytes + (options.Entries * 8 * Formatting.KiB) + (64 * Formatting.MiB));
        return new BenchDocument
        {
            Tokens = options.Tokens,
            CheckpointBytes = payloadBytes,
            Entries = options.Entries,
            Runs = options.Runs,
            Measurements = [.. Transfers(scratch, payloadBytes), .. Listings(scratch)],
        };
    }

    /// <summary>Measures saves and loads with and without policies, interleaved. Each load reads from the disk.</summary>
    private List<BenchMeasurement> Transfers(ScratchSpace scratch, long payloadBytes)
    {
        var times = new Dictionary<(string Work, bool Policies), List<double>>();
        for (var run = 0; run <= options.Runs; run++)
        {
            foreach (var policies in (bool[])[true, false])
            {
                progress(run == 0 ? "warming up" : $"run {run} of {options.Runs}: saving and loading {(policies ? "with" : "without")} policies");
                var (save, load) = TransferOnce(scratch, policies);
                if (run > 0)
                {
                    Add("save", policies, save);
                    Add("load", policies, load);
                }
            }
        }

        return
        [
            .. from work in (string[])["save", "load"]
               from policies in (bool[])[true, false]
               select BenchMeasurement.Of($"{work}, {(policies ? "with policies" : "pages kept")}", "MiB/s", times[(work, policies)], (double)payloadBytes / Formatting.MiB),
        ];

        void Add(string work, bool policies, double seconds)
        {
            if (!times.TryGetValue((work, policies), out var list))
            {
                times[(work, policies)] = list = [];
            }

            list.Add(seconds);
        }
    }

    private (double Save, double Load) TransferOnce(ScratchSpace scratch, bool policies)
    {
        cancellation.ThrowIfCancellationRequested();
        var kept = PageCache.KeepPages;
        try
        {
            PageCache.KeepPages = !policies;
            using var directory = CacheDirectory.Open(scratch.File("transfers"), new CacheDirectoryOptions { BudgetBytes = 0 /* no limit */, Policy = new StorePolicy { MinTokens = 1, ColdMaxTokens = 0 /* a load removes no file */ } });
            using var payload = SyntheticPayload.OpenRead((uint)options.Tokens, _session.ContextSize);
            var text = "The benchmark's prompt."u8.ToArray();
            KvcEntry? entry = null;
            var save = Time(() => entry = directory.Store(new StoreRequest
            {
                Text = text,
                Tokens = (uint)options.Tokens,
                Session = _session,
                Payload = payload,
                PayloadBytes = (ulong)payload.Length,
            }).Entry);

            PageCache.KeepPages = false;
            using (var file = File.OpenHandle(entry!.Path, access: FileAccess.ReadWrite, share: FileShare.ReadWrite))
            {
                _ = PageCache.WriteBackAndDrop(file);
            }

            PageCache.KeepPages = !policies;
            var load = Time(() => directory.Load(new LoadRequest { Prompt = text, Session = _session }));
            File.Delete(entry.Path);
            return (save, load);
        }
        finally
        {
            PageCache.KeepPages = kept;
        }
    }

    private IEnumerable<BenchMeasurement> Listings(ScratchSpace scratch)
    {
        progress($"creating {Formatting.Count(options.Entries)} entries");
        var path = Directory.CreateDirectory(scratch.File("listings")).FullName;
        var prompt = new byte[PromptBytes];
        Array.Fill(prompt, (byte)'a');
        BenchEntries.Create(path, options.Entries, prompt, cancellation);
        using var directory = CacheDirectory.Open(path, new CacheDirectoryOptions { BudgetBytes = 0 /* no limit */ });

        progress("listing and looking up");
        _ = directory.Entries().Count();
        var list = new List<double>();
        var find = new List<double>();
        for (var run = 0; run < options.Runs; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            list.Add(Time(() => _ = directory.Entries().Count()));
            find.Add(Time(() => _ = directory.FindPrefixes(prompt, new KvSession(QuantBits, uint.MaxValue))));
        }

        yield return BenchMeasurement.Of("list headers, warm", "entries/s", list, options.Entries);
        yield return BenchMeasurement.Of("find the prefixes of a 1 MiB prompt, warm", "entries/s", find, options.Entries);
    }

    private static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

/// <summary>The options of <c>kv bench</c>.</summary>
internal sealed record BenchOptions(string? DirectoryPath, int Tokens, int Entries, int Runs);
