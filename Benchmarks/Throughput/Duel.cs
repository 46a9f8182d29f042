using System.Globalization;

namespace IoPolicy.Benchmarks.Throughput;

/// <summary>
/// Two contenders alone, in pairs of runs that lie next to each other in time, the order turned round in every other
/// pair: what a disk does that others use too is nearly the same for both, where it is not in a round of many.
/// </summary>
/// <param name="Name">What is compared with what.</param>
/// <param name="Ours">The one whose speed is told.</param>
/// <param name="Other">The one that it is compared with.</param>
internal sealed record Duel(string Name, Contender Ours, Contender Other)
{
    /// <summary>Runs each once to warm up, and then the pairs.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pairs">How many.</param>
    /// <param name="prepare">What comes before each run, and is not timed.</param>
    /// <returns>The speed of ours over the other's: the median of the pairs with the middle half of them, and that of the fastest runs.</returns>
    internal IReadOnlyList<string> Run(string path, int pairs, Action<string> prepare)
    {
        var (ours, other) = (new List<double>(pairs), new List<double>(pairs));
        for (var pair = -1; pair < pairs; pair++)
        {
            var turned = (pair & 1) == 0;
            var first = Time(turned ? Ours : Other);
            var second = Time(turned ? Other : Ours);
            if (pair >= 0)
            {
                ours.Add(turned ? first : second);
                other.Add(turned ? second : first);
            }
        }

        var ratios = ours.Zip(other, static (mine, its) => its / mine).Order().ToArray();
        return
        [
            Text(Quantile(ratios, 0.5)),
            $"{Text(Quantile(ratios, 0.25))}–{Text(Quantile(ratios, 0.75))}",
            Text(other.Min() / ours.Min()),
        ];

        double Time(Contender contender)
        {
            prepare(path);
            return contender.Run(path);
        }
    }

    /// <summary>Between the two nearest of the sorted values, linearly.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    private static string Text(double ratio) => ratio.ToString("F2", CultureInfo.InvariantCulture) + " ×";
}
