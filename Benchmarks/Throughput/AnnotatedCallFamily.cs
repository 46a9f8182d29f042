using System.CommandLine;
using System.Globalization;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.Testing;

namespace IoPolicy.Benchmarks.Throughput;

/// <summary>What the generated method adds to the hint itself.</summary>
internal sealed class AnnotatedCallFamily : BenchmarkFamily
{
    internal override string Name => "annotated-call";

    internal override string Title => "What an annotated call adds to its hint";

    internal override string Question => "An annotated method beside the same hint written by hand, in nanoseconds and bytes.";

    internal override Command? Child => AnnotatedCallRun.Command();

    internal override Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation)
    {
        using var scratch = new ScratchFolder(settings.Folder);
        var calls = AnnotatedCallRun.Start(scratch.Path);
        return Task.FromResult(new Section()
            .Paragraph("The body moves the file's position and nothing else, and no page of the file is cached, so the system call of the hint is most of what is left. By hand is `PageCache.Drop`, `Flush` and `PageCache.WriteBackAndDrop`, `PageCache.Expect` around the body. By BenchmarkDotNet, in a process of its own: the fastest of 200 short iterations, since what else the machine does only adds to it.")
            .Table(["policy", "by hand", "annotated", "difference", "allocated"], [Row("Read", calls), Row("Write", calls), Row("Header", calls)]));
    }

    private static IReadOnlyList<string> Row(string policy, IReadOnlyDictionary<string, (double Nanoseconds, long Bytes)> calls)
    {
        var (hand, annotated) = (calls[policy + "ByHand"], calls[policy + "Annotated"]);
        return
        [
            policy.ToLowerInvariant(),
            Text(hand.Nanoseconds),
            Text(annotated.Nanoseconds),
            Text(annotated.Nanoseconds - hand.Nanoseconds),
            $"{annotated.Bytes} B",
        ];
    }

    private static string Text(double nanoseconds) => nanoseconds.ToString("F0", CultureInfo.InvariantCulture) + " ns";
}
