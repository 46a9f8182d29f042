using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace IoPolicy.CodeFixes;

/// <summary>IOP401: adds <c>[DropPagesAfterFullRead]</c> or <c>[DropPagesAfterFullWrite]</c> for the payload file.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnannotatedPayloadCodeFix)), Shared]
public sealed class UnannotatedPayloadCodeFix() : SuggestedPolicyCodeFix(RuleIdentifiers.UnannotatedPayload);
