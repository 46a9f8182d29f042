using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// A fault of each system call of a save and of a load under a policy. In the first save, the first call fails, in the next save the second,
/// and so on. The bytes are then complete, or the caller gets an exception. The caller gets an exception whenever data is at risk, and never
/// for failing advice.
/// </summary>
/// <remarks>
/// A child process saves (or loads) many files. If a save makes N calls, strace makes every call with the number 1 + k(N + 1) fail, so the
/// fault comes at a different call in each save. strace counts the calls of each thread, so an asynchronous save may have several faults.
/// strace 6.1 does not know <c>cachestat</c>; <see cref="OldKernelTests"/> tests its absence.
/// </remarks>
public sealed class FaultTests : IDisposable
{
    private const int Window = 64 << 10;
    private const int Bytes = (2 * Window) + 100;
    private const int Files = 12;

    private static readonly string[] Errors = ["EIO", "ENOSPC", "EPERM", "ENOSYS", "EBADF", "ESPIPE", "EINTR"];

    /// <summary>The paths by which the runtime opens a file again for a separate descriptor.</summary>
    private static readonly string[] Reopened = [.. Enumerable.Range(0, 256).Select(number => $"/proc/self/fd/{number}")];

    private readonly ScratchDirectory _directory = new();

    public static TheoryData<string, string> Saves => new()
    {
        { "plain", "openat" },
        { "plain", "fstatfs" },
        { "plain", "pwrite64" },
        { "plain", "lseek" },
        { "plain", "sync_file_range" },
        { "plain", "fadvise64" },
        { "windowed", "pwrite64" },
        { "windowed", "sync_file_range" },
        { "windowed", "fadvise64" },
        { "windowed", "fstatfs" },
        { "durable", "fdatasync" },
        { "durable", "fadvise64" },
        { "preserved", "statx" },
        { "preserved", "fstatfs" },
        { "uncached", "pwritev2" },
        { "uncached", "statx" },
        { "background", "openat" },
        { "background", "sync_file_range" },
        { "background", "fadvise64" },
        { "path", "openat" },
        { "path", "sync_file_range" },
        { "by offset", "pwritev2" },
        { "by offset", "sync_file_range" },
        { "by offset", "statx" },
        { "asynchronous", "sync_file_range" },
        { "asynchronous", "fadvise64" },
        { "asynchronous", "pwrite64" },
    };

    public static TheoryData<string, string> Loads => new()
    {
        { "plain", "openat" },
        { "plain", "pread64" },
        { "plain", "lseek" },
        { "plain", "fadvise64" },
        { "plain", "fstatfs" },
        { "windowed", "fadvise64" },
        { "handle", "statx" },
        { "handle", "fstatfs" },
        { "uncached", "preadv2" },
        { "by offset", "preadv2" },
        { "asynchronous", "pread64" },
        { "asynchronous", "fadvise64" },
    };

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Saves))]
    public void A_save_is_complete_or_the_caller_has_an_exception(string policy, string call)
    {
        Strace.Require();
        var each = CallsPerFile(SaveMany, policy, call);
        foreach (var (error, when) in FaultsOf(policy, call, each))
        {
            var (outcomes, injected) = Inject(SaveMany, policy, call, error, when, each);
            foreach (var (file, outcome) in outcomes)
            {
                var what = $"{policy}, {call} {error}, {file}: {outcome}";
                if (outcome == "done")
                {
                    Assert.True(Payload().AsSpan().SequenceEqual(File.ReadAllBytes(file)), what);
                }

                Assert.True(MustBeReported(injected.GetValueOrDefault(file, []), error) is not { } mustReport || mustReport == (outcome != "done"), what);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Loads))]
    public void A_load_is_complete_or_the_caller_has_an_exception(string policy, string call)
    {
        Strace.Require();
        for (var number = 0; number < Files; number++)
        {
            File.WriteAllBytes(FileOf(_directory.Path, number), Payload());
        }

        var each = CallsPerFile(LoadMany, policy, call);
        foreach (var (error, when) in FaultsOf(policy, call, each))
        {
            var (outcomes, injected) = Inject(LoadMany, policy, call, error, when, each);
            foreach (var (file, outcome) in outcomes)
            {
                var what = $"{policy}, {call} {error}, {file}: {outcome}";
                Assert.False(outcome == "torn", what);
                Assert.True(MustBeReported(injected.GetValueOrDefault(file, []), error) is not { } mustReport || mustReport == (outcome != "done"), what);
            }
        }
    }

    internal static void SaveMany(string[] arguments) => Many(arguments, number => Save(FileOf(arguments[0], number), arguments[1]));

    internal static void LoadMany(string[] arguments) => Many(arguments, number => Load(FileOf(arguments[0], number), arguments[1]));

    private static void Save(string path, string policy)
    {
        var kind = PolicyOf(PolicyKind.DropAfterFullWrite, policy);
        if (policy == "by offset")
        {
            using var handle = new DropBehindFile(File.OpenHandle(path, FileMode.Create, FileAccess.Write), new() { WindowBytes = Window });
            handle.Write([.. Payload().Chunk(10_000).Select(chunk => new ReadOnlyMemory<byte>(chunk))], 0);
            return;
        }

        if (policy == "path")
        {
            kind.Enter(path, out var scope);
            File.WriteAllBytes(path, Payload());
            scope.Complete();
            return;
        }

        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0, policy == "asynchronous");
        if (policy == "asynchronous")
        {
            kind.Enter(file, out var scope);
            scope.DropBehind(file)!.WriteAsync(Payload()).AsTask().GetAwaiter().GetResult();
            scope.CompleteAsync().GetAwaiter().GetResult();
            return;
        }

        PolicyRunner.Run(kind, file, f => f.Write(Payload()));
        if (policy == "background")
        {
            PageCache.Background.FlushAsync().GetAwaiter().GetResult();
        }
    }

    private static void Load(string path, string policy)
    {
        var kind = PolicyOf(PolicyKind.DropAfterFullRead, policy);
        var read = new byte[Bytes];
        if (policy == "by offset")
        {
            using var dropping = new DropBehindFile(File.OpenHandle(path), new() { WindowBytes = Window });
            Check(dropping.Read([read.AsMemory(0, 1000), read.AsMemory(1000)], 0), read);
            return;
        }

        if (policy == "handle")
        {
            using var handle = File.OpenHandle(path);
            kind.Enter(handle, out var entered);
            var count = RandomAccess.Read(handle, read, 0);
            entered.Complete();
            Check(count, read);
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, policy == "asynchronous");
        if (policy == "asynchronous")
        {
            kind.Enter(file, out var scope);
            var moved = scope.DropBehind(file)!.ReadAsync(read).AsTask().GetAwaiter().GetResult();
            scope.CompleteAsync().GetAwaiter().GetResult();
            Check(moved, read);
            return;
        }

        var done = 0;
        PolicyRunner.Run(kind, file, f => done = f.ReadAtLeast(read, read.Length, throwOnEndOfStream: false));
        Check(done, read);
    }

    private static PagePolicy PolicyOf(PolicyKind kind, string policy) => new(kind, nameof(FaultTests))
    {
        WindowBytes = policy is "windowed" or "uncached" or "asynchronous" ? Window : 0,
        Mode = policy == "uncached" ? DropBehindMode.Uncached : DropBehindMode.Windowed,
        Durable = policy == "durable",
        Background = policy == "background",
        PreserveCached = policy == "preserved",
    };

    private static void Check(long count, byte[] bytes)
    {
        if (count != Bytes || !Payload().AsSpan().SequenceEqual(bytes))
        {
            throw new TornException();
        }
    }

    private static void Many(string[] arguments, Action<int> one)
    {
        for (var number = 0; number < Files; number++)
        {
            var outcome = "done";
            try
            {
                one(number);
            }
            catch (TornException)
            {
                outcome = "torn";
            }
#pragma warning disable CA1031 // The test only needs to know that the caller gets an exception.
            catch (Exception e)
#pragma warning restore CA1031
            {
                outcome = e.GetType().Name;
            }

            Console.WriteLine($"{FileOf(arguments[0], number)} {outcome}");
        }
    }

    /// <summary>Whether the caller must get an exception for the faults of a file; false if it must get none, and null if both are correct.</summary>
    private static bool? MustBeReported(IReadOnlyList<SystemCall> faults, string error)
    {
        var answers = faults.Select(fault => MustBeReported(fault, error)).ToArray();
        return answers.Contains(true) ? true : answers.Contains(null) ? null : false;
    }

    private static bool? MustBeReported(SystemCall fault, string error) => fault.Name switch
    {
        _ when error == "EINTR" => false,
        "fadvise64" or "fstatfs" or "statx" => false,
        "sync_file_range" when !fault.Arguments.Contains("WAIT", StringComparison.Ordinal) => false,
        _ when error is "EPERM" or "ENOSYS" && fault.Name is "sync_file_range" or "fdatasync" or "pwritev2" or "preadv2" => false, // Replaced.
        "sync_file_range" or "fdatasync" => error is "EIO" or "ENOSPC",
        "pwrite64" or "pread64" or "pwritev2" or "preadv2" => true,
        _ => null,
    };

    private static IEnumerable<(string Error, string When)> FaultsOf(string policy, string call, int each)
    {
        foreach (var (error, _) in FaultTable.Of(Errors, policy + call))
        {
            if (error == "ESPIPE" && call is "pread64" or "pwrite64")
            {
                // These calls are made by .NET itself. After ESPIPE, .NET treats the file as a pipe and continues at the descriptor's own
                // offset, and not at the requested one. No kernel returns ESPIPE for a regular file.
                continue;
            }

            if (error is "ENOSYS" or "EPERM" && policy == "uncached" && call is "preadv2" or "pwritev2")
            {
                // After the failed call, windows are used, and no more of these calls follow. So each ordinal of a call needs its own child.
                for (var ordinal = 1; ordinal <= each; ordinal++)
                {
                    yield return (error, ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture));
                }

                continue;
            }

            yield return (error, $"1+{each + 1}");
        }
    }

    private static byte[] Payload()
    {
        var bytes = new byte[Bytes];
        new Random(3).NextBytes(bytes);
        return bytes;
    }

    private static string FileOf(string directory, int number) => Path.Combine(directory, $"file-{number}");

    private string[] Paths => [.. Enumerable.Range(0, Files).Select(number => FileOf(_directory.Path, number)), .. Reopened];

    /// <summary>Counts how often the save or the load of one file makes a call without a fault.</summary>
    private int CallsPerFile(Action<string[]> child, string policy, string call)
    {
        var (result, calls) = Strace.RunOn(Paths, ChildProcess.Start(child, [_directory.Path, policy]), call);
        Assert.All(result.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.EndsWith(" done", line, StringComparison.Ordinal));
        Assert.True(calls.Count >= Files, $"{call} comes {calls.Count} times for {Files} files.");
        return calls.Count / Files;
    }

    private (Dictionary<string, string> Outcomes, Dictionary<string, List<SystemCall>> Injected) Inject(Action<string[]> child, string policy, string call, string error, string when, int each)
    {
        var (result, calls) = Strace.RunOn(Paths, ChildProcess.Start(child, [_directory.Path, policy]), call, $"{call}:error={error}:when={when}");
        var outcomes = result.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => parts[1]);
        Assert.Equal(Files, outcomes.Count);
        var injected = new Dictionary<string, List<SystemCall>>();
        foreach (var fault in calls.Where(traced => traced.IsInjected))
        {
            foreach (var file in outcomes.Keys.Where(file => fault.Arguments.Contains(file + ">", StringComparison.Ordinal) || fault.Arguments.Contains(file + "\"", StringComparison.Ordinal)))
            {
                (injected.TryGetValue(file, out var faults) ? faults : injected[file] = []).Add(fault);
            }
        }

        var least = call == "openat" ? 0 : when.Contains('+', StringComparison.Ordinal) ? each : 1;
        Assert.True(injected.Count >= least, $"{policy}, {call} {error}: only {injected.Count} files had a fault, of {each} ordinals.");
        return (outcomes, injected);
    }

    private sealed class TornException : Exception;
}
