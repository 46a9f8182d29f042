using Microsoft.Win32.SafeHandles;

namespace IoPolicy;

public sealed class BackgroundAdvice
{
    public const int Capacity = 1024;

    internal BackgroundAdvice()
    {
    }

    public long BytesPerSecond { get; set; }

    public long Pending => 0;

    public AdviceOutcome Drop(SafeFileHandle file, long offset = 0, long length = 0) => AdviceOutcome.Unsupported;

    public AdviceOutcome WriteBackAndDrop(SafeFileHandle file, long offset = 0, long length = 0) => AdviceOutcome.Unsupported;

    public Task FlushAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
}
