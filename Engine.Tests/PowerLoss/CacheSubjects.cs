namespace KvCache.Tests.PowerLoss;

/// <summary>The saves of a cache directory: no power loss may damage a checkpoint or lose an acknowledged one.</summary>
internal static class CacheSubjects
{
    internal const string ControlName = "store without a flush";

    /// <summary>The budget of three checkpoints.</summary>
    private const long Budget = 3 * (RecordedCache.PayloadBytes + 1000);

    /// <summary>The names of the saves.</summary>
    internal static IReadOnlyList<string> Names { get; } = [.. Create().Select(subject => subject.Name)];

    /// <summary>Creates the saves for one recording. They remember the acknowledgements of this recording.</summary>
    internal static IReadOnlyList<PowerLossSubject> Create() =>
    [
        Subject("store of a new checkpoint", (_, _) => { }, (cache, directory, save) => cache.Store(directory, "a", 1, save: save)),
        Subject("store in place of a checkpoint", (cache, directory) => cache.Store(directory, "a", 1), (cache, directory, save) => cache.Store(directory, "a", 2, save: save)),
        Subject("stores that evict", PrepareThree, StoreAndEvict, Budget),
        Subject("renewal of a tool map", (cache, directory) => cache.Store(directory, "a", 1, "call_1"), RenewTools),
        Subject("renewal of a tool map during a hit", (cache, directory) => cache.Store(directory, "a", 1, "call_1"), RenewDuringHit),
        Subject("hits", (cache, directory) => cache.Store(directory, "a", 1), CountHits),
        Subject("import", (_, _) => { }, Import),
    ];

    /// <summary>Creates the control: a save by a temporary file and a rename, but without a flush.</summary>
    internal static PowerLossSubject CreateControl() => Subject(
        ControlName,
        (_, _) => { },
        (_, directory, save) =>
        {
            var temporary = save.File(KvcKey.OfText(RecordedCache.TextOf("a")).FileName + ".tmp.4194305-1");

            // Not File.WriteAllBytes: it truncates the file, after which ext4 writes the data when the file is closed.
            using (var file = new FileStream(temporary, FileMode.CreateNew))
            {
                file.Write(CheckpointBytes("a", 1));
            }

            File.Move(temporary, temporary[..temporary.IndexOf(".tmp.", StringComparison.Ordinal)]);
            save.CommitJournal();
        });

    private static PowerLossSubject Subject(
        string name, Action<RecordedCache, CacheDirectory> prepare, Action<RecordedCache, CacheDirectory, RecordedSave> save, long budget = 0)
    {
        var cache = new RecordedCache();
        return new PowerLossSubject(
            name,
            path =>
            {
                using var directory = Open(path, budget);
                prepare(cache, directory);
            },
            recorded =>
            {
                using var directory = Open(recorded.Directory, budget);
                save(cache, directory, recorded);
            },
            cache.Judge);
    }

    private static CacheDirectory Open(string path, long budget) => CacheDirectory.Open(path, RecordedCache.Options with { BudgetBytes = (ulong)budget });

    private static void PrepareThree(RecordedCache cache, CacheDirectory directory)
    {
        foreach (var text in (string[])["a", "b", "c"])
        {
            cache.Store(directory, text, 1);
        }
    }

    private static void StoreAndEvict(RecordedCache cache, CacheDirectory directory, RecordedSave save)
    {
        foreach (var text in (string[])["d", "e"])
        {
            Assert.NotEmpty(cache.Store(directory, text, 1, save: save).Evicted);
        }
    }

    private static void RenewTools(RecordedCache cache, CacheDirectory directory, RecordedSave save) =>
        Assert.Equal(StoreOutcome.ToolMapAdded, cache.Store(directory, "a", 1, "call_2", save).Outcome);

    private static void RenewDuringHit(RecordedCache cache, CacheDirectory directory, RecordedSave save)
    {
        var original = directory.Entries().Single();
        using var copy = Samples.CopyOf(original, RecordedCache.Options);
        Assert.True(directory.Touch(original));
        Assert.True(copy.TryPublish(() => ToolMapRenewal.TakesOver(copy, original.Header, original), [], CancellationToken.None));
        cache.Acknowledge("a", 1, "call_1", new StoreResult(StoreOutcome.ToolMapAdded, original, []), save);
    }

    /// <summary>A hit changes a file in place. It is not durable, and damages nothing.</summary>
    private static void CountHits(RecordedCache cache, CacheDirectory directory, RecordedSave save)
    {
        var entry = directory.Entries().Single();
        for (var hit = 0; hit < 3; hit++)
        {
            Assert.True(directory.Touch(entry));
            save.CommitJournal();
        }
    }

    private static void Import(RecordedCache cache, CacheDirectory directory, RecordedSave save)
    {
        using var file = new MemoryStream(CheckpointBytes("a", 1));
        var result = directory.Import(KvcKey.OfText(RecordedCache.TextOf("a")), file);
        cache.Acknowledge("a", 1, tool: null, result, save);
    }

    private static byte[] CheckpointBytes(string text, int version)
    {
        using var scratch = new ScratchDirectory();
        using var directory = CacheDirectory.Open(scratch.Path, RecordedCache.Options);
        return File.ReadAllBytes(new RecordedCache().Store(directory, text, version).Entry!.Path);
    }
}
