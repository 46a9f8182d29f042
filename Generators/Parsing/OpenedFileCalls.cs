using System.Collections.Immutable;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Parsing;

/// <summary>Finds the calls that open a file, in code with policies for opened files.</summary>
internal static class OpenedFileCalls
{
    internal static EquatableArray<OpenedFileModel> Find(Compilation compilation, CancellationToken cancellation)
    {
        var code = OpenedCode.In(compilation, cancellation);
        if (code.Count == 0)
        {
            return default;
        }

        var owners = new Dictionary<ISymbol, Owner>(SymbolEqualityComparer.Default);
        foreach (var tree in compilation.SyntaxTrees.Where(code.Contains))
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var node in code[tree])
            {
                foreach (var use in OpenerUse.In(node, model, cancellation))
                {
                    if (!IsForDropBehindFile(use, node))
                    {
                        Add(use, model, owners, cancellation);
                    }
                }
            }
        }

        var methods = new OpenerMethods(compilation);
        var policies = new OpenedPolicies(compilation);
        return new EquatableArray<OpenedFileModel>(
        [
            .. owners.Values
                .Select(owner => owner.ToModel(methods, policies))
                .OrderBy(static owner => owner.QualifiedName, StringComparer.Ordinal)
                .ThenBy(static owner => owner.Title, StringComparer.Ordinal),
        ]);
    }

    /// <summary>Whether the code passes the handle to a <c>DropBehindFile</c>, which drops the pages itself.</summary>
    private static bool IsForDropBehindFile(OpenerUse use, SyntaxNode code) =>
        use.Opener.Form == OpenerForm.Handle && use.Scope.PolicyFor(static kind => kind != PolicyKind.HeaderOnly) is not null && OpenedHandles.IsForDropBehindFile(use, code);

    private static void Add(OpenerUse use, SemanticModel model, Dictionary<ISymbol, Owner> owners, CancellationToken cancellation)
    {
        if (!use.Scope.Covers(use.Opener)
            || use.Call is not { } call
            || use.GetBypassReason(model, cancellation) != BypassReason.None
            || model.GetInterceptableLocation(call, cancellation) is not { } location)
        {
            return;
        }

        if (!owners.TryGetValue(use.Scope.Owner, out var owner))
        {
            owners.Add(use.Scope.Owner, owner = new Owner(use.Scope));
        }

        owner.Add(use, new LocationModel(location.Version, location.Data, CallPlace.Of(call)));
    }

    /// <summary>The calls in the code of one member or type, by the member of .NET that they call.</summary>
    private sealed class Owner(OpenedFileScope scope)
    {
        private readonly Dictionary<IMethodSymbol, (OpenerUse Use, ImmutableArray<LocationModel>.Builder Locations)> _calls = new(SymbolEqualityComparer.Default);

        internal void Add(OpenerUse use, LocationModel location)
        {
            if (!_calls.TryGetValue(use.Method, out var calls))
            {
                _calls.Add(use.Method, calls = (use, ImmutableArray.CreateBuilder<LocationModel>()));
            }

            calls.Locations.Add(location);
        }

        internal OpenedFileModel ToModel(OpenerMethods methods, OpenedPolicies policies)
        {
            var own = policies.Of(scope);
            var symbol = scope.Owner;
            var title = symbol is IMethodSymbol ? $"{SymbolText.Title(symbol.ContainingType)}.{SymbolText.Title(symbol)}" : SymbolText.Title(symbol);
            var name = SymbolText.QualifiedName(symbol);
            return new OpenedFileModel(
                symbol is IMethodSymbol { MethodKind: not MethodKind.Ordinary } method ? method.AssociatedSymbol?.Name ?? method.ContainingType.Name : symbol.Name,
                title,
                name,
                new EquatableArray<OpenedPolicyModel>(own),
                new EquatableArray<OpenerModel>(
                [
                    .. _calls.Values
                        .Select(call => new OpenerModel(call.Use.Opener.Form, methods.Parse(call.Use, own, title, name), new EquatableArray<LocationModel>(call.Locations.ToImmutable())))
                        .OrderBy(static opener => opener.Method.Name, StringComparer.Ordinal)
                        .ThenBy(static opener => opener.Method.Parameters, StringComparer.Ordinal),
                ]));
        }
    }
}
