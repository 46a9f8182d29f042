using Spectre.Console;

namespace Kv.Output;

/// <summary>A progress bar with rate and time left, on a terminal, for what takes longer than a second; nothing in a pipe.</summary>
internal static class TransferBar
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Does the work, which tells how many bytes it has moved since it last told.</summary>
    internal static T Show<T>(string title, bool quiet, long bytes, Func<Action<long>, T> work)
    {
        if (quiet || Console.IsErrorRedirected || !Terminal.IsInteractive)
        {
            return work(_ => { });
        }

        var moved = 0L;
        var task = Task.Run(() => work(count => Interlocked.Add(ref moved, count)));
        if (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(Patience))
        {
            Draw(title, bytes, task, () => Interlocked.Read(ref moved));
        }

        return task.GetAwaiter().GetResult();
    }

    private static void Draw(string title, long bytes, Task task, Func<long> moved) => Terminal.Error.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            var bar = context.AddTask(title, maxValue: bytes);
            while (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(TimeSpan.FromMilliseconds(100)))
            {
                bar.Value = moved();
            }
        });
}
