using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>Runs a language server on a consumer of the real nupkg, and checks the diagnostics that an editor underlines during typing.</summary>
public sealed class LanguageServerTests(PackageFixture package)
{
    // A generous limit, because the server loads MSBuild, Roslyn and the project before its first answer.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task IOP101_is_underlined_as_soon_as_the_wrong_attribute_is_typed()
    {
        RequireServer();
        var directory = package.CopyConsumer("WrongPolicy");
        DotNet.Run(directory, "restore").OrThrow();
        var path = Path.Combine(directory, "Scanner.cs");
        var wrong = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var right = wrong.Replace("[DropPagesAfterFullRead]\n    public static partial int ScanPartial", "[HeaderOnly]\n    public static partial int ScanPartial", StringComparison.Ordinal);

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Timeout);
        await using var editor = await LanguageClient.Start(directory, deadline.Token);
        await editor.Open(path, right);
        var before = await WaitForSquiggles(editor, path, squiggles => squiggles.Count == 1, deadline.Token);
        await editor.Change(path, 2, wrong);
        var after = await WaitForSquiggles(editor, path, squiggles => squiggles.Count == 2, deadline.Token);

        Assert.Contains("ScanIntercepted", Assert.Single(before).Message, StringComparison.Ordinal);
        var typed = Assert.Single(after, squiggle => squiggle.Message.Contains("ScanPartial", StringComparison.Ordinal));
        Assert.Equal("DropPagesAfterFullRead", typed.CoveredText(wrong));
        Assert.Equal(LineOf(wrong, "partial int ScanPartial(") - 1, typed.StartLine);
    }

    /// <summary>Requests the diagnostics until the IOP101 squiggles are as expected. The server analyzes in the background.</summary>
    private static async Task<IReadOnlyList<EditorDiagnostic>> WaitForSquiggles(
        LanguageClient editor, string path, Func<IReadOnlyList<EditorDiagnostic>, bool> expected, CancellationToken cancellation)
    {
        while (true)
        {
            var found = (await editor.Diagnostics(path, cancellation)).Where(squiggle => squiggle.Rule == "IOP101").ToArray();
            if (expected(found))
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
        }
    }

    private static int LineOf(string text, string fragment) =>
        Array.FindIndex(text.Split('\n'), line => line.Contains(fragment, StringComparison.Ordinal));

    private static void RequireServer()
    {
        if (DotNet.MissingTool("csharp-ls") is { } missing)
        {
            Assert.Skip(missing);
        }
    }
}
