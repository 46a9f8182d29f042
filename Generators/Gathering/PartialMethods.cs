using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Emitting;
using IoPolicy.Generators.Models;
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
        if (policies.IsEmpty || (isTask && declaration.Modifiers.Any(SyntaxKind.UnsafeKeyword)))
        {
            // In an unsafe context nothing can be awaited (CS4004), and both parts must be unsafe or neither (CS0764).
            return null;
        }

        var isAsync = isTask && CanBeAsync(method);
        return new CarrierModel
        {
            Name = method.Name,
            Title = SymbolText.Title(method),
            QualifiedName = SymbolText.QualifiedName(method),
            Attributes = new EquatableArray<string>(Attributes(method)),
            Signature = Signature(method, declaration, isAsync),
            Constraints = new EquatableArray<string>(Constraints(method, declaration)),
            Callee = Callee(method, body),
            Arguments = new EquatableArray<ArgumentModel>([.. method.Parameters.Select(SymbolText.Argument)]),
            Returns = shape,
            ReturnType = SymbolText.Type(method.ReturnType),
            IsAsync = isAsync,
            Policies = new EquatableArray<PolicyModel>(policies),
            NamesInUse = new EquatableArray<string>(NamesInUse(method, body, policies)),
        };
    }

    private static bool CanBeAsync(IMethodSymbol method) =>
        (method.IsStatic || method.ContainingType.IsReferenceType || method.IsReadOnly || method.ContainingType.IsReadOnly)
        && !method.ContainingType.IsRefLikeType
        && method.Parameters.All(parameter =>
            parameter.RefKind == RefKind.None
            && !parameter.Type.IsRefLikeType
            && parameter.Type is not ITypeParameterSymbol { AllowsRefLikeType: true });

    /// <summary>
    /// The attributes of both parts are merged, so one that the declaration has already must not be repeated (CS0579).
    /// </summary>
    private static ImmutableArray<string> Attributes(IMethodSymbol method)
    {
        var present = method.GetAttributes().Select(attribute => attribute.AttributeClass?.Name).ToImmutableHashSet();
        return [.. CarrierAttributes.All.Where(attribute => !present.Contains(attribute.ClassName)).Select(attribute => attribute.Text)];
    }

    /// <summary>
    /// The modifiers and the parameters' modifiers as they stand in the declaration; both parts must agree on them.
    /// Default values and attributes are the declaration's own.
    /// </summary>
    private static string Signature(IMethodSymbol method, MethodDeclarationSyntax declaration, bool isAsync)
    {
        var modifiers = declaration.Modifiers.Select(modifier => modifier.Text).ToList();
        if (isAsync)
        {
            modifiers.Insert(modifiers.IndexOf("partial"), "async");
        }

        var reference = method.RefKind switch
        {
            RefKind.Ref => "ref ",
            RefKind.RefReadOnly => "ref readonly ",
            _ => "",
        };
        var parameters = method.Parameters.Zip(declaration.ParameterList.Parameters, (parameter, syntax) =>
            string.Concat(syntax.Modifiers.Select(modifier => modifier.Text + " "))
            + SymbolText.Type(parameter.Type)
            + " "
            + Identifiers.Escape(parameter.Name));
        return $"{string.Join(" ", modifiers)} {reference}{SymbolText.Type(method.ReturnType)} {Identifiers.Escape(method.Name)}"
            + $"{SymbolText.TypeParameters(method.TypeParameters)}({string.Join(", ", parameters)})";
    }

    /// <summary>An override inherits its constraints; what it may repeat are keywords alone (CS0460).</summary>
    private static ImmutableArray<string> Constraints(IMethodSymbol method, MethodDeclarationSyntax declaration) => method.IsOverride
        ? [.. declaration.ConstraintClauses.Select(clause => clause.WithoutTrivia().NormalizeWhitespace().ToString())]
        : [.. SymbolText.Constraints(method.TypeParameters)];

    private static string Callee(IMethodSymbol method, IMethodSymbol body)
    {
        var hidden = method.Parameters.Any(parameter => parameter.Name == body.Name)
            || method.TypeParameters.Any(parameter => parameter.Name == body.Name);
        var qualifier = !hidden ? "" : method.IsStatic ? SymbolText.Type(method.ContainingType) + "." : "this.";
        return qualifier + Identifiers.Escape(body.Name) + SymbolText.TypeParameters(method.TypeParameters);
    }

    private static ImmutableArray<string> NamesInUse(IMethodSymbol method, IMethodSymbol body, ImmutableArray<PolicyModel> policies) =>
    [
        .. method.Parameters.Select(parameter => parameter.Name),
        .. method.TypeParameters.Select(parameter => parameter.Name),
        .. policies.Select(policy => policy.File.Expression),
        body.Name,
    ];
}
