namespace KvCache.Tests;

/// <summary>What a touch changes: touch.json.</summary>
public sealed class TouchTests
{
    public static TheoryData<int, string> Cases => Fixture.Cases("touch");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_bytes_are_changed_that_ds4_changes(int index, string name)
    {
        using var scratch = new ScratchFolder();
        var fact = Fixture.Case("touch", index);
        var path = scratch.File("touched");
        var before = fact.IsNull("before_hex") ? null : fact.Hex("before_hex");
        if (before is not null)
        {
            File.WriteAllBytes(path, before);
        }

        var hits = fact.UInt("hits");
        Assert.True(fact.Flag("ok") == HeaderTouch.Touch(path, _ => hits, fact.ULong("now")), name);

        Assert.Equal(before is not null, File.Exists(path));
        if (before is not null)
        {
            var expected = fact.Hex("after52_hex");
            Assert.Equal([.. expected, .. before.Skip(expected.Length)], File.ReadAllBytes(path));
        }
    }
}
