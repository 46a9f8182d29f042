using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Parsing;

/// <summary>Parses the policy attributes of a method.</summary>
internal static class PolicyModels
{
    /// <summary>
    /// Parses the policies with their files. The result is empty if a policy has no file, has several files or a file that generated code
    /// cannot read, contradicts or repeats another policy, has an option out of range, or has no valid condition. The rules report these cases
    /// (IOP001, IOP002, IOP003, IOP006, IOP007, IOP008, IOP301).
    /// </summary>
    internal static ImmutableArray<PolicyModel> Parse(
        IMethodSymbol method,
        ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> policies,
        Func<PolicyOptions, FileCandidate, FileExpression?> getFile,
        Func<ISymbol, ConditionModel?> getCondition,
        Func<string, bool>? isProven = null)
    {
        var found = ImmutableArray.CreateBuilder<PolicyModel>();
        foreach (var (options, _) in policies)
        {
            if (options.IsInRange && (OpenedFiles.AreTargeted(method, options) || InterceptableMethods.IsUnfollowable(method, options)))
            {
                continue;
            }

            if (!options.IsInRange
                || FileCandidates.Find(method, options) is not [var file]
                || getFile(options, file) is not { } expression
                || found.Any(other => Contradicts(other, options, file)))
            {
                return [];
            }

            var condition = options.When is { } when && PolicyConditions.Find(method, when) is { Fault: ConditionFault.None, Symbol: { } symbol } ? getCondition(symbol) : null;
            if (options.When is not null && condition is null)
            {
                return [];
            }

            var model = new PolicyModel(options, new FileModel(file.Place, file.Kind, file.Name, expression.Text, FileCandidates.IsWrappable(method, file))
            {
                Accessor = expression.Accessor,
                IsElement = file.Place == FilePlace.Result && ResultFiles.OutParameterOf(method, file.Name) is null && ResultFiles.ElementOf(method, file.Name) is not null,
                Prefix = expression.Prefix,
                Suffix = expression.Suffix,
            })
            {
                Condition = condition,
            };
            found.Add(model);
        }

        return
        [
            .. found
                .Select(policy => policy with { IsWrappedByOther = found.Any(other => IsWrappedBy(policy, other)) })
                .Select(policy => policy.NeedsProof && isProven is not null ? policy with { IsProven = isProven(policy.File.Name) } : policy),
        ];
    }

    /// <summary>
    /// Whether a policy leaves the wrapped stream to another policy for the same file. A method that reads and writes one file has two
    /// policies, but one wrapped stream. The stream belongs to the policy with a requested window, or else to the write policy, because only
    /// the write policy's windows write dirty pages back.
    /// </summary>
    private static bool IsWrappedBy(PolicyModel policy, PolicyModel other) =>
        other != policy
        && policy.Options.HasAutomaticWindow
        && other.File.IsSameAs(policy.File)
        && (other.Options.RequestedWindow > 0 || (other.Options.HasAutomaticWindow && other.Options.Kind == PolicyKind.DropAfterFullWrite));

    /// <summary>Gets the expression that names a file inside the containing type.</summary>
    internal static FileExpression GetFileInside(IMethodSymbol method, FileCandidate file) => file.Place switch
    {
        FilePlace.Result => new FileExpression(file.Name.Length == 0 ? "" : Identifiers.Escape(file.Name), Accessor: null),
        FilePlace.Dotted => PathText.Complete(method, file, new FileExpression(RootInside(method, DottedFile.Find(method, file.Name).Parts[0]), Accessor: null)),
        FilePlace.Field or FilePlace.Property when FileCandidates.MemberOf(method, file) is { } member => PathText.Complete(method, file, new FileExpression(RootInside(method, member), Accessor: null)),
        _ => PathText.Complete(method, file, new FileExpression(Identifiers.Escape(file.Name), Accessor: null)),
    };

    /// <summary>Gets the expression that names a parameter or member inside the containing type. A parameter of the method hides a member of the same name.</summary>
    private static string RootInside(IMethodSymbol method, ISymbol root)
    {
        var isHidden = root is not IParameterSymbol && method.Parameters.Any(parameter => parameter.Name == root.Name);
        var qualifier = !isHidden ? "" : root.IsStatic ? SymbolText.Type(method.ContainingType) + "." : "this.";
        return qualifier + Identifiers.Escape(root.Name);
    }

    /// <summary>Gets the expression that names a condition inside the containing type.</summary>
    internal static ConditionModel GetConditionInside(IMethodSymbol method, ISymbol condition)
    {
        var isHidden = condition is not IParameterSymbol
            && (method.Parameters.Any(parameter => parameter.Name == condition.Name) || method.TypeParameters.Any(parameter => parameter.Name == condition.Name));
        var qualifier = !isHidden ? "" : condition.IsStatic ? SymbolText.Type(condition.ContainingType) + "." : "this.";
        return new ConditionModel(qualifier + Identifiers.Escape(condition.Name) + (condition is IMethodSymbol ? "()" : ""), Accessor: null);
    }

    private static bool Contradicts(PolicyModel other, PolicyOptions options, FileCandidate file) =>
        other.File.Place == file.Place
        && other.File.Name == file.Name
        && (other.Options.Contradicts(options) || other.Options.Repeats(options));
}

/// <summary>The expression for a file in generated code.</summary>
/// <param name="Text">The expression, or the argument of <paramref name="Accessor"/> if there is one.</param>
/// <param name="Accessor">The accessor that returns the file, or null.</param>
/// <param name="Prefix">The text before the expression.</param>
/// <param name="Suffix">The text after the expression.</param>
internal sealed record FileExpression(string Text, AccessorModel? Accessor, string Prefix = "", string Suffix = "");
