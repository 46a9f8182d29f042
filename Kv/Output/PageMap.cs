using IoPolicy;

namespace Kv.Output;

/// <summary>Draws the cached pages of a file on one line, as vmtouch does. Each character represents an equal part of the file.</summary>
internal static class PageMap
{
    /// <summary>The width that vmtouch uses.</summary>
    internal const int Width = 60;

    /// <summary>Computes the share of cached pages in each equal part of a file, from 0 to 1. A short file has one part per page.</summary>
    internal static double[] Shares(ResidencyMap map, int parts)
    {
        var shares = new double[(int)Math.Min(parts, map.Pages)];
        foreach (var run in map.Runs().Where(run => run.IsCached))
        {
            var first = run.FirstPage - map.FirstPage;
            var last = first + run.Pages;
            for (var part = first * shares.Length / map.Pages; part < shares.Length && StartOf(part) < last; part++)
            {
                var overlap = Math.Min(StartOf(part + 1), last) - Math.Max(StartOf(part), first);
                shares[part] += (double)Math.Max(0, overlap) / (StartOf(part + 1) - StartOf(part));
            }
        }

        long StartOf(long part) => part * map.Pages / shares.Length;

        return shares;
    }

    /// <summary>Draws "O" if all pages of a part are cached, "o" for more than half, "." for at least one, and a blank for none.</summary>
    internal static string Draw(ResidencyMap map) => string.Concat(Shares(map, Width).Select(share => share switch
    {
        >= 1 - 1e-9 => 'O',
        > 0.5 => 'o',
        > 0 => '.',
        _ => ' ',
    }));
}
