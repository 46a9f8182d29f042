using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace IoPolicy.CodeFixes;

/// <summary>IOP402: adds <c>[HeaderOnly]</c>, with <c>MaxBytes</c> if the bound is above the default.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnannotatedHeaderCodeFix)), Shared]
public sealed class UnannotatedHeaderCodeFix() : SuggestedPolicyCodeFix(RuleIdentifiers.UnannotatedHeader);
