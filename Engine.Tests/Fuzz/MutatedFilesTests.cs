using System.Globalization;
using CsCheck;

namespace KvCache.Tests;

/// <summary>
/// Sends random files, and sound files with random changes, through every reader. A reader may throw only
/// <see cref="KvcFormatException"/>, and may allocate only little memory. KVCACHE_FUZZ sets the number of files; the default is 20,000.
/// </summary>
public sealed class MutatedFilesTests : IDisposable
{
    /// <summary>The maximum memory that four readers may allocate for a small file: their buffers, if the pool has none.</summary>
    private const long MaxMemory = 3 << 20;

    private static readonly long Count = long.Parse(Environment.GetEnvironmentVariable("KVCACHE_FUZZ") ?? "20000", CultureInfo.InvariantCulture);

    private static readonly byte[] Text = [.. "a text\n\n<tool_calls>x</tool_calls>"u8];

    private static readonly byte[] LimitValues = [0, 1, 2, 4, 0x7F, 0x80, 0xFF];

    /// <summary>Creates random files, and sound files with one to six changed bytes.</summary>
    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Gen.Int[0, 3],
        Gen.Select(Gen.Int[0, 400], Gen.OneOf(Gen.Byte, Gen.Int[0, LimitValues.Length - 1].Select(index => LimitValues[index]))).Array[1, 6],
        Gen.Int[0, 700],
        Gen.Byte.Array[0, 300],
        (kind, changes, length, random) => kind switch
        {
            0 => random,
            1 => Changed(Sound(dsv: true), changes)[..Math.Min(length, Sound(dsv: true).Length)],
            2 => Changed(Sound(dsv: false), changes),
            _ => Changed(Sound(dsv: true), changes),
        });

    /// <summary>On the memory file system /dev/shm if it exists, because thousands of small files test the reader and not the disk.</summary>
    private readonly ScratchDirectory _scratch = new(Directory.Exists("/dev/shm") ? "/dev/shm" : null);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_reader_throws_only_its_own_exception_for_any_file()
    {
        var path = _scratch.File(KvcKey.OfText(Text).FileName);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        Mutated.Sample(bytes => Check(file, path, bytes), iter: Count, threads: 1, print: Convert.ToHexStringLower);
    }

    [Fact]
    public void An_accepted_ordinary_header_is_written_again_unchanged() =>
        Gen.Byte.Array[KvcHeader.Size].Sample(
            random =>
            {
                byte[] bytes = [.. "KVC"u8, 1, 2, (byte)(random[5] % 7), random[6], 0, .. random.AsSpan(8, 12), 0, 0, 0, 0, .. random.AsSpan(24)];
                var again = new byte[KvcHeader.Size];
                if (KvcHeader.TryParse(bytes, out var header, out _))
                {
                    header.Format(again);
                    return again.AsSpan().SequenceEqual(bytes);
                }

                return bytes.AsSpan(8, 4).IndexOfAnyExcept((byte)0) < 0;
            },
            iter: Count);

    private static bool Check(FileStream file, string path, byte[] bytes)
    {
        file.SetLength(0);
        file.Position = 0;
        file.Write(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var accepted = DirectoryScan.TryReadEntry(path, KvcKey.OfText(Text), out var entry, out var fault);
        var verification = KvcVerifier.Verify(path, new KvcVerifyOptions { ReadsPayload = true });
        var loaded = Load(file, path, PayloadChecks.Dsv4);
        var opaque = Load(file, path, PayloadChecks.None);

        return accepted == (fault is null)
            && accepted == verification.Entry is not null
            && entry == verification.Entry
            && (!loaded || opaque)
            && (!opaque || accepted)
            && (!loaded || verification.IsSound)
            && verification.Findings.All(finding => finding.Fault.Offset >= 0)
            && GC.GetAllocatedBytesForCurrentThread() - before < MaxMemory;
    }

    private static bool Load(FileStream file, string path, PayloadChecks checks)
    {
        try
        {
            KvcReader.Load(file, new KvcLoad
            {
                Path = path,
                Key = KvcKey.OfText(Text),
                Prompt = Text,
                Checks = checks,
                Session = checks == PayloadChecks.Dsv4 ? new KvSession(2, 4096) : null,
                Tools = new ToolMemory(),
            });
            return true;
        }
        catch (KvcFormatException)
        {
            return false;
        }
    }

    /// <summary>Creates a small file with a tool map. Its payload has zeros, or the fields of a DSV4 payload.</summary>
    private static byte[] Sound(bool dsv)
    {
        var payload = new byte[120];
        if (dsv)
        {
            DsvHeader.Of(5, new DsvSession(4096, DsvLayout.Flash)).Format(payload);
        }

        var tools = new ToolMemory();
        tools.Put("call_1"u8.ToArray(), Text.AsMemory("a text".Length));
        var head = new byte[KvcHeader.Size];
        new KvcHeader
        {
            QuantBits = 2,
            PayloadAbi = KvcHeader.CurrentPayloadAbi,
            Tokens = 5,
            ContextSize = 4096,
            Extensions = KvcExtensions.ToolMap,
            PayloadBytes = (ulong)payload.Length,
            TextBytes = (uint)Text.Length,
        }.Format(head);
        return [.. head, .. Text, .. payload, .. ToolMap.Format(Text, tools)];
    }

    private static byte[] Changed(byte[] bytes, (int Place, byte Value)[] changes)
    {
        foreach (var (place, value) in changes)
        {
            bytes[place % bytes.Length] = value;
        }

        return bytes;
    }
}
