using Kv.Commands;
using KvCache;

namespace Kv.Tests;

/// <summary>The memory of <c>kv ls</c>: the first files of an order, from any number of files in any order.</summary>
public sealed class OrderedFilesTests
{
    /// <summary>More files than a piece of the list has.</summary>
    private const int Many = 10_000;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4_096)]
    [InlineData(5_000)]
    [InlineData(Many - 1)]
    [InlineData(Many)]
    [InlineData(int.MaxValue)]
    public void The_first_files_of_an_order_are_kept_and_all_are_counted(int limit)
    {
        var files = new OrderedFiles(EntryOrder.By("tokens", reversed: false, now: 0), limit);
        for (var i = 0; i < Many; i++)
        {
            // 3,571 has no common divisor with the count, so each number comes once, in no order.
            files.Add(FileOf(tokens: (uint)(i * 3_571 % Many) + 1, key: (byte)i));
        }

        Assert.Equal((Many, Many * (Many + 1L) / 2), (files.Count, files.Bytes));
        Assert.Equal(Math.Min(limit, Many), files.InOrder().Count);
        Assert.Equal(Enumerable.Range(1, Many).Reverse().Take(limit), files.InOrder().Select(file => (int)file.Header.Tokens));
    }

    /// <summary>The first eight bytes of a key are compared as a number, then the rest, then the names of files of one key.</summary>
    [Theory]
    [InlineData("key")]
    [InlineData("hits")]
    public void Keys_with_a_common_beginning_are_in_their_order(string by)
    {
        string[] names =
        [
            new string('A', 40), new string('a', 39) + "B", new string('a', 40), new string('a', 39) + "b", new string('b', 40), "00" + new string('f', 38),
        ];
        string[] expected = [names[5], names[0], names[2], names[1], names[3], names[4]];

        Assert.Equal(expected, Sort(isReversed: false));
        Assert.Equal(expected.Reverse(), Sort(isReversed: true));

        string[] Sort(bool isReversed)
        {
            var files = new OrderedFiles(EntryOrder.By(by, isReversed, now: 0), int.MaxValue);
            foreach (var name in names)
            {
                Assert.True(KvcKey.TryParseFileName(name + ".kv", out var key));
                files.Add(ScannedCheckpoint.From(new KvcEntry(key, name + ".kv", new KvcHeader { QuantBits = 2, Tokens = 1 }, 1)));
            }

            return [.. files.InOrder().Select(file => file.FileName[..40])];
        }
    }

    private static ScannedCheckpoint FileOf(uint tokens, byte key)
    {
        var text = KvcKey.OfText([key]);
        return ScannedCheckpoint.From(new KvcEntry(text, text.FileName, new KvcHeader { QuantBits = 2, Tokens = tokens }, tokens));
    }
}
