using System.CommandLine;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.Testing;
using Kv.Demo;

namespace IoPolicy.Benchmarks.Throughput;

/// <summary>Measures the time that a generated wrapper adds to the advice that it issues.</summary>
internal sealed class AnnotatedCallFamily : BenchmarkFamily
{
    internal override string Name => "annotated-call";

    internal override string Title => "What an annotated call adds to its advice";

    internal override string Description => "Compare an annotated method with the same advice by hand, in nanoseconds and bytes.";

    internal override Command? Child => AnnotatedCallRun.Command();

    internal override Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory(settings.DirectoryPath);
        var processes = new List<IReadOnlyDictionary<string, (double Nanoseconds, long Bytes)>>();
        while (processes.Count < settings.Rounds)
        {
            processes.Add(AnnotatedCallRun.Start(scratch.Path));
            Console.Error.WriteLine($"  round {processes.Count} of {settings.Rounds}");
        }

        return Task.FromResult(new Section()
            .Paragraph("""
                The body only moves the file's position, and no page of the file is cached, so most of the time is the system call.

                - *By hand* is `PageCache.Drop`, `Flush` and `PageCache.WriteBackAndDrop`, or `PageCache.Expect` around the body. The code checks how far the body moved, because a header-only call keeps its pages.
                - *Bare* omits that check, so it drops a header too. No policy does that. The row shows the cost of the check.
                - BenchmarkDotNet measures each round in its own process, because each process compiles and places the code again. A round counts the fastest of its 200 short iterations, because other work on the machine only adds time. The difference is within a round.
                """)
            .Table(
                ["policy", "by hand", "annotated", "difference", "allocated"],
                [
                    Row("read", "ReadByHand", "ReadAnnotated", processes),
                    Row("read, bare", "ReadBare", "ReadAnnotated", processes),
                    Row("write", "WriteByHand", "WriteAnnotated", processes),
                    Row("write, bare", "WriteBare", "WriteAnnotated", processes),
                    Row("header", "HeaderByHand", "HeaderAnnotated", processes),
                ])
            .Paragraph("A method that opens a file of 1 MiB, which is one hole, and reads all of it. *Plain* leaves its pages in the cache, so the next call finds them there. *By hand* calls `DropBehind()` on the stream, and *annotated* has the policy for opened files.")
            .Table(
                ["plain", "by hand", "annotated", "annotated / by hand", "annotated / plain", "allocated"],
                [
                    [
                        Time("OpenPlain", processes),
                        Time("OpenByHand", processes),
                        Time("OpenAnnotated", processes),
                        Ratio("OpenAnnotated", "OpenByHand", processes),
                        Ratio("OpenAnnotated", "OpenPlain", processes),
                        $"{processes.Max(static calls => calls["OpenAnnotated"].Bytes)} B",
                    ],
                ]));
    }

    private static string Time(string call, IReadOnlyList<IReadOnlyDictionary<string, (double Nanoseconds, long Bytes)>> processes) =>
        Spread.Of(processes.Select(calls => calls[call].Nanoseconds)).Text("F0", " ns");

    private static string Ratio(string call, string other, IReadOnlyList<IReadOnlyDictionary<string, (double Nanoseconds, long Bytes)>> processes) =>
        Spread.Of(processes.Select(calls => calls[call].Nanoseconds / calls[other].Nanoseconds)).Text("F3", " ×");

    private static IReadOnlyList<string> Row(string policy, string hand, string annotated, IReadOnlyList<IReadOnlyDictionary<string, (double Nanoseconds, long Bytes)>> processes)
    {
        return
        [
            policy,
            Text(calls => calls[hand].Nanoseconds),
            Text(calls => calls[annotated].Nanoseconds),
            Text(calls => calls[annotated].Nanoseconds - calls[hand].Nanoseconds),
            $"{processes.Max(calls => calls[annotated].Bytes)} B",
        ];

        string Text(Func<IReadOnlyDictionary<string, (double Nanoseconds, long Bytes)>, double> figure) =>
            Spread.Of(processes.Select(figure)).Text("F0", " ns");
    }
}
