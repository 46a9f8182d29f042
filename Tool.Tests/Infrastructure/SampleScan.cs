using System.Text.Json;
using IoPolicy.Testing;

namespace Tool.Tests.Infrastructure;

/// <summary>Scans an unchanged <see cref="CodeSample"/> once for each output, because a scan takes more than a second of processor time.</summary>
public sealed class SampleScan : IDisposable
{
    private readonly CodeSample _code = new();
    private readonly Lazy<CommandResult> _text;
    private readonly Lazy<CommandResult> _json;

    public SampleScan()
    {
        _text = new(() => ToolCli.Run("scan", _code.DirectoryPath, "--fail-on", "warning"));
        _json = new(() => ToolCli.Run("scan", _code.DirectoryPath, "--fail-on", "never", "--json", "--sarif", SarifPath));
    }

    internal string DirectoryPath => _code.DirectoryPath;

    /// <summary>A scan that prints text, with <c>--fail-on warning</c>.</summary>
    internal CommandResult Text => _text.Value;

    /// <summary>A scan that prints JSON and writes a SARIF log, with <c>--fail-on never</c>.</summary>
    internal CommandResult Json => _json.Value;

    private string SarifPath => Path.Combine(_code.DirectoryPath, "log.sarif");

    public void Dispose() => _code.Dispose();

    /// <summary>Reads the SARIF log of <see cref="Json"/>.</summary>
    internal JsonDocument Sarif()
    {
        Json.Succeeded();
        return JsonDocument.Parse(File.ReadAllText(SarifPath));
    }
}
