namespace IoPolicy.Benchmarks.Harness;

/// <summary>
/// Runs the contenders (the compared ways) in rounds, so that other work on the machine affects all of them. Each round starts with
/// a different contender, and every second round runs in reverse order. Therefore no contender always follows the same contender.
/// </summary>
internal static class Rounds
{
    /// <summary>Runs each contender once as a warm-up, then <paramref name="rounds"/> times.</summary>
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
