using System.Diagnostics;

namespace Tool.Tests.Infrastructure;

/// <summary>A process that holds a file open as descriptor 7. Dispose ends it.</summary>
internal sealed class FileHolder : IDisposable
{
    private readonly Process _process;

    /// <param name="file">The file.</param>
    /// <param name="prefix">A command that runs the shell, such as setpriv.</param>
    internal FileHolder(string file, params string[] prefix)
    {
        string[] command = [.. prefix, "/bin/sh", "-c", "exec 7<\"$0\"; echo ready; read line", file];
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("ready", _process.StandardOutput.ReadLine());
    }

    internal string Id => _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
