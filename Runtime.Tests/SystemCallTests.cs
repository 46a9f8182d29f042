using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>The system calls of a policy, as strace shows them, and the effect of a failing write-back.</summary>
public sealed class SystemCallTests : IDisposable
{
    private const int Window = 1 << 20;
    private const int Step = 64 << 10;

    /// <summary>Half of the largest step.</summary>
    private const int Half = 512 << 10;

    private static readonly PagePolicy Read = new(PolicyKind.DropAfterFullRead, nameof(SystemCallTests));
    private static readonly PagePolicy Header = new(PolicyKind.HeaderOnly, nameof(SystemCallTests));
    private static readonly PagePolicy Write = new(PolicyKind.DropAfterFullWrite, nameof(SystemCallTests));
    private static readonly PagePolicy Windowed = new(PolicyKind.DropAfterFullWrite, nameof(SystemCallTests)) { WindowBytes = Window };

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_full_read_issues_advice_once()
    {
        var calls = Trace(FullRead);
        var advice = Assert.Single(calls, call => call.Name == "fadvise64");
        Assert.Matches(@"^\d+<.*sample>, 0, 0, POSIX_FADV_DONTNEED$", advice.Arguments);
        Assert.DoesNotContain(calls, call => call.Name == "sync_file_range");
    }

    [Fact]
    public void A_header_scan_issues_no_drop_advice()
    {
        var calls = Trace(HeaderScan);
        Assert.DoesNotContain(calls, call => call.Arguments.Contains("DONTNEED", StringComparison.Ordinal));
        Assert.Equal(
            ["POSIX_FADV_RANDOM", "POSIX_FADV_NORMAL"],
            calls.Where(call => call.Name == "fadvise64").Select(call => call.Arguments.Split(", ")[3]));
    }

    [Fact]
    public void A_load_that_is_rejected_after_its_header_issues_no_advice() =>
        Assert.DoesNotContain(Trace(RejectedRead), call => call.Name == "fadvise64");

    [Fact]
    public void A_full_write_writes_back_and_then_issues_advice_once()
    {
        var calls = Trace(FullWrite);
        Assert.Equal(["sync_file_range", "fadvise64"], calls.Select(call => call.Name));
        Assert.EndsWith("SYNC_FILE_RANGE_WAIT_BEFORE|SYNC_FILE_RANGE_WRITE|SYNC_FILE_RANGE_WAIT_AFTER", calls[0].Arguments, StringComparison.Ordinal);
        Assert.EndsWith("0, 0, POSIX_FADV_DONTNEED", calls[1].Arguments, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_small_write_before_the_end_is_written_back_only_if_it_is_durable(bool durable)
    {
        var calls = Trace(durable ? DurablePatch : Patch);
        Assert.DoesNotContain(calls, call => call.Arguments.Contains("DONTNEED", StringComparison.Ordinal));
        Assert.Equal(durable, calls.Any(call => call.Name is "sync_file_range" or "fdatasync"));
    }

    [Fact]
    public void A_full_window_waits_for_its_oldest_step_and_drops_it()
    {
        const int Quarter = Window / 4;
        const int InFlight = (Window / Quarter) - 1;
        const int StepsPerFolio = (2 << 20) / Quarter;
        const string Start = "SYNC_FILE_RANGE_WRITE";
        const string Wait = "SYNC_FILE_RANGE_WAIT_BEFORE|SYNC_FILE_RANGE_WRITE|SYNC_FILE_RANGE_WAIT_AFTER";
        const string Drop = "POSIX_FADV_DONTNEED";
        var calls = Trace(WindowedWrite).Select(call =>
        {
            var parts = call.Arguments.Split(", ");
            return (long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) / Quarter, parts[3]);
        });

        // A drop begins at the start of the largest folio that could contain the start of its step.
        var expected =
            from step in Enumerable.Range(0, 4 * Window / Quarter)
            from call in step < InFlight
                ? [(step, Start)]
                : new[] { (step, Start), (step - InFlight, Wait), ((step - InFlight) / StepsPerFolio * StepsPerFolio, Drop) }
            select ((long)call.Item1, call.Item2);
        Assert.Equal([.. expected, (0, Wait), (0, Drop)], calls); // The whole file, at the end.
    }

    /// <summary>
    /// A step with a jump is the range from the first to the last byte that moved since the step before. The steps after it end at multiples
    /// of their size again. The first step with a jump is as large as other steps, and the next one in a row is larger. A step without a jump
    /// resets this.
    /// </summary>
    [Fact]
    public void Steps_after_a_jump_end_at_multiples_of_their_size_again()
    {
        const string Start = ", SYNC_FILE_RANGE_WRITE";
        var steps = Trace(JumpingWrite)
            .Where(call => call.Name == "sync_file_range" && call.Arguments.EndsWith(Start, StringComparison.Ordinal))
            .Select(call => call.Arguments.Split(", ")[1..3].Select(number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray())
            .Select(range => (range[0] / Half, range[1] / Half));
        Assert.Equal([(0, 2), (2, 5), (3, 3), (6, 2), (8, 2), (0, 11), (0, 8)], steps);
    }

    /// <summary>The window in steps, the number of the call that fails, and the method that throws; "completed" if none throws.</summary>
    [Theory]
    [InlineData(2, 1, "completed")] // This call only starts a write-back, so its error is not reported.
    [InlineData(2, 3, "Write")] // The wait for the first step.
    [InlineData(2, 15, "Write")]
    [InlineData(2, 16, "Complete")]
    [InlineData(4, 4, "completed")]
    [InlineData(4, 5, "Write")] // Three steps are in flight.
    [InlineData(4, 13, "Write")]
    [InlineData(4, 14, "Complete")]
    public void A_failing_wait_for_a_step_is_reported_once_with_path_and_error(int steps, int ordinal, string where)
    {
        Strace.Require();
        var child = ChildProcess.Start(ReportWindowedWrite, [_directory.File("sample"), $"{steps}"]);
        var (result, _) = Strace.Run(child, "sync_file_range", $"sync_file_range:error=EIO:when={ordinal}");
        var lines = result.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (where == "completed")
        {
            Assert.Equal(["completed"], lines);
            return;
        }

        Assert.StartsWith(where, lines[0], StringComparison.Ordinal);
        Assert.Contains(_directory.File("sample"), lines[0], StringComparison.Ordinal);
        Assert.Contains("errno 5", lines[0], StringComparison.Ordinal);
        Assert.Equal(where == "Write" ? ["completed"] : [], lines[1..]);
    }

    /// <summary>
    /// Each error is reported, except those that mean that the descriptor is not open, or that the file or the system does not support the
    /// call: see <see cref="Interop.Errno.MeansDataAtRisk"/>.
    /// </summary>
    [Theory]
    [InlineData("EIO", true)]
    [InlineData("ENOSPC", true)]
    [InlineData("EDQUOT", true)]
    [InlineData("EROFS", true)]
    [InlineData("ENOMEM", true)]
    [InlineData("EFBIG", true)]
    [InlineData("ESTALE", true)]
    [InlineData("ETIMEDOUT", true)]
    [InlineData("EINVAL", false)]
    [InlineData("EBADF", false)]
    [InlineData("ESPIPE", false)]
    [InlineData("EOPNOTSUPP", false)]
    public void A_write_back_that_fails_is_reported_if_data_is_at_risk(string error, bool isReported)
    {
        Strace.Require();
        foreach (var call in (string[])["sync_file_range", "fdatasync"])
        {
            string[] faults = call == "fdatasync" ? ["sync_file_range:error=ENOSYS", $"fdatasync:error={error}"] : [$"sync_file_range:error={error}"];
            var (result, calls) = Strace.Run(ChildProcess.Start(ReportWindowedWrite, [_directory.File("sample"), "2"]), "sync_file_range,fdatasync", faults);
            Assert.Contains(calls, traced => traced.Name == call && traced.IsInjected);
            Assert.Equal(isReported, result.OrThrow().Output.Trim() != "completed");
        }
    }

    [Theory]
    [InlineData("fadvise64:error=EIO")]
    [InlineData("fadvise64:error=EPERM")]
    [InlineData("fadvise64:error=ENOSYS")]
    public void Failing_advice_throws_nothing(string fault)
    {
        Strace.Require();
        var child = ChildProcess.Start(ReportWindowedWrite, [_directory.File("sample"), "2"]);
        var (result, _) = Strace.Run(child, "fadvise64", fault);
        Assert.Equal("completed", result.OrThrow().Output.Trim());
    }

    [Fact]
    public void A_call_that_is_interrupted_is_tried_again()
    {
        Strace.Require();
        var child = ChildProcess.Start(FullWrite, [_directory.File("sample")]);
        var (result, calls) = Strace.Run(child, "sync_file_range,fadvise64", "sync_file_range:error=EINTR:when=1..2", "fadvise64:error=EINTR:when=1");
        _ = result.OrThrow();
        Assert.Equal(["sync_file_range", "sync_file_range", "sync_file_range", "fadvise64", "fadvise64"], Own(calls).Select(call => call.Name));
        Assert.Equal(0, PageCache.GetResidency(_directory.File("sample")).CachedPages);
    }

    [Fact]
    public void Without_sync_file_range_fdatasync_is_used()
    {
        Strace.Require();
        var child = ChildProcess.Start(FullWrite, [_directory.File("sample")]);
        var (result, calls) = Strace.Run(child, "sync_file_range,fdatasync,fadvise64", "sync_file_range:error=ENOSYS");
        _ = result.OrThrow();
        Assert.Equal(["sync_file_range", "fdatasync", "fadvise64"], Own(calls).Select(call => call.Name));
        Assert.Equal(0, PageCache.GetResidency(_directory.File("sample")).CachedPages);
    }

    [Fact]
    public void A_body_that_throws_leaves_the_write_back_error_to_the_users_own_file()
    {
        Strace.Require();
        var child = ChildProcess.Start(ThrowingWrite, [_directory.File("sample")]);
        var (result, calls) = Strace.Run(child, "sync_file_range,fadvise64", "sync_file_range:error=EIO");
        Assert.Equal("the body's own", result.OrThrow().Output.Trim());
        var own = Own(calls);
        Assert.Equal("fadvise64", own[^1].Name);
        var users = own[^1].Arguments.Split('<')[0];
        Assert.All(own[..^1], call => Assert.True(
            call.Arguments.EndsWith(", SYNC_FILE_RANGE_WRITE", StringComparison.Ordinal) || call.Arguments.Split('<')[0] != users, "It waits on the user's descriptor."));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Window)]
    public void An_asynchronous_write_does_not_wait_on_the_callers_thread(int window)
    {
        Strace.Require();
        var child = ChildProcess.Start(AsynchronousWrite, [_directory.File("sample"), window.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        var (result, calls) = Strace.Run(child, "sync_file_range,fadvise64");
        var caller = int.Parse(result.OrThrow().Output, System.Globalization.CultureInfo.InvariantCulture);
        var waits = Own(calls).Where(call => call.Arguments.Contains("WAIT", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(waits);
        Assert.DoesNotContain(waits, call => call.Thread == caller);
        Assert.Equal(0, PageCache.GetResidency(_directory.File("sample")).CachedPages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Window)]
    public void An_asynchronous_end_after_an_exception_runs_on_another_thread(int window)
    {
        Strace.Require();
        var child = ChildProcess.Start(AsynchronousWrite, [_directory.File("sample"), window.ToString(System.Globalization.CultureInfo.InvariantCulture), "throws"]);
        var (result, calls) = Strace.Run(child, "sync_file_range,fadvise64");
        var caller = int.Parse(result.OrThrow().Output, System.Globalization.CultureInfo.InvariantCulture);
        Assert.NotEmpty(Own(calls));
        Assert.DoesNotContain(Own(calls), call => call.Thread == caller);
        Assert.Equal(0, PageCache.GetResidency(_directory.File("sample")).CachedPages);
    }

    internal static void AsynchronousWrite(string[] arguments)
    {
        // The id of the first thread is the id of the process.
        Console.WriteLine(Environment.ProcessId);
        using var file = new FileStream(arguments[0], FileMode.Create, FileAccess.Write, FileShare.Read, 0, useAsync: true);
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(SystemCallTests))
        {
            WindowBytes = int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture),
        };
        policy.Enter(file, out var scope);
        var stream = scope.DropBehind(file)!;
        for (var window = 0; window < 4; window++)
        {
            stream.WriteAsync(new byte[Window]).AsTask().GetAwaiter().GetResult();
        }

        if (arguments.Length == 2)
        {
            scope.CompleteAsync().GetAwaiter().GetResult();
        }

        scope.DisposeAsync().GetAwaiter().GetResult();
    }

    internal static void FullRead(string[] arguments) => Reading(Read, arguments[0], f => f.CopyTo(Stream.Null));

    internal static void HeaderScan(string[] arguments) => Reading(Header, arguments[0], f => f.ReadExactly(new byte[52]));

    internal static void RejectedRead(string[] arguments) => Reading(Read, arguments[0], f => f.ReadExactly(new byte[52]));

    internal static void FullWrite(string[] arguments) => Writing(Write, arguments[0]);

    internal static void Patch(string[] arguments) => WritePatch(arguments[0], durable: false);

    internal static void DurablePatch(string[] arguments) => WritePatch(arguments[0], durable: true);

    internal static void WindowedWrite(string[] arguments) => Writing(Windowed, arguments[0]);

    internal static void JumpingWrite(string[] arguments)
    {
        using var file = new DropBehindFile(File.OpenHandle(arguments[0], FileMode.Create, FileAccess.ReadWrite), new() { WindowBytes = 16 * Half });

        // The numbers are offsets in halves of a step. They give seven steps: one step forward (0, 1), a step with a jump (6, 2), three steps
        // forward (3 to 9), and two steps with jumps in a row (10, 0 and 7, 1, 2, 0). The last one is twice as large, because the step before
        // it had a jump too.
        foreach (var half in (int[])[0, 1, 6, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 7, 1, 2, 0])
        {
            file.Write(new byte[Half], (long)half * Half);
        }
    }

    internal static void ThrowingWrite(string[] arguments)
    {
        using var file = File.Create(arguments[0]);
        try
        {
            PolicyRunner.Run(Write, file, f =>
            {
                f.Write(new byte[Window]);
                throw new InvalidDataException("the body's own");
            });
        }
        catch (InvalidDataException e)
        {
            Console.WriteLine(e.Message);
        }
    }

    internal static void ReportWindowedWrite(string[] arguments)
    {
        using var file = new FileStream(arguments[0], FileMode.Create, FileAccess.Write, FileShare.Read, 0);
        var steps = int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture);
        new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(SystemCallTests)) { WindowBytes = steps * Step }.Enter(file, out var scope);
        var stream = scope.DropBehind(file)!;
        for (var step = 0; step < 8; step++)
        {
            Report("Write", () => stream.Write(new byte[Step]));
        }

        try
        {
            scope.Complete();
            Console.WriteLine("completed");
        }
        catch (IOException e)
        {
            Console.WriteLine($"Complete {e.HResult} {e.Message}");
        }
    }

    private static void Report(string what, Action action)
    {
        try
        {
            action();
        }
        catch (IOException e)
        {
            Console.WriteLine($"{what} {e.HResult} {e.Message}");
        }
    }

    private static void Reading(PagePolicy policy, string path, Action<FileStream> body)
    {
        using var file = new FileStream(path, FileMode.Open);
        PolicyRunner.Run(policy, file, body);
    }

    private static void WritePatch(string path, bool durable)
    {
        using var stream = new DropBehindStream(File.Open(path, FileMode.Open), new() { Durable = durable });
        stream.Position = 4096;
        stream.Write(new byte[100]);
        stream.Complete();
    }

    private static void Writing(PagePolicy policy, string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 0);
        PolicyRunner.Run(policy, file, f => f.Write(new byte[4 * Window]));
    }

    private SystemCall[] Trace(Action<string[]> method)
    {
        Strace.Require();
        var sample = SampleFile.Create(_directory.File("sample"), 1 << 20);
        var (result, calls) = Strace.Run(ChildProcess.Start(method, [sample.Path]), "fadvise64,sync_file_range,fdatasync,fsync");
        _ = result.OrThrow();
        return Own(calls);
    }

    private static SystemCall[] Own(IEnumerable<SystemCall> calls) =>
        [.. calls.Where(call => call.Arguments.Contains("/sample>", StringComparison.Ordinal))];
}
