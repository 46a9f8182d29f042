using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace IoPolicy.CodeFixes;

/// <summary>IOP509: leaves the file open until it is flushed to disk.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SyncAfterCloseCodeFix)), Shared]
public sealed class SyncAfterCloseCodeFix() : LeaveOpenCodeFix(RuleIdentifiers.SyncAfterClose)
{
    private protected override Location? PlaceOf(Diagnostic diagnostic) => diagnostic.AdditionalLocations is [var place, ..] ? place : null;
}
