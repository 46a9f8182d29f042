using System.Diagnostics;
using System.Text.Json;
using IoPolicy.Testing;
using StreamJsonRpc;

namespace Package.Tests.Infrastructure;

/// <summary>
/// An editor's side of the Language Server Protocol, as far as diagnostics need it. The server runs as a child process, and the messages
/// go through its standard input and output.
/// </summary>
internal sealed class LanguageClient : IAsyncDisposable
{
    private readonly Process _server;
    private readonly JsonRpc _rpc;

    private LanguageClient(Process server)
    {
        _server = server;
        _rpc = new JsonRpc(new HeaderDelimitedMessageHandler(
            server.StandardInput.BaseStream, server.StandardOutput.BaseStream, new SystemTextJsonFormatter()));

        // csharp-ls runs analyzers only if the client's configuration enables them.
        _rpc.AddLocalRpcMethod("workspace/configuration", (JsonElement items) => Sections(items));
        _rpc.AddLocalRpcMethod("client/registerCapability", (JsonElement registrations) => { });
        _rpc.AddLocalRpcMethod("window/workDoneProgress/create", (JsonElement token) => { });
        _rpc.StartListening();
    }

    /// <summary>Starts the server on a directory with one project, which must be restored.</summary>
    internal static async Task<LanguageClient> Start(string directory, CancellationToken cancellation)
    {
        var server = Process.Start(new ProcessStartInfo("dotnet", ["tool", "run", "csharp-ls"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        server.ErrorDataReceived += (_, _) => { };
        server.BeginErrorReadLine();
        var client = new LanguageClient(server);
        await client._rpc.InvokeWithParameterObjectAsync<JsonElement>("initialize", new
        {
            processId = Environment.ProcessId,
            rootUri = UriOf(directory),
            workspaceFolders = new[] { new { uri = UriOf(directory), name = "consumer" } },
            capabilities = new
            {
                workspace = new { configuration = true },
                textDocument = new { diagnostic = new { dynamicRegistration = false }, synchronization = new { } },
            },
        }, cancellation);
        await client._rpc.NotifyWithParameterObjectAsync("initialized", new { });
        return client;
    }

    internal Task Open(string path, string text) =>
        _rpc.NotifyWithParameterObjectAsync("textDocument/didOpen", new
        {
            textDocument = new { uri = UriOf(path), languageId = "csharp", version = 1, text },
        });

    /// <summary>Replaces the document's text, as typing does.</summary>
    internal Task Change(string path, int version, string text) =>
        _rpc.NotifyWithParameterObjectAsync("textDocument/didChange", new
        {
            textDocument = new { uri = UriOf(path), version },
            contentChanges = new[] { new { text } },
        });

    /// <summary>Requests the current diagnostics of a document, as an editor does.</summary>
    internal async Task<IReadOnlyList<EditorDiagnostic>> Diagnostics(string path, CancellationToken cancellation)
    {
        var report = await _rpc.InvokeWithParameterObjectAsync<JsonElement>(
            "textDocument/diagnostic", new { textDocument = new { uri = UriOf(path) } }, cancellation);
        return [.. report.GetProperty("items").EnumerateArray().Select(EditorDiagnostic.Parse)];
    }

    public async ValueTask DisposeAsync()
    {
        _rpc.Dispose();
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    private static object?[] Sections(JsonElement items) =>
        [.. items.EnumerateArray().Select(item =>
            item.GetProperty("section").GetString() == "csharp" ? new { analyzersEnabled = true } : null)];

    private static string UriOf(string path) => new Uri(path).AbsoluteUri;
}
