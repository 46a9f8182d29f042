using System.Globalization;

namespace KvCache.Tests;

/// <summary>
/// A temporary failure, such as a shortage of descriptors or memory, says nothing about a file. After it, a directory that was open all
/// the time must find all of its files again.
/// </summary>
public sealed class ShortageTests : IDisposable
{
    /// <summary>One thread reads so few files. This matters, because strace counts the calls of each thread separately.</summary>
    private const int Files = 18;

    private const string All = "18";

    private const int Queries = 20;

    private static readonly byte[] Prompt = Samples.Text(new string('p', 200));

    private static readonly CacheDirectoryOptions Options = new() { BudgetBytes = 0, Checks = PayloadChecks.None, Policy = new StorePolicy { MinTokens = 1 } };

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    /// <summary>Makes ten consecutive opens of the directory or its files fail. They begin in a scan, in a new index or in a refresh.</summary>
    [Theory]
    [InlineData("EMFILE", true)]
    [InlineData("ENFILE", true)]
    [InlineData("ENOMEM", true)]
    [InlineData("EACCES", false)]
    [InlineData("EPERM", false)]
    [InlineData("EIO", false)]
    [InlineData("ESTALE", false)]
    [InlineData("EAGAIN", false)]
    public void After_opens_that_failed_for_a_while_every_file_is_known_again(string error, bool isShortage)
    {
        WriteFiles();
        var (first, last) = Opens();
        for (var from = first; from <= last; from += Math.Max(1, (last - first) / 5))
        {
            var (result, calls) = Strace.RunOn(
                [_scratch.Path], Child(), "openat", string.Create(CultureInfo.InvariantCulture, $"openat:error={error}:when={from}..{from + 9}"));

            var answers = result.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(10, calls.Count(call => call.IsInjected));
            Assert.Contains(answers, answer => answer != All);
            Assert.All(isShortage ? answers : [], answer => Assert.True(answer == All || answer.StartsWith("failed: ", StringComparison.Ordinal), answer));
            Assert.Equal([All, All], answers[^2..]);
        }
    }

    /// <summary>
    /// All processors read the directory. A shortage at one file is thrown unchanged, and any other error hides the file. Later queries
    /// find all files.
    /// </summary>
    [Theory]
    [InlineData("EMFILE", "failed: ", Label = "a shortage, so the query fails")]
    [InlineData("EACCES", "199", Label = "no permission, so the file is missing")]
    public void One_file_of_many_that_cannot_be_opened_for_a_while_is_known_again(string error, string expected)
    {
        WriteFiles(200);
        var name = KvcKey.OfText(Prompt.AsSpan(0, 150)).FileName;

        var (result, _) = Strace.RunOn([name], ChildProcess.Start(QueryManyTimes, [_scratch.Path]), "openat", $"openat:error={error}:when=1");

        // The first open of the file in each thread fails: in the scan, in the index, and maybe in its first refresh.
        var answers = result.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith(expected, answers[0], StringComparison.Ordinal);
        Assert.Equal("200", answers[^1]);
    }

    /// <summary>The engine repeats a call that a signal interrupted.</summary>
    [Fact]
    public void An_interrupted_open_is_made_again()
    {
        WriteFiles();
        var (first, last) = Opens();

        var (result, calls) = Strace.RunOn(
            [_scratch.Path], Child(), "openat", string.Create(CultureInfo.InvariantCulture, $"openat:error=EINTR:when={first + 2}..{last}+3"));

        Assert.All(result.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), answer => Assert.Equal(All, answer));
        Assert.Contains(calls, call => call.IsInjected);
    }

    /// <summary>Uses up the descriptors instead of injecting failures. A scan needs more descriptors than the remaining ones.</summary>
    [Theory]
    [InlineData(0, Label = "no descriptor is left")]
    [InlineData(1, Label = "one descriptor is left")]
    public void After_descriptors_ran_out_every_file_is_known_again(int left)
    {
        if (Tools.Missing("prlimit", "util-linux") is { } missing)
        {
            Assert.Skip(missing);
        }

        WriteFiles();
        var child = ChildProcess.Start(QueryWithoutDescriptors, [_scratch.Path, left.ToString(CultureInfo.InvariantCulture)]);
        child.ArgumentList.Insert(0, child.FileName);
        child.ArgumentList.Insert(0, "--nofile=256:256");
        child.FileName = "prlimit";

        var answers = Shell.Run(child).OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(All, answers[^1]);
        Assert.All(answers, answer => Assert.True(answer == All || answer.Contains("too many open files", StringComparison.Ordinal), answer));
        Assert.Contains(answers, answer => answer.StartsWith("failed: ", StringComparison.Ordinal));
    }

    private System.Diagnostics.ProcessStartInfo Child() => ChildProcess.Start(QueryOften, [_scratch.Path], ("DOTNET_TieredCompilation", "0"));

    /// <summary>Gets the ordinals of the first and the last open for the child's queries, from a run without failures.</summary>
    private (int First, int Last) Opens()
    {
        var (result, calls) = Strace.RunOn([_scratch.Path], Child(), "openat");
        Assert.All(result.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), answer => Assert.Equal(All, answer));
        Assert.True(calls.Count > 3 * Files, $"{calls.Count} calls");

        // Three opens come before the queries: the child's list of the files, the lock, and the sweep.
        return (4, calls.Count - Queries);
    }

    /// <summary>Queries a directory many times: a scan, an index, and after changes a refresh.</summary>
    private static void QueryOften(string[] arguments)
    {
        var files = Directory.GetFiles(arguments[0], "*.kv");
        using var directory = CacheDirectory.Open(arguments[0], Options);
        for (var query = 0; query < Queries; query++)
        {
            Answer(directory);
            if (query == 1)
            {
                Array.ForEach(files, file => File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch));
            }
        }
    }

    /// <summary>Sends more queries than the thread pool has threads on a busy machine.</summary>
    private static void QueryManyTimes(string[] arguments)
    {
        using var directory = CacheDirectory.Open(arguments[0], Options);
        for (var i = 0; i < 50; i++)
        {
            Answer(directory);
        }
    }

    private static void QueryWithoutDescriptors(string[] arguments)
    {
        var path = arguments[0];
        var files = Directory.GetFiles(path, "*.kv");
        using var directory = CacheDirectory.Open(path, Options);
        for (var round = 0; round < 2; round++)
        {
            // Twice, because the runtime also needs descriptors for the assemblies that it loads at the first failure.
            Answer(directory);
            Answer(directory);
            Array.ForEach(files, file => File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch));
            var taken = TakeDescriptors();
            var left = int.Parse(arguments[1], CultureInfo.InvariantCulture);
            taken.GetRange(0, round == 0 ? taken.Count / 2 : left).ForEach(file => file.Dispose());
            Answer(directory);
            Answer(directory);
            taken.ForEach(file => file.Dispose());
        }

        Answer(directory);
    }

    private static List<IDisposable> TakeDescriptors()
    {
        var taken = new List<IDisposable>();
        try
        {
            while (true)
            {
                taken.Add(File.OpenHandle("/dev/null"));
            }
        }
        catch (IOException)
        {
            return taken;
        }
    }

    /// <summary>Prints the number of files that a directory finds, or the failure.</summary>
    private static void Answer(CacheDirectory directory)
    {
        try
        {
            Console.WriteLine(directory.FindPrefixes(Prompt, Samples.Session).Count);
        }
#pragma warning disable CA1031 // The child prints the type of any exception.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Console.WriteLine(error is IOException ? $"failed: {error.Message}" : error.GetType().Name);
        }
    }

    /// <summary>Writes files whose texts are all beginnings of the prompt.</summary>
    private void WriteFiles(int count = Files)
    {
        for (var i = 1; i <= count; i++)
        {
            _ = Samples.WriteRaw(_scratch.Path, new string('p', i), new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, ContextSize = 4096 }, "payload"u8);
        }
    }
}
