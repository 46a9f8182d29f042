using IoPolicy.Analyzers.Saves;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP505: a file in the temporary directory is moved to its final place. If that place is on another volume, the move is a copy.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TemporaryOnOtherVolumeAnalyzer() : SaveAnalyzer(TemporaryOnOtherVolume, Required)
{
    private static readonly DiagnosticDescriptor TemporaryOnOtherVolume = new(
        RuleIdentifiers.TemporaryOnOtherVolume,
        title: "The temporary file can be on another volume",
        messageFormat: "'{0}' moves a file out of the temporary directory, and copies it if the target is on another volume. Write the temporary file in the directory of the target.",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "rename fails with EXDEV across file systems. File.Move then copies the file, so other programs and a crash see a part of it.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.TemporaryOnOtherVolume));

    private static readonly DiagnosticDescriptor Required = AsWarning(TemporaryOnOtherVolume);

    private protected override void Check(SavedFiles method, SaveReport report)
    {
        // A call in a loop is visited twice. A rename in a callee counts only if the file is known.
        foreach (var visits in method.Of(SaveEventKind.Published))
        {
            if (visits.All(static rename => (rename.Inside is null || rename.File is not null) && PathKeys.IsTemporary(rename.Source) && rename.Target is { } target && !PathKeys.IsTemporary(target)) && !visits.Any(method.IsDeletedAfter))
            {
                report.Report(TemporaryOnOtherVolume, Required, visits[0].Operation, NameOf(visits[0].Operation));
            }
        }
    }
}
