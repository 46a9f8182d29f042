using System.Globalization;
using System.Reflection;
using Analyzers.Tests.Infrastructure;
using CsCheck;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.ByteBounds;

/// <summary>Compiles random methods and runs them on a <see cref="CountingStream"/>. No run may read more than the bound of its method.</summary>
public sealed class SoundnessTests(ITestOutputHelper output)
{
    private const int MethodsPerBatch = 40;

    private static readonly string? RandomBatches = Environment.GetEnvironmentVariable("IOPOLICY_TEST_BATCHES");

    /// <summary>
    /// The seeds of the batches. They are fixed, so only a change of the code can make an ordinary run fail. The variable IOPOLICY_TEST_BATCHES sets a
    /// number of batches with new random methods.
    /// </summary>
    private static readonly string?[] Seeds = RandomBatches is null
        ? [.. Enumerable.Range(1, 3).Select(static batch => new PCG((uint)batch, seed: 0).ToString())]
        : new string?[int.Parse(RandomBatches, CultureInfo.InvariantCulture)];

    /// <summary>The budget of a query. It is below the default, because a few expensive methods would take most of the test's time.</summary>
    private const int Steps = 10_000;

    [Fact]
    public void No_run_reads_more_than_the_bound()
    {
        var (proven, sumOfBounds, sumOfBytesRead) = (0, 0L, 0L);
        foreach (var seed in Seeds)
        {
            RandomMethods.Body.Array[MethodsPerBatch].Sample(Compare, seed: seed, iter: 1, threads: 1, writeLine: output.WriteLine);
        }

        output.WriteLine($"{proven} of {Seeds.Length * MethodsPerBatch} methods have a bound. Sum of the bounds: {sumOfBounds}. Sum of the bytes read: {sumOfBytesRead}.");
        Assert.True(proven > Seeds.Length * MethodsPerBatch / 5, $"Only {proven} methods have a bound, so the test checks too little.");

        void Compare(string[] bodies)
        {
            var (type, bounds) = Compile(bodies);
            for (var index = 0; index < bodies.Length; index++)
            {
                if (!bounds[index].IsConstant)
                {
                    continue;
                }

                var most = MostBytesReadBy(type, index);
                Assert.True(most <= bounds[index].Bytes, $"read {most}, bound {bounds[index]}:{Environment.NewLine}{bodies[index]}");
                proven++;
                sumOfBounds += bounds[index].Bytes;
                sumOfBytesRead += most;
            }
        }
    }

    private static (Type Type, Amount[] Bounds) Compile(string[] bodies)
    {
        var compilation = Source.Compile(RandomMethods.Class(bodies));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        var analysis = new ByteBoundAnalysis(compilation, Steps);
        var methods = compilation.GetTypeByMetadataName("Sample")!.GetMembers().OfType<IMethodSymbol>().Where(static method => method.Name is ['M', >= '0' and <= '9', ..]).ToList();
        var bounds = methods.Select(method => analysis.Analyze(method, path: null, TestContext.Current.CancellationToken)!.Of(FileSource.Parameter(method.Parameters[0])).Read.Amount).ToArray();
        return (Assembly.Load(image.ToArray()).GetType("Sample")!, bounds);
    }

    /// <summary>Runs a method on files of several lengths, with several arguments. Returns the maximum of the bytes that a run has read.</summary>
    private static long MostBytesReadBy(Type type, int index)
    {
        var method = type.GetMethod($"M{index}")!.CreateDelegate<Action<Stream, int>>();
        var refuel = type.GetMethod("Refuel")!.CreateDelegate<Action>();
        var most = 0L;
        foreach (var length in (ReadOnlySpan<int>)[0, 7, 300, 100_000])
        {
            foreach (var argument in (ReadOnlySpan<int>)[-1, 0, 1, 5, 29, 70_000])
            {
                using var file = new CountingStream(length, argument + index);
                refuel();
                try
                {
                    method(file, argument);
                }
                catch (Exception exception) when (exception is IOException or ArgumentException or OperationCanceledException)
                {
                    // The file or the fuel (RandomMethods.Helpers) ended. The bytes read until then count.
                }

                most = Math.Max(most, file.BytesRead);
            }
        }

        return most;
    }
}
