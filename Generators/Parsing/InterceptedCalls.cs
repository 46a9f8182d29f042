using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Generators.Parsing;

/// <summary>
/// Finds the calls of annotated methods. It searches for the known names first, so it binds only calls with one of these names.
/// </summary>
internal static class InterceptedCalls
{
    internal static EquatableArray<InterceptorModel> Find(Compilation compilation, EquatableArray<string> names, CancellationToken cancellation)
    {
        if (names.Length == 0)
        {
            return default;
        }

        var candidates = new CallCandidates(names);
        var policies = CallPolicyReader.Of(compilation);
        var methods = new InterceptedMethods(compilation, cancellation);
        var found = new Dictionary<CallPolicies, ImmutableArray<LocationModel>.Builder>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            SemanticModel? model = null;
            foreach (var call in candidates.In(tree, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                model ??= CallModels.Create(compilation, tree);
                Add(model, call, policies, methods, found, cancellation);
            }
        }

        var interceptors = found
            .Select(pair => new InterceptorModel(methods.Find(pair.Key)!, new EquatableArray<LocationModel>(pair.Value.ToImmutable())))
            .OrderBy(interceptor => interceptor.Method.QualifiedName, StringComparer.Ordinal)
            .ThenBy(interceptor => interceptor.Method.TypeParameters + interceptor.Method.Parameters, StringComparer.Ordinal)
            .ThenBy(interceptor => string.Join(" ", interceptor.Method.Policies.Select(static policy => policy.Options.On)), StringComparer.Ordinal);
        return new EquatableArray<InterceptorModel>([.. interceptors]);
    }

    private static void Add(
        SemanticModel model,
        InvocationExpressionSyntax call,
        CallPolicyReader policies,
        InterceptedMethods methods,
        Dictionary<CallPolicies, ImmutableArray<LocationModel>.Builder> found,
        CancellationToken cancellation)
    {
        // The symbol comes first, because most calls fail that check. For a symbol, Roslyn binds one statement; for an operation, the whole body.
        if (model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol called
            && InterceptableCall.TargetOf(called) is var target
            && policies.MayHave(target)
            && model.GetOperation(call, cancellation) is IInvocationOperation operation
            && policies.For(target, operation.Instance?.Type) is var method
            && methods.Find(method) is not null
            && InterceptableCall.GetBypassReason(operation) == BypassReason.None
            && model.GetInterceptableLocation(call, cancellation) is { } location)
        {
            if (!found.TryGetValue(method, out var locations))
            {
                locations = ImmutableArray.CreateBuilder<LocationModel>();
                found.Add(method, locations);
            }

            locations.Add(new LocationModel(location.Version, location.Data, CallPlace.Of(call)));
        }
    }
}
