using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace IoPolicy.CodeFixes;

/// <summary>IOP201: leaves the file of a policy open.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ClosedFileCodeFix)), Shared]
public sealed class ClosedFileCodeFix() : LeaveOpenCodeFix(RuleIdentifiers.ClosedFile)
{
    private protected override Location? PlaceOf(Diagnostic diagnostic) => diagnostic.Location;
}
