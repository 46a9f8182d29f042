using System.Diagnostics;
using System.Globalization;
using IoPolicy.Testing;

namespace IoPolicy.Benchmarks.Durability;

/// <summary>A way to replace a file as a whole, several times in a row.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="Run">
/// Replaces the file at a path: the arguments are the path, the new content and the number of times. Returns the seconds of all
/// replacements together.
/// </param>
internal sealed record ReplaceContender(string Name, Func<string, byte[], int, double> Run)
{
    internal static ReplaceContender Durable(string name, DurableFileOptions options) =>
        Managed(name, (path, bytes) => DurableFile.Replace(path, stream => stream.Write(bytes), options));

    /// <summary>Replaces the file as careful programs do without a library. The directory is not flushed, because .NET has no call for that.</summary>
    internal static ReplaceContender ByHand() => Managed("by hand: `Flush(true)`, `File.Move`", (path, bytes) =>
    {
        var temporary = path + ".tmp";
        using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    });

    internal static ReplaceContender InC(string name, string program, string mode) => new(name, (path, bytes, times) => double.Parse(
        Shell.Run(
            program,
            mode,
            path,
            bytes.Length.ToString(CultureInfo.InvariantCulture),
            times.ToString(CultureInfo.InvariantCulture)).OrThrow().Output,
        CultureInfo.InvariantCulture));

    private static ReplaceContender Managed(string name, Action<string, byte[]> replace) => new(name, (path, bytes, times) =>
    {
        var start = Stopwatch.GetTimestamp();
        for (var time = 0; time < times; time++)
        {
            replace(path, bytes);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    });
}
