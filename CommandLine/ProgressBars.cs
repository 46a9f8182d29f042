using Spectre.Console;

namespace IoPolicy.CommandLine;

/// <summary>Shows a progress bar on a terminal. A bar for bytes or files appears only if the work takes longer than a second.</summary>
internal static class ProgressBars
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Does work that reports the bytes moved since its last report.</summary>
    internal static T OfBytes<T>(string title, OutputOptions output, long bytes, Func<Action<long>, T> work) =>
        !IsVisible(output) ? work(_ => { }) : Show(title, () => bytes, work, new DownloadedColumn(), new TransferSpeedColumn());

    /// <summary>Does work that reports the files completed since its last report.</summary>
    /// <param name="title">The name of the work.</param>
    /// <param name="output">The output options; a quiet command shows no bar.</param>
    /// <param name="count">Counts the files. Called only for a visible bar, because it may read a directory.</param>
    /// <param name="work">The work.</param>
    internal static T OfFiles<T>(string title, OutputOptions output, Func<long> count, Func<Action<long>, T> work) =>
        !IsVisible(output) ? work(_ => { }) : Show(title, count, work, new CountColumn("files"));

    /// <summary>Does work that reports the name of each step when the step begins.</summary>
    internal static async Task<T> OfStepsAsync<T>(string first, OutputOptions output, int steps, Func<Action<string>, Task<T>> work) =>
        !IsVisible(output)
            ? await work(_ => { }).ConfigureAwait(false)
            : await Terminal.Error.Progress().AutoClear(true)
                .Columns(new SpinnerColumn(), new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                .StartAsync(async context =>
                {
                    // The first report comes before any step is complete.
                    var bar = context.AddTask(Markup.Escape(first), maxValue: steps);
                    bar.Value = -1;
                    return await work(text =>
                    {
                        bar.Description = Markup.Escape(text);
                        bar.Value++;
                    }).ConfigureAwait(false);
                }).ConfigureAwait(false);

    private static bool IsVisible(OutputOptions output) => !output.Quiet && !Console.IsErrorRedirected && Terminal.IsInteractive;

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
