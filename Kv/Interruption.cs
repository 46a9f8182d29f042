using System.Runtime.InteropServices;

namespace Kv;

/// <summary>
/// Turns the first SIGINT, SIGTERM or SIGHUP into a cancellation, so that work cleans up after itself; a second one
/// ends the process as it would have without us.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signal;

    internal Interruption() => _registrations =
    [
        Register(PosixSignal.SIGINT, 2),
        Register(PosixSignal.SIGTERM, 15),
        Register(PosixSignal.SIGHUP, 1),
    ];

    internal CancellationToken Token => _source.Token;

    internal int ExitCode => Output.ExitCode.SignalBase + _signal;

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
            _source.Cancel();
        }
    });
}
