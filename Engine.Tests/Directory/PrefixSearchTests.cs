namespace KvCache.Tests;

/// <summary>The search that stops early has the same best checkpoint as the search for all checkpoints.</summary>
public sealed class PrefixSearchTests
{
    /// <summary>More than the first three batches of the search.</summary>
    private const int Files = 6000;

    private const int PromptBytes = 20_000;

    private static readonly byte[] Prompt = MakePrompt();
    private static readonly KvSession Session = new(2, 4096);

    [Theory]
    [InlineData(0, "no file fits")]
    [InlineData(1, "one file of any length")]
    [InlineData(10, "some")]
    [InlineData(Files, "all")]
    public void The_best_file_is_the_first_of_all(int matches, string label)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var files = MakeFiles(new Random(seed), matches);
            var lengths = LengthOrder.Of(files);

            var all = PrefixLookup.Find(files, lengths, Prompt, Session, 2, sameQuant: false, stopAtBest: false);
            var best = PrefixLookup.Find(files, lengths, Prompt, Session, 2, sameQuant: false, stopAtBest: true);

            Assert.Equal(all, Reference(files));
            Assert.Equal(all.Take(1), best.Take(1));
            Assert.True(matches > 0 == best.Count > 0, label);
            Assert.Equal(all.Take(best.Count), best);
        }
    }

    [Fact]
    public void A_search_needs_files() =>
        Assert.Throws<ArgumentNullException>("entries", () => PrefixLookup.Find(null!, Prompt, Session, 1, sameQuant: false));

    /// <summary>A file fits a session of the same model and generation, with the same or a larger context, if the file has enough tokens.</summary>
    [Theory]
    [InlineData(4096, 5, 2, false, true, Label = "fits")]
    [InlineData(4097, 5, 2, false, true, Label = "a larger context")]
    [InlineData(4095, 5, 2, false, false, Label = "a smaller context")]
    [InlineData(4096, 6, 2, false, false, Label = "too few tokens")]
    [InlineData(4096, 4, 2, false, true, Label = "more than enough tokens")]
    [InlineData(4096, 5, 4, false, true, Label = "another quantization")]
    [InlineData(4096, 5, 4, true, false, Label = "another quantization, which is refused")]
    [InlineData(4096, 5, 258, true, true, Label = "the same quantization as a byte")]
    public void A_file_fits_a_session(uint contextSize, int minTokens, int quantBits, bool sameQuant, bool fits)
    {
        var file = FileOf(KvcKey.OfText(Prompt.AsSpan(0, 100)), 100, tokens: 5, order: 0).EntryIn("/directory");

        Assert.Equal(fits ? [file] : [], PrefixLookup.Find([file], Prompt, new KvSession(quantBits, contextSize), minTokens, sameQuant));
        Assert.Empty(PrefixLookup.Find([file], Prompt, new KvSession(quantBits, contextSize, KvcModels.Pro), minTokens, sameQuant));
        Assert.Empty(PrefixLookup.Find([file], Prompt, new KvSession(quantBits, contextSize, PayloadAbi: KvcHeader.OldPayloadAbi), minTokens, sameQuant));
    }

    /// <summary>ds4 compares the number of tokens as an int.</summary>
    [Fact]
    public void A_token_count_above_the_largest_int_is_negative()
    {
        var file = FileOf(KvcKey.OfText(Prompt.AsSpan(0, 100)), 100, tokens: 1u << 31, order: 0).EntryIn("/directory");

        Assert.Empty(PrefixLookup.Find([file], Prompt, Session, 0, sameQuant: false));
    }

    [Theory]
    [InlineData(100, true, Label = "at the end of the text")]
    [InlineData(101, true, Label = "a byte after the text")]
    [InlineData(99, false, Label = "in the text")]
    public void A_prompt_ends_at_its_first_NUL(int nul, bool fits)
    {
        var file = FileOf(KvcKey.OfText(Prompt.AsSpan(0, 100)), 100, tokens: 5, order: 0).EntryIn("/directory");
        byte[] prompt = [.. Prompt.AsSpan(0, nul), 0, .. Prompt.AsSpan(nul, 50)];

        Assert.Equal(fits ? [file] : [], PrefixLookup.Find([file], prompt, Session, 1, sameQuant: false));
    }

    /// <summary>Files with texts of the same length compete with each other, so they are in the same batch.</summary>
    [Fact]
    public void Among_texts_of_one_length_the_file_of_most_tokens_is_the_best()
    {
        var files = new ScannedCheckpoint[Files];
        for (var place = 0; place < Files; place++)
        {
            files[place] = FileOf(KvcKey.OfText(Prompt.AsSpan(0, 1000)), 1000, (uint)(10 + ((place * 7919) % Files)), place);
        }

        var best = PrefixLookup.Find(files, LengthOrder.Of(files), Prompt, Session, 2, sameQuant: false, stopAtBest: true);

        Assert.Equal(files.Max(file => file.Header.Tokens), files[best[0]].Header.Tokens);
    }

    [Theory]
    [InlineData(0, Label = "sorted while it is empty")]
    [InlineData(1, Label = "sorted after one change")]
    [InlineData(500, Label = "sorted after 500 changes")]
    public void The_order_by_length_follows_each_change(int sortedAt)
    {
        var random = new Random(sortedAt);
        var order = new LengthOrder();
        var expected = new SortedSet<(uint Length, int Place)>();
        for (var change = 0; change < 1000; change++)
        {
            if (change == sortedAt)
            {
                _ = order.UpTo(0);
            }

            var (length, place) = ((uint)random.Next(50), random.Next(50));
            if (expected.Remove((length, place)))
            {
                order.Remove(length, place);
            }
            else
            {
                order.Add(length, place);
                _ = expected.Add((length, place));
            }

            if (change >= sortedAt)
            {
                var most = random.Next(60);
                Assert.Equal(
                    expected.Where(file => file.Length <= most),
                    order.UpTo(most).ToArray().Select(key => (LengthOrder.LengthOf(key), LengthOrder.PlaceOf(key))));
            }
        }
    }

    private static ScannedCheckpoint[] MakeFiles(Random random, int matches)
    {
        var files = new ScannedCheckpoint[Files];
        for (var place = 0; place < Files; place++)
        {
            var length = random.Next(1, PromptBytes + 100);
            var isMatch = place < matches && length <= PromptBytes;
            length = place < matches && !isMatch ? PromptBytes : length;
            var key = place < matches ? KvcKey.OfText(Prompt.AsSpan(0, length)) : KvcKey.OfText(BitConverter.GetBytes(place));
            files[place] = FileOf(key, (uint)length, (uint)random.Next(place < matches ? 2 : 0, 5), place);
        }

        random.Shuffle(files);
        return files;
    }

    private static ScannedCheckpoint FileOf(KvcKey key, uint length, uint tokens, long order)
    {
        var header = new KvcHeader { QuantBits = 2, PayloadAbi = KvcHeader.CurrentPayloadAbi, Tokens = tokens, ContextSize = 4096, TextBytes = length, PayloadBytes = 1 };
        return ScannedCheckpoint.From(new KvcEntry(key, "/directory/" + key.FileName, header, header.PayloadOffset + 1)) with { Order = order };
    }

    /// <summary>The expected result: compares each file with the prompt.</summary>
    private static IEnumerable<int> Reference(ScannedCheckpoint[] files) => Enumerable.Range(0, files.Length)
        .Where(index => files[index].Header is { Tokens: >= 2, TextBytes: <= PromptBytes } header && files[index].Key == KvcKey.OfText(Prompt.AsSpan(0, (int)header.TextBytes)))
        .OrderByDescending(index => files[index].Header.TextBytes)
        .ThenByDescending(index => files[index].Header.Tokens)
        .ThenBy(index => files[index].Order);

    private static byte[] MakePrompt()
    {
        var prompt = new byte[PromptBytes];
        new Random(1).NextBytes(prompt);
        prompt.AsSpan().Replace((byte)0, (byte)' ');
        return prompt;
    }
}
