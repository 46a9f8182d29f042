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
        var real = AnnotatedCallRun.Start(scratch.Path, "");
        var instant = AnnotatedCallRun.Start(scratch.Path, CProgram.CompileLibrary("instant.c", scratch.Path));
        return Task.FromResult(new Section()
            .Paragraph("The body moves the file's position and nothing else, and no page of the file is cached. By hand is `PageCache.Drop`, `Flush` and `PageCache.WriteBackAndDrop`, `PageCache.Expect` around the body. Most of such a call is the kernel's, so it is measured once more with system calls of the hint that return at once: that difference is the policy's own. By BenchmarkDotNet, in a process of its own: the fastest of many short iterations, since what else the machine does only adds to it.")
            .Table(
                ["policy", "by hand", "annotated", "by hand, without the kernel", "annotated, without the kernel", "difference without the kernel", "allocated"],
                [Row("Read", real, instant), Row("Write", real, instant), Row("Header", real, instant)]));
    }

    private static IReadOnlyList<string> Row(
        string policy, IReadOnlyDictionary<string, (double Nanoseconds, long Bytes)> real, IReadOnlyDictionary<string, (double Nanoseconds, long Bytes)> instant)
    {
        var (hand, annotated) = (policy + "ByHand", policy + "Annotated");
        return
        [
            policy.ToLowerInvariant(),
            Text(real[hand].Nanoseconds),
            Text(real[annotated].Nanoseconds),
            Text(instant[hand].Nanoseconds),
            Text(instant[annotated].Nanoseconds),
            Text(instant[annotated].Nanoseconds - instant[hand].Nanoseconds),
            $"{real[annotated].Bytes} B",
        ];
    }

    private static string Text(double nanoseconds) => nanoseconds.ToString("F0", CultureInfo.InvariantCulture) + " ns";
}
