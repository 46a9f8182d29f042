using System.Diagnostics;
using System.Globalization;
using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>Runs consumers that print <c>CACHED of ALL</c>: the numbers of cached pages and of all pages of a file.</summary>
internal static class ConsumerRun
{
    /// <summary>Runs a consumer, with policies switched off if <paramref name="keepPages"/> is true.</summary>
    internal static (long Cached, long Pages) CountPages(string program, bool keepPages, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        if (keepPages)
        {
            start.Environment["IOPOLICY_KEEP_PAGES"] = "1";
        }

        return Parse(Shell.Run(start).OrThrow().Output);
    }

    /// <summary>Asserts that a file has the number of pages, and that none of them was dropped.</summary>
    internal static void AssertKept(long pages, (long Cached, long Pages) count)
    {
        Assert.Equal(pages, count.Pages);
        KeptPages.AssertAll(pages, count.Cached);
    }

    private static (long Cached, long Pages) Parse(string output)
    {
        var words = output.Trim().Split(' ');
        return (long.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture));
    }
}
