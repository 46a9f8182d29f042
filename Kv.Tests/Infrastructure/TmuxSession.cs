using System.Diagnostics;
using System.Text.RegularExpressions;
using IoPolicy.Testing;

namespace Kv.Tests.Infrastructure;

/// <summary>A shell in a real pseudo-terminal of a separate tmux server, with <c>kv</c> in its PATH.</summary>
internal sealed class TmuxSession : IDisposable
{
    /// <summary>The time for an expected text to appear. Only a failing test waits that long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _server = "kv-tests-" + Guid.NewGuid().ToString("N");

    internal TmuxSession(string directory)
    {
        var reason = Tools.Missing("tmux", "tmux");
        Assert.SkipWhen(reason is not null, reason ?? "");
        Run("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "50", "-c", directory, "/bin/sh");

        // A login shell may replace PATH, so the session sets PATH inside the shell.
        Type($"PATH={AppContext.BaseDirectory}:$PATH");
    }

    /// <summary>Types a line and presses Enter.</summary>
    internal void Type(string line) => Run("send-keys", line, "Enter");

    /// <summary>Types text without Enter.</summary>
    internal void Write(string text) => Run("send-keys", "-l", text);

    /// <summary>Presses keys with tmux names such as "C-c".</summary>
    internal void Press(string keys) => Run("send-keys", keys);

    /// <summary>Gets the text of the screen and its history, optionally with the escape codes of its colours.</summary>
    internal string Screen(bool colors = false) =>
        colors ? Run("capture-pane", "-p", "-e", "-S", "-500") : Run("capture-pane", "-p", "-S", "-500");

    /// <summary>Gets the title of the terminal.</summary>
    internal string Title() => Run("display-message", "-p", "#{pane_title}");

    /// <summary>Waits until the screen or its history matches a pattern.</summary>
    internal async Task<string> WaitForAsync(string pattern)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var screen = Screen();
            if (Regex.IsMatch(screen, pattern, RegexOptions.Multiline))
            {
                return screen;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"The screen never showed {pattern}:\n{screen}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        Run("kill-server");
    }

    private string Run(params string[] arguments)
    {
        using var tmux = Process.Start(new ProcessStartInfo("tmux", ["-L", _server, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = tmux.StandardOutput.ReadToEnd();
        tmux.WaitForExit();
        return output;
    }
}
