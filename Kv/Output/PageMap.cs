using IoPolicy;

namespace Kv.Output;

/// <summary>Draws which pages of a file are cached on one line, as vmtouch does: each character stands for an equal part of the file.</summary>
internal static class PageMap
{
    /// <summary>vmtouch's own width.</summary>
    internal const int Width = 60;

    /// <summary>The share of cached pages in each of the equal parts of a file, from 0 to 1; a short file has a part a page.</summary>
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

    /// <summary>"O" where all pages of a part are cached, "o" where more than half are, "." where some are, a blank where none is.</summary>
    internal static string Draw(ResidencyMap map) => string.Concat(Shares(map, Width).Select(share => share switch
    {
        >= 1 - 1e-9 => 'O',
        > 0.5 => 'o',
        > 0 => '.',
        _ => ' ',
    }));
}
