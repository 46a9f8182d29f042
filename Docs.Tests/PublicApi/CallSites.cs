using System.Buffers.Binary;
using IoPolicy;
using KvCache;
using Microsoft.Win32.SafeHandles;

namespace Docs.Tests.PublicApi;

/// <summary>The code of docs/public-api.md. A test compares each region with the page, and other tests run the code.</summary>
internal static partial class CallSites
{
    #region State which pages each method leaves
    [DropPagesAfterFullWrite]
    public static partial void Save(FileStream file, ReadOnlySpan<byte> payload);

    [DropPagesAfterFullRead]
    public static partial byte[] Load(FileStream file);

    [HeaderOnly(MaxBytes = sizeof(int))]
    public static partial int CountTokens(FileStream file);

    private static void SaveCore(FileStream file, ReadOnlySpan<byte> payload) => file.Write(payload);

    private static byte[] LoadCore(FileStream file)
    {
        var payload = new byte[file.Length];
        file.ReadExactly(payload);
        return payload;
    }

    private static int CountTokensCore(FileStream file)
    {
        Span<byte> tokens = stackalloc byte[sizeof(int)];
        file.ReadExactly(tokens);
        return BinaryPrimitives.ReadInt32LittleEndian(tokens);
    }
    #endregion

    #region Call an annotated method
    public static byte[] SaveAndLoad(string path, ReadOnlySpan<byte> payload)
    {
        using (var file = File.Create(path))
        {
            Save(file, payload);
        }

        using var saved = File.OpenRead(path);
        return Load(saved);
    }
    #endregion

    #region Write a file durably, and drop its pages
    public static void WriteDurably(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, bytes, fileOffset: 0);
        var outcome = PageCache.WriteBackAndDrop(file, durable: true);
        if (outcome.Status == AdviceStatus.Refused)
        {
            Console.Error.WriteLine($"{path}: its pages stay (error number {outcome.Errno}).");
        }
    }
    #endregion

    #region Replace a file as a whole
    public static void SaveSettings(string path, string json)
    {
        using var save = DurableFile.Create(path);
        using (var writer = new StreamWriter(save.Stream))
        {
            writer.Write(json);
        }

        save.Commit();
    }
    #endregion

    #region Prepare a file for look-ups
    public static SafeFileHandle OpenForLookups(string path, long indexOffset, long indexLength)
    {
        var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        PageCache.Expect(file, AccessPattern.Random);
        PageCache.Prefetch(file, indexOffset, indexLength);
        return file;
    }
    #endregion

    #region Copy a file of any size through a few MiB of the cache
    public static async Task CopyAsync(string from, string to, CancellationToken cancellation)
    {
        await using var source = new DropBehindStream(File.OpenRead(from));
        await using var copy = new DropBehindStream(File.Create(to), new DropBehindOptions { Durable = true });
        await source.CopyToAsync(copy, cancellation);
        await copy.CompleteAsync();
    }
    #endregion

    #region Keep the newest bytes of a log cached
    public static FileStream OpenLog(string path) =>
        File.Open(path, FileMode.Append).DropBehind(new DropBehindOptions { KeepTailBytes = 4 << 20 });
    #endregion

    #region Read and write at offsets, from many threads
    public static void FillSlots(string path, IReadOnlyList<byte[]> slots, int slotBytes)
    {
        using var file = new DropBehindFile(File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite));
        Parallel.For(0, slots.Count, slot => file.Write(slots[slot], fileOffset: (long)slot * slotBytes));
        file.Complete();
    }
    #endregion

    #region Write back in the background
    public static async Task AppendToLogAsync(FileStream log, ReadOnlyMemory<byte> record, CancellationToken cancellation)
    {
        PageCache.Background.BytesPerSecond = 100 << 20;
        await log.WriteAsync(record, cancellation);
        await log.FlushAsync(cancellation);
        PageCache.Background.WriteBackAndDrop(log.SafeFileHandle);

        // At the end of the program, this throws the exception of a failed write-back.
        await PageCache.Background.FlushAsync(cancellation);
    }
    #endregion

    #region Measure the cached pages
    public static string Describe(string path)
    {
        var residency = PageCache.GetResidency(path);
        if (!residency.IsKnown)
        {
            return $"{path}: unknown";
        }

        var longest = PageCache.GetPageMap(path).Runs().Where(run => run.IsCached).Select(run => run.Pages).DefaultIfEmpty().Max();
        return $"{path}: {residency.CachedShare:P0} of {residency.FilePages} pages cached, {residency.DirtyPages} dirty, {longest} in a row";
    }
    #endregion

    #region Keep checkpoints within a budget
    public static StoreResult StoreCheckpoint(string path, KvSession session, byte[] text, uint tokens, Stream payload)
    {
        using var directory = CacheDirectory.Open(path, new CacheDirectoryOptions { BudgetBytes = 1UL << 30 });
        return directory.Store(new StoreRequest
        {
            Text = text,
            Tokens = tokens,
            Session = session,
            Payload = payload,
            PayloadBytes = (ulong)payload.Length,
            Reason = KvcReason.Cold,
        });
    }
    #endregion

    #region Load the longest checkpoint for a prompt, and verify the rest
    public static uint LoadCheckpoint(string path, KvSession session, byte[] prompt, Stream destination)
    {
        using var directory = CacheDirectory.Open(path);
        var result = directory.Load(new LoadRequest { Prompt = prompt, Session = session, Destination = destination });
        foreach (var file in KvcVerifier.VerifyDirectory(path).Where(file => !file.IsSound))
        {
            Console.Error.WriteLine($"{file.Path}: {file.Findings[0]}");
        }

        return result.Loaded?.Header.Tokens ?? 0;
    }
    #endregion
}
