using Spectre.Console;

namespace Kv.Output;

/// <summary>Says on one line of the terminal what goes on; nothing at all in a pipe.</summary>
internal static class ProgressLine
{
    /// <summary>Does the work, which says what it does by calling what it is given.</summary>
    internal static async Task<T> ShowAsync<T>(string first, Func<Action<string>, Task<T>> work) =>
        Console.IsErrorRedirected || !Terminal.IsInteractive
            ? await work(_ => { }).ConfigureAwait(false)
            : await Terminal.Error.Status().StartAsync(first, context => work(text => context.Status = Markup.Escape(text))).ConfigureAwait(false);
}
