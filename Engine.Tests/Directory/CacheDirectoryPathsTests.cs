using System.Globalization;
using System.Text;

namespace KvCache.Tests;

/// <summary>
/// The unusual cases of each public operation of a directory: null arguments, streams with short reads or failures, a cancellation before or
/// during the operation, a second call, a call after the disposal, changes by another process, and a kernel without statx.
/// </summary>
public sealed class CacheDirectoryPathsTests : IDisposable
{
    private const string Text = "text\n\n<tool_calls>a</tool_calls>";
    private const int PayloadBytes = (2 << 20) + 12_345;

    private static readonly CacheDirectoryOptions Options = new() { BudgetBytes = 1 << 30, Checks = PayloadChecks.None, Policy = new StorePolicy { MinTokens = 1 } };

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string> Operations => ["open", "store", "add tools", "import", "load", "touch", "evict"];

    [Theory]
    [InlineData(1, Label = "one byte")]
    [InlineData(7, Label = "a few bytes")]
    [InlineData(4095, Label = "a byte less than a page")]
    [InlineData(65_536, Label = "64 KiB")]
    public void A_stream_with_short_reads_is_stored_and_imported_whole(int mostBytes)
    {
        using var directory = Open();
        var payload = Noise(mostBytes == 1 ? 70_000 : PayloadBytes);
        using var trickle = new TrickleStream(payload, mostBytes);

        var entry = directory.Store(RequestOf(trickle, payload.Length)).Entry!;

        Assert.Equal(payload, PayloadOf(entry.Path));
        var whole = File.ReadAllBytes(entry.Path);
        File.Delete(entry.Path);
        using var again = new TrickleStream(whole, mostBytes);
        Assert.Equal(StoreOutcome.Stored, directory.Import(entry.Key, again).Outcome);
        Assert.Equal(whole, File.ReadAllBytes(entry.Path));
    }

    [Theory]
    [InlineData(1, Label = "one byte")]
    [InlineData(2 << 20, Label = "two whole pieces")]
    [InlineData(PayloadBytes - 1, Label = "all but one byte")]
    public void A_stream_that_ends_early_or_late_or_fails_stores_nothing(int length)
    {
        using var directory = Open();
        var payload = Noise(PayloadBytes);

        Assert.Throws<EndOfStreamException>(() => directory.Store(RequestOf(new TrickleStream(payload[..length], 100_000), PayloadBytes)));
        Assert.Throws<IOException>(() => directory.Store(RequestOf(new TrickleStream(payload, 100_000), length)));
        using var failing = new CallbackPayload(new TrickleStream(payload, 100_000), () => throw new InvalidOperationException("mine"));
        Assert.Equal("mine", Assert.Throws<InvalidOperationException>(() => directory.Store(RequestOf(failing, PayloadBytes))).Message);
        Assert.Equal("mine", Assert.Throws<InvalidOperationException>(() => directory.Import(KvcKey.OfText("text"u8), failing)).Message);
        Assert.Empty(Directory.GetFiles(_scratch.Path));

        Assert.Equal(StoreOutcome.Stored, directory.Store(RequestOf(new TrickleStream(payload, 100_000), PayloadBytes)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_cancelled_operation_does_nothing_and_works_when_it_is_called_again(string operation)
    {
        using var directory = Open();
        Prepare(directory);
        var before = State();

        Assert.ThrowsAny<OperationCanceledException>(() => Do(operation, directory, new CancellationToken(canceled: true)));

        Assert.Equal(before, State());
        Do(operation, directory, CancellationToken.None);
        Do(operation, directory, CancellationToken.None);
    }

    [Theory]
    [InlineData("store")]
    [InlineData("import")]
    [InlineData("load")]
    public void A_cancellation_in_the_middle_ends_the_operation_at_the_next_piece(string operation)
    {
        using var directory = Open();
        Prepare(directory);
        var before = State();
        using var stop = new CancellationTokenSource();
        using var source = new CallbackPayload(new TrickleStream(Noise(PayloadBytes), 1 << 20), stop.Cancel);
        using var destination = new CallbackStream(stop.Cancel);

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            switch (operation)
            {
                case "store":
                    directory.Store(Samples.RequestOf("new", 1000, Samples.Session, source) with { PayloadBytes = PayloadBytes }, stop.Token);
                    break;
                case "import":
                    directory.Import(KvcKey.OfText("new"u8), source, stop.Token);
                    break;
                default:
                    directory.Load(new LoadRequest { Prompt = Samples.Text(Text), Session = Samples.Session, Destination = destination }, stop.Token);
                    break;
            }
        });

        Assert.Equal(before, State());
        Assert.Equal(operation == "load" ? 1 << 20 : 0, destination.Written);
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        using var directory = Open();

        Assert.Throws<ArgumentNullException>(() => directory.Load(null!));
        Assert.Throws<ArgumentNullException>(() => directory.Store(null!));
        Assert.Throws<ArgumentNullException>(() => directory.Import(default, null!));
        Assert.Throws<ArgumentNullException>(() => directory.Touch(null!));
        Assert.ThrowsAny<ArgumentException>(() => CacheDirectory.Open(null!));
        Assert.ThrowsAny<ArgumentException>(() => CacheDirectory.Open(""));
    }

    /// <summary>Disposing of a directory releases its index, and nothing else.</summary>
    [Fact]
    public void A_directory_works_after_it_was_disposed_of()
    {
        var directory = Open();
        Prepare(directory);
        directory.Dispose();
        directory.Dispose();

        foreach (var operation in Operations)
        {
            Do(operation.Data, directory, CancellationToken.None);
        }

        Assert.Single(directory.FindPrefixes(Samples.Text(Text), Samples.Session));
    }

    /// <summary>An index has an inotify descriptor. A disposed directory must not open a new one, because nobody would close it.</summary>
    [Fact]
    public void A_directory_is_watched_until_it_is_disposed_of()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "inotify is Linux's.");
        var watch = $" ino:{long.Parse(Shell.Run("stat", "--format", "%i", _scratch.Path).OrThrow().Output, CultureInfo.InvariantCulture):x} ";
        var directory = Open();
        Prepare(directory);
        DoAll();
        Assert.Equal(1, Watches());

        directory.Dispose();
        Assert.Equal(0, Watches());
        DoAll();
        Assert.Equal(0, Watches());

        void DoAll()
        {
            foreach (var operation in Operations)
            {
                Do(operation.Data, directory, CancellationToken.None);
            }
        }

        int Watches() => Directory.GetFiles("/proc/self/fdinfo").Count(file => ContentOf(file).Contains(watch, StringComparison.Ordinal));

        // Another test may close its descriptor in the meantime.
        static string ContentOf(string file)
        {
            try
            {
                return File.ReadAllText(file);
            }
            catch (IOException)
            {
                return "";
            }
        }
    }

    [Fact]
    public void A_touch_of_a_missing_or_damaged_file_returns_false()
    {
        using var directory = Open();
        Prepare(directory);
        var entry = directory.Entries().First();

        File.WriteAllText(entry.Path, "x");
        Assert.False(directory.Touch(entry));
        File.Delete(entry.Path);
        Assert.False(directory.Touch(entry));
        Directory.CreateDirectory(entry.Path);
        Assert.False(directory.Touch(entry));
    }

    /// <summary>The load must remove the loaded file, but another process replaces the file while the load waits for the lock.</summary>
    [Theory]
    [InlineData("another checkpoint of the text")]
    [InlineData("no file")]
    [InlineData("a directory")]
    public void A_load_removes_only_the_file_that_it_loaded(string replacement)
    {
        DirectoryLock? held = null;
        var path = "";
        var clock = new WaitingClock(() =>
        {
            File.Delete(path);
            switch (replacement)
            {
                case "another checkpoint of the text":
                    _ = Samples.WriteRaw(_scratch.Path, "text", new KvcHeader { QuantBits = 2, Tokens = 999, ContextSize = 4096 }, "other!!"u8);
                    break;
                case "a directory":
                    Directory.CreateDirectory(path);
                    break;
            }

            held!.Dispose();
        });
        path = Samples.WriteRaw(_scratch.Path, "text", new KvcHeader { QuantBits = 2, Tokens = 1000, ContextSize = 4096 }, "payload"u8);
        var options = Options with { Clock = clock, LockTimeout = Timeout.InfiniteTimeSpan, Policy = new StorePolicy { MinTokens = 1, ColdMaxTokens = 10 } };
        using var directory = CacheDirectory.Open(_scratch.Path, options);
        held = DirectoryLock.Acquire(_scratch.Path, TimeSpan.Zero, TimeProvider.System, CancellationToken.None);

        var result = Samples.Load(directory, "text", session: Samples.OldSession);

        Assert.Equal(1000U, result.Loaded?.Header.Tokens);
        Assert.False(result.Consumed);
        Assert.Equal(replacement == "no file" ? 0 : 1, Directory.GetFileSystemEntries(_scratch.Path).Length);
        Assert.Equal(replacement.StartsWith("another", StringComparison.Ordinal) ? 1 : 0, directory.Entries().Count());
    }

    /// <summary>A hit that is counted in the meantime does not prevent the removal of the loaded file.</summary>
    [Fact]
    public void A_file_that_was_only_touched_meanwhile_is_removed()
    {
        using var directory = CacheDirectory.Open(_scratch.Path, Options with { Policy = new StorePolicy { MinTokens = 1, ColdMaxTokens = 10 } });
        var path = Samples.WriteRaw(_scratch.Path, "text", new KvcHeader { QuantBits = 2, Tokens = 1000, ContextSize = 4096 }, "payload"u8);
        using var destination = new CallbackStream(() => Assert.True(HeaderTouch.Touch(path, hits => hits + 1, 5)));

        var result = Samples.Load(directory, "text", destination, Samples.OldSession);

        Assert.True(result.Consumed);
        Assert.False(File.Exists(path));
    }

    /// <summary>A container runtime can let statx fail with EPERM or ENOSYS. The engine then uses fstat.</summary>
    [Theory]
    [InlineData(Seccomp.Refused)]
    [InlineData(Seccomp.Missing)]
    public void Without_statx_a_directory_is_read_evicted_and_watched(string error)
    {
        for (var i = 0; i < 6; i++)
        {
            _ = Samples.WriteRaw(_scratch.Path, $"text {i}", new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, ContextSize = 4096 }, new byte[10_000]);
        }

        File.CreateSymbolicLink(_scratch.File(KvcKey.OfText("link"u8).FileName), "/etc/passwd");

        var result = Shell.Run(Seccomp.Deny(ChildProcess.Start(UseInChild, [_scratch.Path]), error, "statx"));

        Assert.Equal("6 found, 1 faulty, 4 left, 4 left\n", result.OrThrow().Output);
    }

    private static void UseInChild(string[] arguments)
    {
        using var directory = CacheDirectory.Open(arguments[0], Options with { BudgetBytes = 0 });
        var found = directory.Entries().Count();
        var faulty = DirectoryScan.Read(arguments[0]).Count(file => file.Faulty is not null);
        using var small = CacheDirectory.Open(arguments[0], Options with { BudgetBytes = 45_000 });
        var left = directory.Entries().Count();
        Assert.True(DirectoryIndex.TryCreate(arguments[0], out var index));
        Assert.True(index.TryRefresh());
        Console.WriteLine($"{found} found, {faulty} faulty, {left} left, {index.Checkpoints.Length} left");
        index.Dispose();
    }

    private static byte[] Noise(int bytes)
    {
        var noise = new byte[bytes];
        new Random(bytes).NextBytes(noise);
        return noise;
    }

    private static byte[] PayloadOf(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = Fixture.HeaderOf(bytes);
        return bytes[(int)header.PayloadOffset..((int)header.PayloadOffset + (int)header.PayloadBytes)];
    }

    private static StoreRequest RequestOf(Stream payload, int length) =>
        new() { Text = "text"u8.ToArray(), Tokens = 1000, Session = Samples.Session, Payload = payload, PayloadBytes = (ulong)length };

    private static ToolMemory Tools(string id)
    {
        var memory = new ToolMemory();
        memory.Put(Encoding.UTF8.GetBytes(id), Samples.Text("\n\n<tool_calls>a</tool_calls>"));
        return memory;
    }

    private CacheDirectory Open() => CacheDirectory.Open(_scratch.Path, Options);

    private static void Prepare(CacheDirectory directory)
    {
        using var payload = new MemoryStream(Noise(PayloadBytes));
        Assert.Equal(StoreOutcome.Stored, directory.Store(Samples.RequestOf(Text, 1000, Samples.Session, payload)).Outcome);
    }

    /// <summary>Gets the name and the hash of each file.</summary>
    private string State() => string.Join('\n', Directory.GetFiles(_scratch.Path).Order().Select(path =>
        $"{Path.GetFileName(path)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"));

    private void Do(string operation, CacheDirectory directory, CancellationToken cancellation)
    {
        using var payload = new MemoryStream(Noise(10_000));
        switch (operation)
        {
            case "open":
                CacheDirectory.Open(_scratch.Path, Options, cancellation).Dispose();
                break;
            case "store":
                Assert.True(directory.Store(Samples.RequestOf("new", 1000, Samples.Session, payload), cancellation).IsAvailable);
                break;
            case "add tools":
                Assert.True(directory.Store(Samples.RequestOf(Text, 1000, Samples.Session, payload, Tools("call")), cancellation).Outcome is StoreOutcome.ToolMapAdded or StoreOutcome.Kept);
                break;
            case "import":
                using (var elsewhere = new ScratchDirectory())
                using (var whole = File.OpenRead(Samples.WriteRaw(elsewhere.Path, "imported", new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, ContextSize = 4096 }, Noise(100))))
                {
                    Assert.True(directory.Import(KvcKey.OfText("imported"u8), whole, cancellation).IsAvailable);
                }

                break;
            case "load":
                Assert.NotNull(directory.Load(new LoadRequest { Prompt = Samples.Text(Text), Session = Samples.Session }, cancellation).Entry);
                break;
            case "touch":
                Assert.True(directory.Touch(directory.Entries().First(), cancellation));
                break;
            case "evict":
                Assert.Empty(directory.Evict(cancellation: cancellation).Failures);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "No such operation.");
        }
    }
}
