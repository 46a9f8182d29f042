namespace KvCache.Tests;

/// <summary>What a touch changes: touch.json of ds4 before and after May 2026.</summary>
public sealed class TouchTests
{
    /// <summary>Files that ds4 touches and this program does not: the payload ABI or an extension bit is unknown.</summary>
    private static readonly string[] Newer =
    [
        "reserved bytes are cleared",
        "unknown ext flags kept",
        "ext flags kept, title bit too",
    ];

    /// <summary>Files of the other generation: ds4 since May 2026 refuses ABI 0, and this program serves both.</summary>
    private static readonly string[] OlderGeneration = ["ABI 0: refused, not a byte changes"];

    public static TheoryData<int, string> Cases => Fixture.Cases("touch");

    public static TheoryData<int, string> CasesSinceMay2026 => Fixture.Cases("2026-08/touch");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_touch_changes_the_bytes_that_ds4_changes(int index, string name) => Check("touch", index, name);

    [Theory]
    [MemberData(nameof(CasesSinceMay2026))]
    public void A_touch_changes_the_bytes_that_ds4_changes_since_May_2026(int index, string name) => Check("2026-08/touch", index, name);

    private static void Check(string table, int index, string name)
    {
        using var scratch = new ScratchDirectory();
        var fact = Fixture.Case(table, index);
        var path = scratch.File("touched");
        var before = fact.IsNull("before_hex") ? null : fact.Hex("before_hex");
        if (before is not null)
        {
            File.WriteAllBytes(path, before);
        }

        var (hits, now) = (fact.UInt("hits"), fact.ULong("now"));
        var isTouched = OlderGeneration.Contains(name) || (fact.Flag("ok") && !Newer.Contains(name));
        Assert.Equal(isTouched, HeaderTouch.Touch(path, _ => hits, now));

        Assert.Equal(before is not null, File.Exists(path));
        if (before is not null)
        {
            Assert.Equal(isTouched ? Touched(before, hits, now) : before, File.ReadAllBytes(path));
            if (isTouched && fact.Flag("ok"))
            {
                // ds4 clears bytes 21 to 23; this program keeps them.
                var expected = fact.Hex("after52_hex");
                before.AsSpan(21, 3).CopyTo(expected.AsSpan(21));
                Assert.Equal(expected, File.ReadAllBytes(path)[..expected.Length]);
            }
        }
    }

    private static byte[] Touched(byte[] before, uint hits, ulong now)
    {
        byte[] bytes = [.. before];
        bytes[5] = bytes[5] > 6 ? (byte)0 : bytes[5];
        BitConverter.TryWriteBytes(bytes.AsSpan(12), hits);
        BitConverter.TryWriteBytes(bytes.AsSpan(32), now);
        return bytes;
    }
}
