using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Parsing;

/// <summary>Describes the policies for opened files: for the wrapper of their method, and for the interceptors of the calls that open a file.</summary>
internal sealed class OpenedPolicies(Compilation compilation)
{
    private readonly InterceptableMethods _interceptable = new(compilation);

    /// <summary>
    /// Describes the policies that need a wrapper, which registers each call of the method. Empty if one of them has a condition that the
    /// wrapper cannot read.
    /// </summary>
    internal static ImmutableArray<OpenedCallModel> CallsOf(
        IMethodSymbol method, ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> policies, Func<ISymbol, ConditionModel?> getCondition)
    {
        var found = ImmutableArray.CreateBuilder<OpenedCallModel>();
        foreach (var (options, _) in policies.Where(policy => OpenedCalls.NeedMethodWrapper(method, policy.Options)))
        {
            var condition = options.When is { } when ? getCondition(PolicyConditions.Find(method, when).Symbol!) : null;
            if (options.When is not null && condition is null)
            {
                return [];
            }

            found.Add(new OpenedCallModel(options.Kind, OpenedCalls.NameOf(method, options), condition));
        }

        return found.ToImmutable();
    }

    /// <summary>Describes the policies of code, without those whose condition cannot be read. IOP007 reports them.</summary>
    internal ImmutableArray<OpenedPolicyModel> Of(OpenedFileScope scope) => [.. scope.Policies.Select(options => Of(scope.Owner, options)).OfType<OpenedPolicyModel>()];

    private OpenedPolicyModel? Of(ISymbol owner, PolicyOptions options)
    {
        var calls = owner is IMethodSymbol method && OpenedCalls.NeedMethodWrapper(method, options) ? OpenedCalls.NameOf(method, options) : null;
        switch (OpenedConditions.For(owner, options))
        {
            case OpenedCondition.OnEntry:
                return new OpenedPolicyModel(options, calls, new ConditionModel($"{OpenedCallsText.Of(calls!)}.Applies", Accessor: null));
            case OpenedCondition.AtOpening:
                return OfStatic(OpenedConditions.Find(owner, options.When!).Symbol!) is { } condition ? new OpenedPolicyModel(options, calls, condition) : null;
            default:
                return new OpenedPolicyModel(options, calls, Condition: null);
        }
    }

    private ConditionModel? OfStatic(ISymbol condition)
    {
        if (!_interceptable.CanReadStatic(condition))
        {
            return null;
        }

        if (_interceptable.IsVisible(condition))
        {
            return new ConditionModel($"{SymbolText.Type(condition.ContainingType)}.{Identifiers.Escape(condition.Name)}{(condition is IMethodSymbol ? "()" : "")}", Accessor: null);
        }

        // For a static member, the runtime uses only the type of the argument.
        var accessor = condition switch
        {
            IFieldSymbol field => Accessors.ForField(field),
            IPropertySymbol { GetMethod: { } getter } => Accessors.ForMethod(getter),
            _ => Accessors.ForMethod((IMethodSymbol)condition),
        };
        return accessor is null ? null : new ConditionModel(condition.ContainingType.IsReferenceType ? "null" : "default", accessor);
    }
}
