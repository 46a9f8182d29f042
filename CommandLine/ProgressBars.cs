using Spectre.Console;

namespace IoPolicy.CommandLine;

/// <summary>A progress bar with rate and time left, on a terminal, for what takes longer than a second; nothing in a pipe.</summary>
internal static class ProgressBars
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static bool HasTerminal => !Console.IsErrorRedirected && Terminal.IsInteractive;

    /// <summary>Does the work, which tells how many bytes it has moved since it last told.</summary>
    internal static T OfBytes<T>(string title, OutputOptions output, long bytes, Func<Action<long>, T> work) =>
        output.Quiet || !HasTerminal ? work(_ => { }) : Show(title, () => bytes, work, new DownloadedColumn(), new TransferSpeedColumn());

    /// <summary>Does the work, which tells how many files it is done with since it last told.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="output">Whether anything is shown.</param>
    /// <param name="count">How many files there are; asked only where there is a bar, as it may mean to read a directory.</param>
    /// <param name="work">The work.</param>
    internal static T OfFiles<T>(string title, OutputOptions output, Func<long> count, Func<Action<long>, T> work) =>
        output.Quiet || !HasTerminal ? work(_ => { }) : Show(title, count, work, new CountColumn("files"));

    /// <summary>Does work of so many steps, which says what each is as it begins.</summary>
    internal static async Task<T> OfStepsAsync<T>(string first, OutputOptions output, int steps, Func<Action<string>, Task<T>> work) =>
        output.Quiet || !HasTerminal
            ? await work(_ => { }).ConfigureAwait(false)
            : await Terminal.Error.Progress().AutoClear(true)
                .Columns(new SpinnerColumn(), new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                .StartAsync(async context =>
                {
                    // The first step is not done when it begins.
                    var bar = context.AddTask(Markup.Escape(first), maxValue: steps);
                    bar.Value = -1;
                    return await work(text =>
                    {
                        bar.Description = Markup.Escape(text);
                        bar.Value++;
                    }).ConfigureAwait(false);
                }).ConfigureAwait(false);

    private static T Show<T>(string title, Func<long> most, Func<Action<long>, T> work, params ProgressColumn[] amounts)
    {
        var done = 0L;
        var task = Task.Run(() => work(count => Interlocked.Add(ref done, count)));
        if (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(Patience))
        {
            Terminal.Error.Progress().AutoClear(true)
                .Columns([new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), .. amounts, new RemainingTimeColumn()])
                .Start(context =>
                {
                    var bar = context.AddTask(Markup.Escape(title), maxValue: Math.Max(1, most()));
                    while (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(Interval))
                    {
                        bar.Value = Interlocked.Read(ref done);
                    }
                });
        }

        return task.GetAwaiter().GetResult();
    }
}
