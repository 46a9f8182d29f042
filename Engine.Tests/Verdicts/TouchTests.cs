namespace KvCache.Tests;

/// <summary>Compares the bytes that a touch changes with those of ds4, in touch.json of each <see cref="Fixture"/>.</summary>
public sealed class TouchTests
{
    public static TheoryData<string, int, string> Cases => Fixture.CasesOfBothSets("touch");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_touch_changes_the_bytes_that_ds4_changes(string set, int index, string name)
    {
        using var scratch = new ScratchDirectory();
        var fact = Fixture.Named(set).Case("touch", index);
        var path = scratch.File("touched");
        var before = fact.IsNull("before_hex") ? null : fact.Hex("before_hex");
        if (before is not null)
        {
            File.WriteAllBytes(path, before);
        }

        var (hits, now) = (fact.UInt("hits"), fact.ULong("now"));
        var isTouched = (fact.Flag("ok") || IsOfOtherGeneration(set, before)) && !IsNewer(before);
        Assert.True(isTouched == HeaderTouch.Touch(path, _ => hits, now), name);

        Assert.Equal(before is not null, File.Exists(path));
        if (before is not null)
        {
            Assert.Equal(isTouched ? Touched(before, hits, now) : before, File.ReadAllBytes(path));
            if (isTouched && fact.Flag("ok"))
            {
                // ds4 clears bytes 21 to 23, and byte 7 before May 2026. This program keeps them.
                var expected = fact.Hex("after52_hex");
                before.AsSpan(20, 4).CopyTo(expected.AsSpan(20));
                expected[7] = before[7];
                Assert.Equal(expected, File.ReadAllBytes(path)[..expected.Length]);
            }
        }
    }

    /// <summary>ds4 refuses the other generation's files, and this program serves both.</summary>
    private static bool IsOfOtherGeneration(string set, byte[]? before) =>
        before is not null && KvcHeader.TryParse(before, out var header, out _) && header.PayloadAbi != Fixture.Named(set).PayloadAbi;

    /// <summary>Unlike this program, ds4 touches files with unknown extension bits, or before May 2026 with any payload ABI.</summary>
    private static bool IsNewer(byte[]? before) =>
        before is { Length: >= KvcHeader.Size } && (before[20] is not (0 or 2) || (before[6] & 0xF0) != 0);

    private static byte[] Touched(byte[] before, uint hits, ulong now)
    {
        byte[] bytes = [.. before];

        // The reason is byte 5, the hits begin at byte 12, and the last use at byte 32. A touch clears an unknown reason.
        bytes[5] = bytes[5] > 6 ? (byte)0 : bytes[5];
        BitConverter.TryWriteBytes(bytes.AsSpan(12), hits);
        BitConverter.TryWriteBytes(bytes.AsSpan(32), now);
        return bytes;
    }
}
