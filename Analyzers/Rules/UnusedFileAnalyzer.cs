using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP105: a method with a policy never uses its file, or moves no bytes of it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnusedFileAnalyzer() : PolicyAnalyzer(UnusedFile, UnmovedFile)
{
    private const string Title = "The method does not use the file";
    private const string Description = "A policy is about the pages that the I/O of its own method leaves in the page cache.";

    private static readonly DiagnosticDescriptor UnusedFile = new(
        RuleIdentifiers.UnusedFile,
        Title,
        messageFormat: "'{0}' has {1} but never uses '{2}'. Move the attribute to the method that reads or writes the file{3}.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.UnusedFile));

    private static readonly DiagnosticDescriptor UnmovedFile = new(
        RuleIdentifiers.UnusedFile,
        Title,
        messageFormat: "'{0}' has {1} but moves no bytes of '{2}'. Move the attribute to the method that reads or writes the file.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.UnusedFile));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        var analysis = ByteBoundAnalysis.Of(context.Compilation);
        ForEachPolicyBody(context, body =>
        {
            foreach (var (options, attribute) in body.Policies)
            {
                // If the method can be overridden, the override can use the file. A method that throws may not be written yet.
                if (Overrides.CanBeOverridden(body.Body)
                    || FileCandidates.Find(body.Method, options) is not [var candidate]
                    || FileOf(body, options, candidate) is not { } file
                    || body.Operations.Any(static operation => operation is IThrowOperation or IInvalidOperation))
                {
                    continue;
                }

                var kind = PolicyNames.Bracketed(options.Kind);
                var uses = body.Operations.Where(operation => MemberReach.IsReference(operation, file)).ToList();
                if (uses.Count == 0 && (file is IParameterSymbol || !MemberReach.CanReachMembers(body.Operations)))
                {
                    var other = Opens(body, options.Kind) ? ", or set Opened = true for the files that the method opens" : file is IParameterSymbol ? "" : ", or name the file with File = nameof(...)";
                    body.Report(Diagnostic.Create(UnusedFile, body.LocationOf(attribute), body.Method.Name, kind, candidate.Name, other));
                }
                else if (uses.Count > 0 && uses.TrueForAll(MovesNothing) && IsProvenUnmoved(analysis, body, candidate))
                {
                    body.Report(Diagnostic.Create(UnmovedFile, body.LocationOf(attribute), body.Method.Name, kind, candidate.Name));
                }
            }
        });
    }

    private static bool Opens(PolicyBodyContext body, PolicyKind kind) => body.Operations.Any(operation =>
        operation is IInvocationOperation call && FileOpeners.Find(call.TargetMethod).Any(opener => opener.IsCoveredBy(kind)));

    /// <summary>
    /// Gets the parameter, or the only member that is a file. Null if <c>File</c> names a member, because code that the analyzer does not
    /// see can use it.
    /// </summary>
    private static ISymbol? FileOf(PolicyBodyContext body, PolicyOptions options, FileCandidate candidate) =>
        FileCandidates.ParameterOf(body.Method, candidate) is { } parameter ? body.Body.Parameters[parameter.Ordinal]
        : options.File is null ? FileCandidates.MemberOf(body.Method, candidate)
        : null;

    /// <summary>Whether the use is a property, a null check, or a change of the position.</summary>
    private static bool MovesNothing(IOperation use)
    {
        var outer = use.Parent;
        while (outer is IConversionOperation or IParenthesizedOperation)
        {
            outer = outer.Parent;
        }

        return outer switch
        {
            IPropertyReferenceOperation { Property.Name: "Length" or "Position" or "CanRead" or "CanWrite" or "CanSeek" or "CanTimeout" or "Name" or "IsAsync" } => true,
            IInvocationOperation { TargetMethod.Name: "Seek" } call => call.Instance == use,
            INameOfOperation or IIsPatternOperation => true,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } => true,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "ThrowIfNull", ContainingType.Name: "ArgumentNullException" } } } => true,
            _ => false,
        };
    }

    private static bool IsProvenUnmoved(ByteBoundAnalysis analysis, PolicyBodyContext body, FileCandidate candidate) =>
        analysis.Analyze(body.Method, candidate, body.CancellationToken) is { MayBeWrittenByOtherName: false } bounds
        && bounds.Read.Amount == Amount.None
        && bounds.Written.Amount == Amount.None;
}
