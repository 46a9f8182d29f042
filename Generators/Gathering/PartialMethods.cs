using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Gathering;

/// <summary>Describes the implementing part of a partial method with a policy.</summary>
internal static class PartialMethods
{
    /// <summary>Null where nothing can be emitted that compiles and keeps the policy; the rules say why.</summary>
    internal static CarrierModel? Gather(IMethodSymbol method, MethodDeclarationSyntax declaration)
    {
        if (ReturnShapes.Of(method) is not { } shape
            || method.IsVararg
            || PolicyBody.Find(method) is not { IsIterator: false } body
            || (body.IsAsync && shape == ReturnShape.Void))
        {
            return null;
        }

        var isTask = shape is ReturnShape.Task or ReturnShape.TaskOfValue;
        var policies = PolicyModels.Gather(method, file => PolicyModels.FromInside(method, file));
        if (policies.IsEmpty || UnsafeContext.BarsPartial(method))
        {
            return null;
        }

        var isAsync = isTask && AsyncCarriers.IsPossibleInside(method);
        return new CarrierModel
        {
            Name = method.Name,
            Title = SymbolText.Title(method),
            QualifiedName = SymbolText.QualifiedName(method),
            Attributes = new EquatableArray<string>(Attributes(method)),
            Modifiers = Modifiers(declaration, isAsync),
            Returns = shape,
            ReturnType = SymbolText.Type(method.ReturnType),
            TypeParameters = SymbolText.TypeParameters(method.TypeParameters),
            Parameters = Parameters(method, declaration),
            Constraints = new EquatableArray<string>(Constraints(method, declaration)),
            Callee = Callee(method, body),
            TypeArguments = SymbolText.TypeParameters(method.TypeParameters),
            Arguments = new EquatableArray<ArgumentModel>([.. method.Parameters.Select(SymbolText.Argument)]),
            IsAsync = isAsync,
            Policies = new EquatableArray<PolicyModel>(policies),
            NamesInUse = new EquatableArray<string>(NamesInUse(method, body, policies)),
        };
    }

    /// <summary>
    /// The attributes of both parts are merged, so one that the declaration has already must not be repeated (CS0579).
    /// </summary>
    private static ImmutableArray<string> Attributes(IMethodSymbol method)
    {
        var present = method.GetAttributes().Select(attribute => attribute.AttributeClass?.Name).ToImmutableHashSet();
        return [.. CarrierAttributes.All.Where(attribute => !present.Contains(attribute.ClassName)).Select(attribute => attribute.Text)];
    }

    /// <summary>As they stand in the declaration; both parts must agree on them. Only <c>async</c> is the implementing part's.</summary>
    private static string Modifiers(MethodDeclarationSyntax declaration, bool isAsync)
    {
        var modifiers = declaration.Modifiers.Select(modifier => modifier.Text).ToList();
        if (isAsync)
        {
            modifiers.Insert(modifiers.IndexOf("partial"), "async");
        }

        return string.Join(" ", modifiers);
    }

    /// <summary>With the modifiers of the declaration; default values and attributes are the declaration's own.</summary>
    private static string Parameters(IMethodSymbol method, MethodDeclarationSyntax declaration) => string.Join(", ", method.Parameters.Zip(
        declaration.ParameterList.Parameters,
        (parameter, syntax) =>
            string.Concat(syntax.Modifiers.Select(modifier => modifier.Text + " "))
            + SymbolText.Type(parameter.Type)
            + " "
            + Identifiers.Escape(parameter.Name)));

    /// <summary>An override inherits its constraints; what it may repeat are keywords alone (CS0460).</summary>
    private static ImmutableArray<string> Constraints(IMethodSymbol method, MethodDeclarationSyntax declaration) => method.IsOverride
        ? [.. declaration.ConstraintClauses.Select(clause => clause.WithoutTrivia().NormalizeWhitespace().ToString())]
        : [.. SymbolText.Constraints(method.TypeParameters)];

    private static string Callee(IMethodSymbol method, IMethodSymbol body)
    {
        var hidden = method.Parameters.Any(parameter => parameter.Name == body.Name)
            || method.TypeParameters.Any(parameter => parameter.Name == body.Name);
        var qualifier = !hidden ? "" : method.IsStatic ? SymbolText.Type(method.ContainingType) + "." : "this.";
        return qualifier + Identifiers.Escape(body.Name);
    }

    private static ImmutableArray<string> NamesInUse(IMethodSymbol method, IMethodSymbol body, ImmutableArray<PolicyModel> policies) =>
    [
        .. method.Parameters.Select(parameter => parameter.Name),
        .. method.TypeParameters.Select(parameter => parameter.Name),
        .. policies.Select(policy => policy.File.Expression),
        body.Name,
    ];
}
