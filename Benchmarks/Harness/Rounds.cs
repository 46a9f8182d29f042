namespace IoPolicy.Benchmarks.Harness;

/// <summary>
/// Contenders take turns, so that what else the machine does meanwhile meets all of them; each round begins with
/// another one, and every other round goes backwards, so that none always follows the same.
/// </summary>
internal static class Rounds
{
    /// <summary>Runs each contender once to warm up, and then <paramref name="rounds"/> times.</summary>
    /// <returns>The results of each contender, in the order of the contenders.</returns>
    internal static async Task<IReadOnlyList<IReadOnlyList<TResult>>> RunAsync<TContender, TResult>(
        IReadOnlyList<TContender> contenders, int rounds, Func<TContender, Task<TResult>> run, bool warmUp = true)
    {
        var results = contenders.Select(_ => new List<TResult>(rounds)).ToArray();
        for (var round = warmUp ? -1 : 0; round < rounds; round++)
        {
            for (var turn = 0; turn < contenders.Count; turn++)
            {
                var place = (round & 1) == 0 ? turn : contenders.Count - 1 - turn;
                var contender = (place + round + 1) % contenders.Count;
                var result = await run(contenders[contender]).ConfigureAwait(false);
                if (round >= 0)
                {
                    results[contender].Add(result);
                }
            }

            await Console.Error.WriteLineAsync(round < 0 ? "  warm" : $"  round {round + 1} of {rounds}").ConfigureAwait(false);
        }

        return results;
    }
}
