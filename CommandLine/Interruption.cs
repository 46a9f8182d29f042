using System.Runtime.InteropServices;

namespace IoPolicy.CommandLine;

/// <summary>
/// Turns the first SIGINT, SIGTERM or SIGHUP into a cancellation, so that work cleans up after itself. A second signal
/// ends the process at once. All members are safe for all threads.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>Added to the number of the signal that ended the work, as shells do: 130 after Ctrl-C.</summary>
    internal const int SignalBase = 128;

    /// <summary>How long the clean-up may take. Work that waits for something else by then never sees the cancellation.</summary>
    private static readonly TimeSpan DefaultCleanUpTime = TimeSpan.FromSeconds(3);

    /// <summary>For commands with child processes, cgroups, or scratch files of GiBs.</summary>
    internal static readonly TimeSpan LongCleanUpTime = TimeSpan.FromSeconds(15);

    /// <summary>SIGXFSZ of Linux (all architectures of .NET) and macOS; .NET has no name for it.</summary>
    private const PosixSignal FileSizeExceeded = (PosixSignal)25;

    private static readonly TimeSpan MessageTime = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations;
    private int _signal;

    internal Interruption()
    {
        _registrations = [Register(PosixSignal.SIGINT, 2), Register(PosixSignal.SIGTERM, 15), Register(PosixSignal.SIGHUP, 1)];
        if (!OperatingSystem.IsWindows())
        {
            // signal(7): SIGXFSZ kills the process. While it is handled, the write that exceeds the limit fails with EFBIG
            // (setrlimit(2)), and the save removes its temporary file.
            _registrations.Add(PosixSignalRegistration.Create(FileSizeExceeded, context => context.Cancel = true));
        }
    }

    /// <summary>How long the command's clean-up may take after a signal.</summary>
    internal static TimeSpan CleanUpTime { get; set; } = DefaultCleanUpTime;

    /// <summary>Whether Ctrl-C is how the user ends the command normally, as with <c>kv ls --watch</c>.</summary>
    internal static bool CtrlCIsNormal { get; set; }

    internal CancellationToken Token => _source.Token;

    /// <summary>Whether a signal has asked the process to end.</summary>
    internal bool IsRequested => Volatile.Read(ref _signal) is var signal && signal != 0 && !(signal == 2 && CtrlCIsNormal);

    internal int ExitCode => SignalBase + _signal;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        if (Interlocked.CompareExchange(ref _signal, number, 0) == 0)
        {
            context.Cancel = true;
            new Thread(EndWhenOverdue) { IsBackground = true, Name = "overdue interruption" }.Start();
            _source.Cancel();
        }
    });

    /// <summary>Ends the process if the command has not ended by itself: it may wait for a lock, a device or a pipe.</summary>
    private void EndWhenOverdue()
    {
        Thread.Sleep(CleanUpTime);

        // Standard error may be what the command waits for.
        _ = Task.Run(() => Console.Error.WriteLine(
            $"{AppDomain.CurrentDomain.FriendlyName}: interrupted; the clean-up did not end within {CleanUpTime.TotalSeconds:0} seconds, so a temporary file may be left")).Wait(MessageTime);
        Environment.Exit(ExitCode);
    }
}
