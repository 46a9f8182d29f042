using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.IO.MemoryMappedFiles;
using System.Reflection.Emit;
using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// A failure of an observer (a listener, standard error, <c>/proc</c>) does not fail the I/O. Each test uses its own process, because observers
/// apply to a whole process.
/// </summary>
public sealed class ObserverTests : IDisposable
{
    private const int Bytes = 1 << 20;

    private static readonly PagePolicy Read = new(PolicyKind.DropAfterFullRead, nameof(ObserverTests));
    private static readonly PagePolicy Write = new(PolicyKind.DropAfterFullWrite, nameof(ObserverTests));
    private static readonly PagePolicy Windowed = new(PolicyKind.DropAfterFullWrite, nameof(ObserverTests)) { WindowBytes = 1 << 16, Mode = DropBehindMode.Uncached };
    private static readonly PagePolicy Background = new(PolicyKind.DropAfterFullWrite, nameof(ObserverTests)) { Background = true };
    private static readonly PagePolicy Preserving = new(PolicyKind.DropAfterFullRead, nameof(ObserverTests)) { PreserveCached = true };
    private static readonly PagePolicy Header = new(PolicyKind.HeaderOnly, nameof(ObserverTests));

    private readonly ScratchDirectory _directory = new();

    /// <summary>
    /// The callback that throws: for a measurement, for a new instrument, for an event or for a new event source. "all" includes each callback
    /// except that for a new instrument.
    /// </summary>
    public static TheoryData<string> Faults => ["measurement", "published", "event", "source", "all"];

    /// <summary>
    /// Creates a callback that throws. It is a dynamic method, because in a <see cref="ChildProcess"/> other threads cannot run code of the
    /// test program.
    /// </summary>
    private static MeasurementCallback<T> Throwing<T>()
        where T : struct
    {
        var method = new DynamicMethod("Throw", null, [typeof(Instrument), typeof(T), typeof(ReadOnlySpan<KeyValuePair<string, object?>>), typeof(object)], typeof(object).Module);
        var body = method.GetILGenerator();
        body.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([])!);
        body.Emit(OpCodes.Throw);
        return method.CreateDelegate<MeasurementCallback<T>>();
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_listener_that_throws_fails_no_call(string fault)
    {
        foreach (var verify in (string[])["0", "1"])
        {
            var result = ChildProcess.Run(WorkUnderListener, [_directory.Path, fault], ("IOPOLICY_VERIFY", verify)).OrThrow();
            Assert.StartsWith("done, thrown ", result.Output, StringComparison.Ordinal);
            Assert.NotEqual("done, thrown 0", result.Output.Trim());
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public void A_listener_that_throws_on_background_and_pool_threads_fails_no_call(string verify) =>
        Assert.Equal("done", ChildProcess.Run(WorkUnderListenerElsewhere, [_directory.Path], ("IOPOLICY_VERIFY", verify)).OrThrow().Output.Trim());

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    [InlineData("2>&- 1>&- 0<&-")] // The first files that the program opens get the descriptors 0 to 2.
    [InlineData("2> >(exec 0<&-; sleep 0.2)")] // A pipe whose reader has closed its end.
    public void A_full_or_closed_standard_error_fails_no_call(string redirection)
    {
        _ = Shell.Run(InBash($"exec \"$@\" {redirection}", ChildProcess.Start(Work, [_directory.Path], ("IOPOLICY_VERIFY", "1")))).OrThrow();
        Assert.Equal("done", File.ReadAllText(_directory.File("done")));
    }

    /// <summary>
    /// The control: if standard error works, the same child writes a report to it. Otherwise the tests above would prove nothing.
    /// </summary>
    [Fact]
    public void The_same_child_reports_to_a_working_standard_error()
    {
        var result = ChildProcess.Run(Work, [_directory.Path], ("IOPOLICY_VERIFY", "1")).OrThrow();
        Assert.Contains("this process has mapped the file", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("1", false)]
    [InlineData("0", true)]
    [InlineData("1", true)]
    public void Without_a_free_descriptor_no_call_fails(string verify, bool hasCalledBefore)
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        var child = ChildProcess.Start(ReadWithoutDescriptors, [sample.Path, hasCalledBefore.ToString()], ("IOPOLICY_VERIFY", verify));
        var result = Shell.Run(InBash("ulimit -n 256 && exec \"$@\"", child)).OrThrow();
        Assert.Equal($"{Bytes} {Bytes} Issued", result.Output.Trim());
        Assert.Equal(verify == "1" && hasCalledBefore, result.Error.Contains("IoPolicy: ", StringComparison.Ordinal));
    }

    /// <summary>.NET remembers an assembly that could not be loaded, and a type whose initializer failed.</summary>
    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public void A_first_call_without_descriptors_does_not_disable_the_observers(string verify)
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        var child = ChildProcess.Start(ObserveAfterShortage, [sample.Path], ("IOPOLICY_VERIFY", verify));
        var result = Shell.Run(InBash("ulimit -n 256 && exec \"$@\"", child)).OrThrow();
        Assert.Equal("read issued, source IoPolicy", result.Output.Trim());
    }

    internal static void ObserveAfterShortage(string[] arguments)
    {
        Console.Error.Write("");
        Console.Write(" "); // At its first use, the console loads assemblies and opens descriptors.
        var taken = new List<FileStream>(100_000);
        using (var file = File.OpenRead(arguments[0]))
        {
            TakeAllDescriptors(taken);
            PolicyRunner.Run(Read, file, f => f.CopyTo(Stream.Null));
            taken.ForEach(one => one.Dispose());
        }

        Observe(arguments[0]);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Observe(string path)
    {
        string counted = "", source = "";
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "iopolicy.advice")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => counted = $"{tags[0].Value} {tags[1].Value}");
        listener.Start();
        using (var file = File.OpenRead(path))
        {
            PolicyRunner.Run(Read, file, f => f.CopyTo(Stream.Null));
        }

        using var events = new Listener(() => source = "IoPolicy", null);
        Console.WriteLine($"{counted}, source {source}");
    }

    internal static void WorkUnderListener(string[] arguments)
    {
        var thrown = 0;
        var fault = arguments[1];
        Action fail = () =>
        {
            _ = Interlocked.Increment(ref thrown);
            throw new InvalidOperationException("An observer's own fault.");
        };
        using var events = new Listener(fault is "source" or "all" ? fail : null, fault is "event" or "all" ? fail : null);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "IoPolicy")
            {
                l.EnableMeasurementEvents(instrument);
                if (fault is "published")
                {
                    fail();
                }
            }
        };
        if (fault is "measurement" or "all")
        {
            listener.SetMeasurementEventCallback<long>((_, _, _, _) => fail());
            listener.SetMeasurementEventCallback<double>((_, _, _, _) => fail());
        }

        listener.Start();
        DoAll(arguments[0]);
        Console.WriteLine($"done, thrown {thrown}");
    }

    internal static void WorkUnderListenerElsewhere(string[] arguments)
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "IoPolicy")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback(Throwing<long>());
        listener.SetMeasurementEventCallback(Throwing<double>());
        listener.Start();
        DoAllElsewhere(arguments[0]);
        Console.WriteLine("done");
    }

    internal static void Work(string[] arguments)
    {
        DoAll(arguments[0]);
        DoAllElsewhere(arguments[0]);
        File.WriteAllText(Path.Combine(arguments[0], "done"), "done");
    }

    internal static void ReadWithoutDescriptors(string[] arguments)
    {
        using var file = File.OpenRead(arguments[0]);
        using var saved = new FileStream(arguments[0] + ".saved", FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0);
        using var map = MemoryMappedFile.CreateFromFile(arguments[0], FileMode.Open);
        using var view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        var bytes = new byte[Bytes];
        view.ReadArray(0, bytes, 0, Bytes);
        if (bool.Parse(arguments[1]))
        {
            PolicyRunner.Run(Read, file, f => f.ReadExactly(bytes));
            file.Position = 0;
        }

        Console.Error.Write("");
        Console.Write(" "); // At its first use, the console opens descriptors.
        var taken = new List<FileStream>(100_000);
        TakeAllDescriptors(taken);
        var read = 0;
        PolicyRunner.Run(Read, file, f => read = f.ReadAtLeast(bytes, Bytes, throwOnEndOfStream: false));
        var status = PageCache.Drop(file.SafeFileHandle).Status;
        PolicyRunner.Run(Windowed, saved, f => f.Write(bytes));
        taken.ForEach(one => one.Dispose());
        Console.WriteLine($"{read} {saved.Length} {status}");
    }

    private static void TakeAllDescriptors(List<FileStream> taken)
    {
        try
        {
            while (true)
            {
                taken.Add(File.OpenRead("/dev/null"));
            }
        }
        catch (IOException)
        {
            // No descriptor is free now.
        }
    }

    /// <summary>Issues advice in each way on this thread, and compares the bytes afterwards.</summary>
    private static void DoAll(string directory)
    {
        var payload = new byte[Bytes];
        new Random(1).NextBytes(payload);
        foreach (var policy in (PagePolicy[])[Write, Windowed])
        {
            using var file = new FileStream(Path.Combine(directory, "file"), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
            PolicyRunner.Run(policy, file, f => f.Write(payload));
            Check(file, payload);
        }

        foreach (var policy in (PagePolicy[])[Read, Preserving, Header])
        {
            using var file = File.OpenRead(Path.Combine(directory, "file"));
            using var map = MemoryMappedFile.CreateFromFile(Path.Combine(directory, "file"), FileMode.Open);
            using var view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            view.ReadArray(0, new byte[Bytes], 0, Bytes);
            PolicyRunner.Run(policy, file, f => Check(f, payload));
            _ = PageCache.Drop(file.SafeFileHandle);
            _ = PageCache.WriteBackAndDrop(file.SafeFileHandle);
            _ = PageCache.Prefetch(file.SafeFileHandle);
        }

        PolicyRunner.Run(Read, (FileStream?)null, _ => { });
        using (var dropping = new DropBehindFile(File.OpenHandle(Path.Combine(directory, "by offset"), FileMode.Create, FileAccess.ReadWrite)))
        {
            dropping.Write(payload, 0);
        }
    }

    /// <summary>Issues advice in each way on another thread. Code of the test program must not run there: see <see cref="ChildProcess"/>.</summary>
    private static void DoAllElsewhere(string directory)
    {
        var payload = new byte[Bytes];
        new Random(2).NextBytes(payload);
        using (var file = new FileStream(Path.Combine(directory, "background"), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, 0))
        {
            PolicyRunner.Run(Background, file, f => f.Write(payload));
            PageCache.Background.FlushAsync().GetAwaiter().GetResult();
            Assert.Equal(AdviceStatus.Queued, PageCache.Background.Drop(file.SafeFileHandle).Status);
            Assert.Equal(AdviceStatus.Queued, PageCache.Background.WriteBackAndDrop(file.SafeFileHandle).Status);
            PageCache.Background.FlushAsync().GetAwaiter().GetResult();
            Check(file, payload);
        }

        foreach (var policy in (PagePolicy[])[Write, Windowed])
        {
            using var file = new FileStream(Path.Combine(directory, "asynchronous"), FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0, useAsync: true);
            policy.Enter(file, out var scope);
            scope.DropBehind(file)!.WriteAsync(payload).AsTask().GetAwaiter().GetResult();
            scope.CompleteAsync().GetAwaiter().GetResult();
            Check(file, payload);
            policy.Enter(file, out var failing);
            failing.DropBehind(file)!.WriteAsync(payload).AsTask().GetAwaiter().GetResult();
            failing.DisposeAsync().GetAwaiter().GetResult();
        }
    }

    private static void Check(FileStream file, byte[] payload)
    {
        var read = new byte[Bytes];
        file.Position = 0;
        file.ReadExactly(read);
        if (!read.AsSpan().SequenceEqual(payload))
        {
            throw new InvalidDataException("Other bytes were read than were written.");
        }
    }

    private static ProcessStartInfo InBash(string command, ProcessStartInfo child)
    {
        var shell = new ProcessStartInfo("bash", ["-c", command, "bash", child.FileName, .. child.ArgumentList]);
        foreach (var (name, value) in child.Environment)
        {
            shell.Environment[name] = value;
        }

        return shell;
    }

    private sealed class Listener(Action? onSource, Action? onEvent) : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "IoPolicy")
            {
                EnableEvents(eventSource, EventLevel.Verbose);
                onSource?.Invoke();
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => onEvent?.Invoke();
    }
}
