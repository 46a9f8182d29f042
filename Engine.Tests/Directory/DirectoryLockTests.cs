using System.Diagnostics;

namespace KvCache.Tests;

/// <summary>
/// The directory's lock. A waiter fails at its timeout or on cancellation, and names the holder. A directory warns if others can hold its
/// lock, and a child process does not inherit it.
/// </summary>
public sealed class DirectoryLockTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private CacheDirectoryOptions _options = new();

    public DirectoryLockTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has the directory's lock.");

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string> Operations => ["open", "store", "import", "touch", "evict"];

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_fails_at_its_timeout_and_works_when_the_lock_is_free(string operation)
    {
        using var directory = Prepare(out var entry);
        using (Hold())
        {
            var error = Assert.Throws<IOException>(() => Do(operation, directory, entry, CancellationToken.None));
            Assert.Contains(_scratch.Path, error.Message, StringComparison.Ordinal);
            Assert.Contains("another thread of this process holds it", error.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(_scratch.Path, "*.tmp.*"));
            Assert.Equal(1, Descriptors());
        }

        Do(operation, directory, entry, CancellationToken.None);
    }

    /// <summary>The token is cancelled while the operation waits, as kv does at a SIGTERM.</summary>
    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_that_waits_ends_when_it_is_cancelled(string operation)
    {
        using var stop = new CancellationTokenSource();
        using var directory = Prepare(out var entry, new WaitingClock(stop.Cancel), Timeout.InfiniteTimeSpan);
        using (Hold())
        {
            Assert.ThrowsAny<OperationCanceledException>(() => Do(operation, directory, entry, stop.Token));
            Assert.Empty(Directory.GetFiles(_scratch.Path, "*.tmp.*"));
            Assert.Equal(1, Descriptors());
        }

        Do(operation, directory, entry, CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_goes_on_when_the_lock_becomes_free_while_it_waits(string operation)
    {
        DirectoryLock? held = null;
        using var directory = Prepare(out var entry, new WaitingClock(() => held!.Dispose()), TimeSpan.FromHours(1));
        held = Hold();

        Do(operation, directory, entry, CancellationToken.None);
    }

    [Theory]
    [InlineData(-2, Label = "negative, and not infinite")]
    [InlineData(-0.5, Label = "negative, and less than a millisecond")]
    [InlineData(2147483648.0, Label = "a millisecond too long")]
    public void An_impossible_timeout_is_refused(double milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CacheDirectoryOptions { LockTimeout = TimeSpan.FromMilliseconds(milliseconds) });

    /// <summary>A load needs the lock only to count the hit.</summary>
    [Fact]
    public void A_load_delivers_its_payload_without_the_lock()
    {
        using var directory = Prepare(out var entry);
        using (Hold())
        {
            using var destination = new MemoryStream();

            var result = Samples.Load(directory, "text", destination);

            Assert.Equal("payload"u8, destination.ToArray());
            Assert.Equal((entry, "the hit was not counted"), (result.Entry, Assert.Single(result.Failures).What));
        }

        Assert.Empty(Samples.Load(directory, "text").Failures);
        Assert.Equal(1U, directory.Entries().Single().Header.Hits);
    }

    /// <summary>The threads of a process wait for each other in a queue.</summary>
    [Fact]
    public void All_threads_that_wait_for_the_lock_time_out()
    {
        using var directory = Prepare(out var entry);
        using (Hold())
        {
            var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() => Assert.Throws<IOException>(() => directory.Touch(entry)))).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
        }

        Assert.True(directory.Touch(entry));
    }

    [Fact]
    public void The_message_names_a_process_that_holds_the_lock()
    {
        using var holder = StartHolder("root");

        var error = Assert.Throws<IOException>(Acquire);

        Assert.Contains($"process {holder.Id} (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(") holds it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_says_that_the_process_belongs_to_another_user()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Starting a program as another user needs root.");
        Shell.Run("chmod", "755", _scratch.Path).OrThrow();
        using var holder = StartHolder("nobody");

        var error = Assert.Throws<IOException>(Acquire);

        Assert.Contains($"process {holder.Id} (", error.Message, StringComparison.Ordinal);
        Assert.Contains("of another user holds it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_says_that_the_process_is_stopped()
    {
        using var holder = StartHolder("root");
        Shell.Run("kill", "-STOP", $"{holder.Id}").OrThrow();
        while (!File.ReadAllText($"/proc/{holder.Id}/stat").Contains(") T ", StringComparison.Ordinal))
        {
            Thread.Yield();
        }

        Assert.EndsWith("holds it and is stopped", Assert.Throws<IOException>(Acquire).Message, StringComparison.Ordinal);
    }

    /// <summary>The command flock(1) acquires the lock for its parent, and ends.</summary>
    [Fact]
    public void The_message_says_that_the_lock_was_inherited()
    {
        using var holder = StartHolder("root", inherited: true);

        Assert.EndsWith("took it and has ended; a process that inherited the lock holds it", Assert.Throws<IOException>(Acquire).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("700", null, Label = "only the owner has rights")]
    [InlineData("755", "stop each save", Label = "group and others can open it")]
    [InlineData("740", "stop each save", Label = "the group can open it")]
    [InlineData("704", "stop each save", Label = "others can open it")]
    [InlineData("711", null, Label = "group and others can only search it")]
    [InlineData("777", "replace its files", Label = "group and others can write it")]
    [InlineData("720", "replace its files", Label = "the group can write it")]
    public void Warnings_depend_on_the_rights_of_group_and_others(string mode, string? expected)
    {
        Shell.Run("chmod", mode, _scratch.Path).OrThrow();

        using var directory = CacheDirectory.Open(_scratch.Path);

        Assert.Equal(expected is null ? 0 : 1, directory.Warnings.Count);
        Assert.All(directory.Warnings, warning =>
        {
            Assert.Contains(expected!, warning, StringComparison.Ordinal);
            Assert.Contains(mode, warning, StringComparison.Ordinal);
            Assert.Contains(_scratch.Path, warning, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_engine_creates_a_directory_without_warnings() =>
        Assert.Empty(CacheDirectory.Open(_scratch.File("new")).Warnings);

    /// <summary>
    /// A child process that is started while the lock is held does not inherit the lock, because the engine opens files with O_CLOEXEC.
    /// </summary>
    [Fact]
    public void A_child_process_inherits_no_descriptor()
    {
        var path = Samples.WriteRaw(_scratch.Path, "text", new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, ContextSize = 4096 }, "payload"u8);
        var options = Options() with { LockTimeout = TimeSpan.Zero };
        using var directory = CacheDirectory.Open(_scratch.Path, options);
        Assert.Single(directory.FindPrefixes("text"u8, Samples.Session));
        Assert.Single(directory.FindPrefixes("text"u8, Samples.Session));
        Process? child = null;
        try
        {
            // Everything that the engine keeps open: the lock, the index's watch, a file for reading, and a file for writing.
            using (Hold())
            using (KvcReader.Open(path))
            using (TemporaryFiles.Create(_scratch.Path, KvcKey.OfText("new"u8).FileName))
            {
                var start = new ProcessStartInfo("sh", ["-c", "ls -l /proc/self/fd; echo done; read line"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
                child = Process.Start(start)!;
                string? line;
                while ((line = child.StandardOutput.ReadLine()) != "done")
                {
                    Assert.NotNull(line);
                    Assert.DoesNotContain(_scratch.Path, line, StringComparison.Ordinal);
                    Assert.DoesNotContain("inotify", line, StringComparison.Ordinal);
                }
            }

            // The child still runs, and the lock is free.
            using var again = DirectoryLock.Acquire(_scratch.Path, TimeSpan.Zero, TimeProvider.System, CancellationToken.None);
            Assert.False(child.HasExited);
        }
        finally
        {
            child?.StandardInput.Close();
            child?.WaitForExit();
            child?.Dispose();
        }
    }

    private static CacheDirectoryOptions Options(TimeProvider? clock = null, TimeSpan? timeout = null) => new()
    {
        BudgetBytes = 1 << 20,
        Checks = PayloadChecks.None,
        Policy = new StorePolicy { MinTokens = 1 },
        Clock = clock ?? TimeProvider.System,
        LockTimeout = timeout ?? TimeSpan.FromMilliseconds(20),
    };

    private static byte[] WholeFile()
    {
        using var elsewhere = new ScratchDirectory();
        return File.ReadAllBytes(Samples.WriteRaw(elsewhere.Path, "import", new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, ContextSize = 4096 }, "payload"u8));
    }

    private CacheDirectory Prepare(out KvcEntry entry, TimeProvider? clock = null, TimeSpan? timeout = null)
    {
        _ = Samples.WriteRaw(_scratch.Path, "text", new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, ContextSize = 4096 }, "payload"u8);
        _options = Options(clock, timeout);
        var directory = CacheDirectory.Open(_scratch.Path, _options);
        entry = directory.Entries().Single();
        return directory;
    }

    private void Do(string operation, CacheDirectory directory, KvcEntry entry, CancellationToken cancellation)
    {
        switch (operation)
        {
            case "open":
                CacheDirectory.Open(_scratch.Path, _options, cancellation).Dispose();
                break;
            case "store":
                using (var payload = new MemoryStream(new byte[100]))
                {
                    Assert.Equal(StoreOutcome.Stored, directory.Store(Samples.RequestOf("new", 1000, Samples.Session, payload), cancellation).Outcome);
                }

                break;
            case "import":
                using (var file = new MemoryStream(WholeFile()))
                {
                    Assert.Equal(StoreOutcome.Stored, directory.Import(KvcKey.OfText("import"u8), file, cancellation).Outcome);
                }

                break;
            case "touch":
                Assert.True(directory.Touch(entry, cancellation));
                break;
            case "evict":
                Assert.Empty(directory.Evict(cancellation: cancellation).Removed);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "No such operation.");
        }
    }

    /// <summary>The open descriptors of the directory. The holder has one, and a wait that failed must leave none.</summary>
    private int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Count(descriptor => new FileInfo(descriptor).LinkTarget == _scratch.Path);

    private DirectoryLock Hold() => DirectoryLock.Acquire(_scratch.Path, TimeSpan.Zero, TimeProvider.System, CancellationToken.None);

    private void Acquire() => DirectoryLock.Acquire(_scratch.Path, TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None).Dispose();

    /// <summary>Starts a process that holds the lock until the test disposes of it. Any user can start such a process.</summary>
    private Holder StartHolder(string user, bool inherited = false)
    {
        if (Tools.Missing("flock", "util-linux") is { } missing)
        {
            Assert.Skip(missing);
        }

        string[] program = inherited
            ? ["sh", "-c", "exec 9<\"$0\"; flock 9; echo held; read line", _scratch.Path]
            : ["flock", "--close", _scratch.Path, "sh", "-c", "echo held; read line"];
        var start = user == "root"
            ? new ProcessStartInfo(program[0], program[1..])
            : new ProcessStartInfo("setpriv", ["--reuid=" + user, "--regid=nogroup", "--clear-groups", "--", .. program]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        var process = Process.Start(start)!;
        Assert.Equal("held", process.StandardOutput.ReadLine());
        return new Holder(process);
    }

    private sealed class Holder(Process process) : IDisposable
    {
        internal int Id => process.Id;

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
