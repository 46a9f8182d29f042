using System.Globalization;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// <see cref="DurableFile"/> under faults: each system call of a save fails, or the process is killed at it. The path then has the old file or
/// the new one. If a step of <see cref="DurableFile"/> failed, the exception names the step. After <see cref="DurableFile.RemoveAbandoned"/>, no
/// temporary file is left.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DurableFileFaultTests : IDisposable
{
    private const int Files = 4;
    private const int Bytes = 200_000;
    private const string InPlace = "The new file is in place";

    private static readonly string[] Errors = ["EIO", "ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EINTR", "EMFILE"];

    private readonly ScratchDirectory _directory = new();

    /// <summary>The way of saving (see <see cref="Save"/>), a system call of the save, and whether only the calls on the directory itself fail.</summary>
    public static TheoryData<string, string, bool> Calls => new()
    {
        { "replace", "openat", true },
        { "replace", "flock", false },
        { "replace", "statx", false },
        { "replace", "fchown", false },
        { "replace", "flistxattr", false },
        { "replace", "fgetxattr", false },
        { "replace", "fsetxattr", false },
        { "replace", "fremovexattr", false },
        { "replace", "fchmod", false },
        { "replace", "pwrite64", false },
        { "replace", "fsync", false },
        { "replace", "fsync", true },
        { "replace", "renameat", true },
        { "replace", "unlinkat", true },
        { "replace", "linkat", true },
        { "dropping", "sync_file_range", false },
        { "dropping", "fadvise64", false },
        { "create", "renameat2", false },
        { "create", "renameat2,linkat", true },
        { "create", "renameat2,unlinkat", true },
        { "abandon", "ftruncate", false },
        { "abandon", "unlinkat", true },
    };

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_failing_call_leaves_the_old_file_or_the_new_one(string way, string calls, bool onDirectory)
    {
        Strace.Require();
        foreach (var (error, index) in FaultTable.Of(Errors, way + calls))
        {
            // A save makes one to three of these calls. The interval between two faults varies, so the faults hit different calls of a save.
            var when = $"1+{2 + (index % 3)}";
            Prepare(way);
            var child = ChildProcess.Start(SaveMany, [_directory.Path, way]);
            string[] faults = calls.StartsWith("renameat2,", StringComparison.Ordinal)
                ? ["renameat2:error=EINVAL:when=1+", $"{calls["renameat2,".Length..]}:error={error}:when={when}"]
                : [$"{calls}:error={error}:when={when}"];
            var (result, traced) = Strace.RunOn(onDirectory ? [_directory.Path] : [], child, calls, faults);
            var what = $"{way} {calls} {error} {when}";
            Assert.True(result.Succeeded, $"{what}: {result.Error}");
            Assert.Contains(traced, call => call.IsInjected);
            foreach (var (outcome, number) in result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static (outcome, number) => (outcome, number)))
            {
                Check(way, number, outcome, $"{what}, file {number}: {outcome}");
            }

            AssertNothingIsLeft(what);
        }
    }

    [Theory]
    [InlineData("fsync", "renameat", false)]
    [InlineData("fsync", "renameat", true)]
    public void A_failed_flush_publishes_nothing(string flush, string rename, bool closedBefore)
    {
        Strace.Require();
        Prepare("replace");
        var (result, calls) = Strace.Run(
            ChildProcess.Start(SaveMany, [_directory.Path, closedBefore ? "closed" : "replace"]), $"{flush},{rename}", $"{flush}:error=EIO:when=1+");
        var outcomes = result.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(outcomes, outcome => Assert.Contains("flushing the temporary file to disk: Input/output error", outcome, StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => call.Name == rename && !call.Arguments.Contains("backup", StringComparison.Ordinal));
        AssertNothingIsLeft(flush);
    }

    [Fact]
    public void The_steps_come_in_their_order()
    {
        Strace.Require();
        Prepare("replace");
        var (result, calls) = Strace.Run(ChildProcess.Start(SaveMany, [_directory.Path, "simple"]), "pwrite64,fsync,renameat");
        _ = result.OrThrow();
        Assert.Equal(
            Enumerable.Repeat<string[]>(["pwrite64", "pwrite64", "fsync", "renameat", "fsync"], Files).SelectMany(step => step),
            calls.Where(call => call.Arguments.Contains(_directory.Path, StringComparison.Ordinal)).Select(call => call.Name));
    }

    [Theory]
    [InlineData("flock", "EPERM")]
    [InlineData("flock", "ENOSYS")]
    [InlineData("flock", "ENOLCK")] // A file server without a lock manager.
    [InlineData("flock", "EINVAL")]
    [InlineData("flock", "EOPNOTSUPP")]
    [InlineData("renameat2", "EPERM")]
    [InlineData("renameat2", "ENOSYS")]
    [InlineData("renameat2", "EINVAL")]
    [InlineData("renameat2", "EOPNOTSUPP")]
    [InlineData("statx", "EPERM")]
    [InlineData("statx", "ENOSYS")]
    [InlineData("fsync", "EPERM")]
    [InlineData("fsync", "ENOSYS")]
    [InlineData("flistxattr", "EPERM")]
    [InlineData("flistxattr", "EOPNOTSUPP")]
    [InlineData("fchown", "EPERM")]
    [InlineData("fchown", "EINVAL")]
    [InlineData("fremovexattr", "ENOSYS")]
    [InlineData("fremovexattr", "EOPNOTSUPP")]
    [InlineData("fremovexattr", "ENODATA")] // The file has no access control list to remove.
    [InlineData("fgetxattr", "ENODATA")] // Another program has removed the attribute meanwhile.
    public void A_save_succeeds_without_a_call_that_a_sandbox_or_a_file_system_lacks(string call, string error)
    {
        foreach (var way in new[] { "replace", "create" })
        {
            Prepare(way);
            var result = Shell.Run(Seccomp.Deny(ChildProcess.Start(SaveMany, [_directory.Path, way]), error, call)).OrThrow();
            Assert.All(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), outcome => Assert.Equal("done", outcome));
            Assert.DoesNotContain(Directory.GetFiles(_directory.Path), path => Path.GetFileName(path)[0] == '.');
        }
    }

    [Theory]
    [InlineData("renameat2")]
    [InlineData("renameat2", "linkat")]
    public void FailIfExists_needs_either_renameat2_or_linkat(params string[] missing)
    {
        Prepare("create");
        var output = Shell.Run(Seccomp.Deny(ChildProcess.Start(SaveMany, [_directory.Path, "create"]), Seccomp.Refused, missing)).OrThrow().Output;
        var isPossible = missing.Length == 1;
        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static (outcome, number) => (outcome, number)), save =>
        {
            Assert.Equal(isPossible, save.outcome == "done");
            Assert.Equal(!isPossible, save.outcome.Contains("the file system has neither hard links nor a rename that keeps an existing file", StringComparison.Ordinal));
            Assert.Equal(isPossible, File.Exists(FileOf(_directory.Path, save.number)));
        });
        AssertNothingIsLeft(string.Join(' ', missing));
    }

    [Fact]
    public void Without_any_flush_nothing_is_published()
    {
        Prepare("replace");
        var result = Shell.Run(Seccomp.Deny(ChildProcess.Start(SaveMany, [_directory.Path, "replace"]), Seccomp.Refused, "fsync", "fdatasync")).OrThrow();
        foreach (var (outcome, number) in result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static (outcome, number) => (outcome, number)))
        {
            Assert.StartsWith("DurableFileException", outcome, StringComparison.Ordinal);
            Check("replace", number, outcome, outcome);
        }
    }

    [Theory]
    [InlineData("openat")]
    [InlineData("flock")]
    [InlineData("fchmod")]
    [InlineData("pwrite64")]
    [InlineData("fsync")]
    [InlineData("linkat")]
    [InlineData("renameat")]
    [InlineData("unlinkat")]
    public void A_process_that_is_killed_at_a_call_leaves_the_old_file_or_the_new_one(string call)
    {
        Strace.Require();
        for (var when = 1; when <= 3; when++)
        {
            Prepare("replace");
            var onDirectory = call is "openat" or "linkat" or "renameat" or "unlinkat";
            var (result, _) = Strace.RunOn(
                onDirectory ? [_directory.Path] : [], ChildProcess.Start(SaveMany, [_directory.Path, "replace"]), call, $"{call}:signal=SIGKILL:when={when}");
            Assert.False(result.Succeeded);
            AssertWhole($"killed at {call} {when}");
            AssertNothingIsLeft($"killed at {call} {when}");
        }
    }

    [Fact]
    public void A_process_that_is_killed_leaves_the_old_file_or_the_new_one()
    {
        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            Prepare("replace");
            var start = ChildProcess.Start(SaveForever, [_directory.Path]);
            start.RedirectStandardOutput = true;
            using (var process = System.Diagnostics.Process.Start(start)!)
            {
                var saved = process.StandardOutput.ReadLine()!;
                Thread.Sleep(random.Next(10)); // The sleep chooses the moment of the kill, and is no condition.
                process.Kill();
                while (process.StandardOutput.ReadLine() is { Length: > 0 } next)
                {
                    saved = next;
                }

                process.WaitForExit();
                var last = int.Parse(saved, CultureInfo.InvariantCulture);
                Assert.InRange(File.ReadAllBytes(FileOf(_directory.Path, 0))[0], last, last + 1);
            }

            AssertWhole($"round {round}");
            AssertNothingIsLeft($"round {round}");
        }
    }

    [Fact]
    public void A_shortage_of_descriptors_leaves_the_old_file_and_no_descriptor()
    {
        Prepare("replace");
        var child = ChildProcess.Start(SaveWithFewDescriptors, [_directory.Path]);
        var limited = new System.Diagnostics.ProcessStartInfo("bash", ["-c", "ulimit -n 200 && exec \"$@\"", "bash", child.FileName, .. child.ArgumentList]);
        foreach (var (name, value) in child.Environment)
        {
            limited.Environment[name] = value;
        }

        var outcomes = Shell.Run(limited).OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("DurableFileException", outcomes[0], StringComparison.Ordinal);
        Assert.Equal("done", outcomes[^1]);
        Assert.All(outcomes, outcome => Assert.True(outcome == "done" || outcome.StartsWith("DurableFileException", StringComparison.Ordinal), outcome));
        AssertNothingIsLeft("few descriptors");
    }

    internal static void SaveMany(string[] arguments)
    {
        for (var number = 0; number < Files; number++)
        {
            Console.WriteLine(Outcome(() => Save(arguments[0], number, arguments[1])));
        }
    }

    internal static void SaveForever(string[] arguments)
    {
        for (var round = 2; ; round = Math.Min(round + 1, 200))
        {
            DurableFile.Replace(FileOf(arguments[0], 0), stream => stream.Write(Payload((byte)round)));
            Console.WriteLine(round);
        }
    }

    internal static void SaveWithFewDescriptors(string[] arguments)
    {
        Save(arguments[0], 0, "simple"); // Loads the code that .NET loads at its first use.
        for (var free = 0; free < 8; free++)
        {
            var taken = new Stack<FileStream>();
            try
            {
                while (true)
                {
                    taken.Push(File.OpenRead("/dev/null"));
                }
            }
            catch (IOException)
            {
            }

            for (var closed = 0; closed < free; closed++)
            {
                taken.Pop().Dispose();
            }

            var outcome = Outcome(() => Save(arguments[0], 0, "simple"));
            while (taken.TryPop(out var file))
            {
                file.Dispose();
            }

            Console.WriteLine(outcome);
        }
    }

    /// <summary>The number of rounds. An environment variable sets a higher number than the ordinary run has time for.</summary>
    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("IOPOLICY_TEST_KILLS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 8;

    private static void Save(string directory, int number, string way)
    {
        var path = FileOf(directory, number);
        var options = new DurableFileOptions
        {
            FailIfExists = way == "create",
            BackupPath = way == "replace" ? path + "-backup" : null,
            DropBehind = way == "dropping" ? new() { WindowBytes = 64 << 10 } : null,
        };
        using var file = DurableFile.Create(path, options);
        file.Stream.Write(Payload(2).AsSpan(100));
        file.Stream.Write(Payload(2).AsSpan(0, 100)); // Stays in the buffer until the commit.
        if (way == "closed")
        {
            file.Stream.Dispose();
        }

        if (way != "abandon")
        {
            file.Commit();
        }
    }

    private static string Outcome(Action save)
    {
        try
        {
            save();
            return "done";
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name} {e.Message} HResult={e.HResult}";
        }
    }

    internal static string FileOf(string directory, int number) => Path.Combine(directory, $"file-{number}");

    internal static byte[] Payload(byte value)
    {
        var payload = new byte[Bytes];
        Array.Fill(payload, value);
        return payload;
    }

    /// <summary>
    /// Creates the old files, except for "create". For "replace", they have another owner and an extended attribute, so that a save makes each of
    /// the calls.
    /// </summary>
    private void Prepare(string way)
    {
        foreach (var path in Directory.GetFiles(_directory.Path))
        {
            File.Delete(path);
        }

        for (var number = 0; way != "create" && number < Files; number++)
        {
            File.WriteAllBytes(FileOf(_directory.Path, number), Payload(1));
        }

        if (way == "replace")
        {
            Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may give a file away.");
            Assert.SkipWhen(Tools.Missing("setfattr", "attr") is not null, "setfattr is missing.");
            _ = Shell.Run("sh", "-c", $"chown 1234:5678 '{_directory.Path}'/* && setfattr -n user.note -v kept '{_directory.Path}'/*").OrThrow();
        }
    }

    private void Check(string way, int number, string outcome, string what)
    {
        var path = FileOf(_directory.Path, number);
        var isNew = (outcome == "done" && way != "abandon") || outcome.Contains(InPlace, StringComparison.Ordinal);
        var isOfWriter = outcome.StartsWith("IOException Writing back", StringComparison.Ordinal)
            || (what.Contains("pwrite64", StringComparison.Ordinal) && (outcome.StartsWith("IOException ", StringComparison.Ordinal) || outcome.StartsWith("UnauthorizedAccessException ", StringComparison.Ordinal)));
        Assert.True(!outcome.StartsWith("DurableFileException ", StringComparison.Ordinal) || int.Parse(outcome[(outcome.LastIndexOf('=') + 1)..], CultureInfo.InvariantCulture) is > 0 and < 134, $"no error number: {what}");
        Assert.True(outcome == "done" || isOfWriter || outcome.StartsWith($"DurableFileException Replacing '{path}' failed at ", StringComparison.Ordinal), what);
        if (!isNew && way == "create")
        {
            Assert.False(File.Exists(path), what);
        }
        else
        {
            Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(Payload((byte)(isNew ? 2 : 1))), what);
        }
    }

    private void AssertWhole(string what)
    {
        for (var number = 0; number < Files; number++)
        {
            var bytes = File.ReadAllBytes(FileOf(_directory.Path, number));
            Assert.True(bytes.AsSpan().SequenceEqual(Payload(bytes[0])), what);
        }
    }

    private void AssertNothingIsLeft(string what)
    {
        _ = DurableFile.RemoveAbandoned(_directory.Path);
        Assert.True(
            Directory.GetFiles(_directory.Path).All(path => Path.GetFileName(path).StartsWith("file-", StringComparison.Ordinal)),
            $"{what}: {string.Join(' ', Directory.GetFiles(_directory.Path).Select(Path.GetFileName))}");
    }
}
