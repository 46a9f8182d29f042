using IoPolicy;
using KvCache;

namespace Kv.Demo;

/// <summary>
/// Saves and loads a checkpoint in one way. All ways run the methods of the engine, so they move the same bytes in the
/// same pieces. All ways except IoPolicy switch off the policies of these methods.
/// </summary>
internal sealed class CheckpointWay(DemoWay way, uint tokens)
{
    private static readonly byte[] Text = "The demo's checkpoint."u8.ToArray();

    internal void Save(FileStream file)
    {
        PageCache.KeepPages = way != DemoWay.IoPolicy;
        using var payload = SyntheticPayload.OpenRead(tokens, tokens + 1);
        KvcWriter.Save(file, new KvcContent
        {
            Header = new KvcHeader
            {
                QuantBits = 2,
                PayloadAbi = KvcHeader.CurrentPayloadAbi,
                Reason = KvcReason.Cold,
                Tokens = tokens,
                ContextSize = tokens + 1,
                TextBytes = (uint)Text.Length,
                PayloadBytes = (ulong)payload.Length,
            },
            Text = Text,
            Payload = payload,
        });
        switch (way)
        {
            case DemoWay.NoAdviceDurable or DemoWay.IoPolicy:
                MakeDurable(file);
                break;
            case DemoWay.DontNeedAtEnd:
                DropPlainly(file);
                break;
        }
    }

    internal void Load(FileStream file)
    {
        PageCache.KeepPages = way != DemoWay.IoPolicy;
        KvcReader.Load(file, new KvcLoad { Path = file.Name });
        if (way == DemoWay.DontNeedAtEnd)
        {
            DropPlainly(file);
        }
    }

    /// <summary>Calls <c>fdatasync</c>, as the engine does after each save. The runtime drops nothing, because this method switches policies off.</summary>
    private static void MakeDurable(FileStream file)
    {
        PageCache.KeepPages = true;
        _ = PageCache.WriteBackAndDrop(file.SafeFileHandle, durable: true);
    }

    /// <summary>Issues <c>posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED)</c> while pages may be dirty, as the LLM engine ds4 does.</summary>
    private static void DropPlainly(FileStream file)
    {
        PageCache.KeepPages = false;
        _ = PageCache.Drop(file.SafeFileHandle);
    }
}
