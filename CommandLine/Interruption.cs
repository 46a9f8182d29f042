using System.Runtime.InteropServices;

namespace IoPolicy.CommandLine;

/// <summary>
/// Turns the first SIGINT, SIGTERM or SIGHUP into a cancellation, so that a command can clean up. A second signal ends
/// the process immediately. All members are thread-safe.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>The base to which shells add the number of the signal that ended a program: 130 after Ctrl-C.</summary>
    internal const int SignalBase = 128;

    /// <summary>The time for the clean-up. A command that is still blocked after this time does not observe the cancellation.</summary>
    private static readonly TimeSpan DefaultCleanUpTime = TimeSpan.FromSeconds(3);

    /// <summary>The time for commands with child processes, cgroups, or scratch files of several GiB.</summary>
    internal static readonly TimeSpan LongCleanUpTime = TimeSpan.FromSeconds(15);

    /// <summary>SIGXFSZ of Linux (on every architecture of .NET) and of macOS. .NET has no name for this signal.</summary>
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
            // SIGXFSZ kills the process by default (signal(7)). With a handler, the write fails with EFBIG instead
            // (setrlimit(2)), so the save can remove its temporary file.
            _registrations.Add(PosixSignalRegistration.Create(FileSizeExceeded, context => context.Cancel = true));
        }
    }

    /// <summary>The time for the command's clean-up after a signal.</summary>
    internal static TimeSpan CleanUpTime { get; set; } = DefaultCleanUpTime;

    /// <summary>Whether Ctrl-C is the normal end of the command, as with <c>kv ls --watch</c>.</summary>
    internal static bool CtrlCIsNormal { get; set; }

    internal CancellationToken Token => _source.Token;

    /// <summary>Whether a signal has requested the end of the process.</summary>
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

    /// <summary>Ends the process if the command is still running, because it may wait for a lock, a device or a pipe.</summary>
    private void EndWhenOverdue()
    {
        Thread.Sleep(CleanUpTime);

        // The command may be waiting for standard error itself.
        _ = Task.Run(() => Console.Error.WriteLine(
            $"{AppDomain.CurrentDomain.FriendlyName}: interrupted; the clean-up did not end within {CleanUpTime.TotalSeconds:0} seconds, so a temporary file may remain")).Wait(MessageTime);
        Environment.Exit(ExitCode);
    }
}
