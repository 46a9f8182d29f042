using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace IoPolicy.CodeFixes;

/// <summary>IOP012: leaves the stream of <c>[ReplacesFile]</c> open, or removes the call that closes it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ClosedReplacementCodeFix)), Shared]
public sealed class ClosedReplacementCodeFix() : LeaveOpenCodeFix(RuleIdentifiers.ClosedReplacement)
{
    private protected override Location? PlaceOf(Diagnostic diagnostic) => diagnostic.Location;
}
