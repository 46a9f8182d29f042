using System.Globalization;
using System.Text.Json;
using IoPolicy.Testing;

namespace Tool.Tests.Infrastructure;

/// <summary>Creates cached files, finds them in the document of <c>iopolicy resident</c>, and counts their pages with another program.</summary>
internal static class ResidentFiles
{
    /// <summary>The length of a created file, in pages.</summary>
    internal const int Pages = 512;

    /// <summary>Creates a file whose pages are all cached and written back.</summary>
    internal static string Write(ScratchDirectory scratch, string name)
    {
        var path = scratch.File(name);
        using var file = File.Create(path);
        file.Write(new byte[Pages * Environment.SystemPageSize]);
        file.Flush(flushToDisk: true);
        return path;
    }

    /// <summary>Gets the entry of a file.</summary>
    internal static JsonElement FileOf(JsonElement document, string path) =>
        Assert.Single(document.GetProperty("files").EnumerateArray(), file => file.GetProperty("path").GetString() == path);

    /// <summary>Counts the cached pages with fincore of util-linux, or skips the test.</summary>
    internal static long Fincore(string path)
    {
        Assert.SkipUnless(Tools.IsThere("fincore"), "fincore of util-linux is missing.");
        return long.Parse(Shell.Run("fincore", "--noheadings", "--raw", "--bytes", "--output", "PAGES", path).OrThrow().Output.Trim(), CultureInfo.InvariantCulture);
    }
}
