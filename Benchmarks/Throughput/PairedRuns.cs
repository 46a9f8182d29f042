using System.Globalization;

namespace IoPolicy.Benchmarks.Throughput;

/// <summary>
/// Compares two contenders in pairs of consecutive runs, with the order reversed in every second pair. A shared disk behaves nearly
/// the same for both runs of a pair, but not over a round of many contenders.
/// </summary>
/// <param name="Name">The name of the comparison.</param>
/// <param name="Ours">The contender whose speed is compared with the baseline.</param>
/// <param name="Other">The baseline.</param>
internal sealed record PairedRuns(string Name, Contender Ours, Contender Other)
{
    /// <summary>Runs each contender once as a warm-up, then the pairs.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pairs">The number of pairs.</param>
    /// <param name="prepare">The untimed preparation before each run.</param>
    /// <returns>The ratio of the speeds: its median and middle half over the pairs, and the ratio of the two fastest runs.</returns>
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

    /// <summary>Interpolates linearly between the two nearest sorted values.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    private static string Text(double ratio) => ratio.ToString("F2", CultureInfo.InvariantCulture) + " ×";
}
