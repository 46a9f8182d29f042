using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP205: windows are asked for by number, and the body keeps, casts or hands out the stream, or takes its handle: the
/// wrapper that it is given outlives the call, or the I/O goes past it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EscapingWindowAnalyzer() : PolicyAnalyzer(EscapingWindow)
{
    private static readonly DiagnosticDescriptor EscapingWindow = new(
        RuleIdentifiers.EscapingWindow,
        "Windows on a stream that the method does not keep to itself",
        "{5} of {0} hands '{1}' a wrapped stream, but line {2} {3}; {6}, or work on '{4}' alone",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The wrapper that drops behind a method works while the method runs, and sees only what goes through it.",
        RuleHelp.UriOf(RuleIdentifiers.EscapingWindow));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicyBody(context, static body =>
    {
        foreach (var (options, attribute) in body.Policies)
        {
            if (options.RequestedWindow == 0
                || FileCandidates.Find(body.Method, options.File) is not [var candidate]
                || !FileCandidates.IsWrappable(body.Method, candidate)
                || body.FileOf(options) is not { } file)
            {
                continue;
            }

            var (use, how) = body.Operations
                .Where(operation => operation is IParameterReferenceOperation reference && FileUse.Is(reference.Parameter, file))
                .Select(static operation => (operation, How: HowItEscapes(operation)))
                .FirstOrDefault(static found => found.How is not null);
            if (use is not null)
            {
                var option = options.WindowBytes > 0 ? nameof(options.WindowBytes) : nameof(options.Mode);
                body.Report(Diagnostic.Create(
                    EscapingWindow,
                    body.LocationOf(attribute, option),
                    [use.Syntax.GetLocation()],
                    PolicyWords.AttributeOf(options.Kind),
                    body.Method.Name,
                    use.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1,
                    how,
                    candidate.Name,
                    option,
                    options.Mode == 1 ? "leave Mode out" : "set WindowBytes = 0"));
            }
        }
    });

    private static string? HowItEscapes(IOperation use)
    {
        var (inner, outer) = (use, use.Parent);
        while (outer is IConversionOperation { IsTryCast: var isTry, Type: var type } conversion)
        {
            if (!conversion.IsImplicit && !IsOpenToWrapper(type))
            {
                return isTry ? "asks whether it is another type" : "casts it to another type";
            }

            (inner, outer) = (outer, outer.Parent);
        }

        return outer switch
        {
            IPropertyReferenceOperation { Property: { Name: "SafeFileHandle" or "Handle", ContainingType.Name: "FileStream" } } => "takes its handle, and I/O by the handle goes past the windows",
            IIsTypeOperation { TypeOperand: var type } when !IsOpenToWrapper(type) => "asks whether it is another type",
            IReturnOperation { Parent: not null } result when !IsInFunction(result) => "returns it, and the wrapper is done when the method is",
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation } assignment when assignment.Value == inner =>
                "keeps it beyond the call, and the wrapper is done when the method is",
            ISimpleAssignmentOperation { Target: IParameterReferenceOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } } assignment when assignment.Value == inner =>
                "hands it out, and the wrapper is done when the method is",
            _ => null,
        };
    }

    /// <summary>Types that the wrapper has as well as the stream that it stands for.</summary>
    private static bool IsOpenToWrapper(ITypeSymbol? type) =>
        type is null or { TypeKind: TypeKind.Interface or TypeKind.Error or TypeKind.Dynamic or TypeKind.TypeParameter } or { SpecialType: SpecialType.System_Object }
        || type is { Name: "Stream" or "FileStream" or "MarshalByRefObject" };

    private static bool IsInFunction(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }
}
