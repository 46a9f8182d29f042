using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Saves;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP504: a file is overwritten from its start, and the end of an older, longer file stays.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OverwriteWithoutTruncateAnalyzer() : SaveAnalyzer(OverwriteWithoutTruncate)
{
    private static readonly DiagnosticDescriptor OverwriteWithoutTruncate = new(
        RuleIdentifiers.OverwriteWithoutTruncate,
        title: "A file is overwritten without being truncated",
        messageFormat: "'{0}' keeps the end of an older, longer file after the new content. Use {1}, or call SetLength.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "File.OpenWrite and FileMode.OpenOrCreate open an existing file with its content, at position 0.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.OverwriteWithoutTruncate));

    private protected override bool IsAboutCrashes => false;

    private protected override void Check(SavedFiles method, SaveReport report)
    {
        foreach (var file in method.Files)
        {
            if (file is { Mode: OpenMode.Overwrite, Inner: null, HasVariableWrite: true, IsRead: false, UsesPosition: false, IsTruncated: false, Escapes: false, Path: { } path }
                && !method.CheckedPaths.Contains(path)
                && !PathKeys.IsFresh(path)
                && !IsDevice(path)
                && !IsFreshInCallers(file.Place, report))
            {
                var isOpenWrite = file.Place is IInvocationOperation { TargetMethod.Name: "OpenWrite" };
                report.Report(OverwriteWithoutTruncate, file.Place, isOpenWrite ? NameOf(file.Place) : "FileMode.OpenOrCreate", isOpenWrite ? "File.Create" : "FileMode.Create");
            }
        }
    }

    /// <summary>Whether the path is a parameter, and each caller passes the name of a new file, or an object that converts to a path.</summary>
    private static bool IsFreshInCallers(IOperation place, SaveReport report)
    {
        var arguments = place switch
        {
            IInvocationOperation call => call.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => [],
        };
        return FileOperations.Unconverted(arguments.FirstOrDefault()?.Value) is IParameterReferenceOperation { Parameter: var parameter }
            && PrivateCalls.ArgumentsFor(parameter, report.Compilation, report.Cancellation) is { Count: > 0 } values
            && values.All(static value => PathKeys.IsFresh(PathKeys.Of(value, SaveState.Empty)));
    }

    /// <summary>
    /// Whether the path names a device or a file of the kernel, which keep no old content. A device of Windows begins with <c>\\</c>.
    /// </summary>
    private static bool IsDevice(string path) =>
        path.StartsWith("\"/dev/", StringComparison.Ordinal) || path.StartsWith("\"/proc/", StringComparison.Ordinal) || path.StartsWith("\"/sys/", StringComparison.Ordinal) || path.StartsWith("\"\\\\", StringComparison.Ordinal);
}
