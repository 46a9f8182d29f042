using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Parsing;

/// <summary>Describes the wrapper that implements an annotated partial method.</summary>
internal static class PartialMethods
{
    /// <summary>
    /// Parses the method. If a rule reports an error on the method, the wrapper has no policies: it only calls the body, or throws
    /// if there is no body. Without an implementation, the compiler would stop at CS8795 and not run the rules at all.
    /// </summary>
    internal static WrapperModel Parse(Compilation compilation, IMethodSymbol method, MethodDeclarationSyntax declaration, ExternAliases aliases)
    {
        var body = PolicyBody.Find(method);
        var isSupported = body is not null && WrapperObstacles.ForPartial(method, body) == WrapperObstacle.None;
        var policies = isSupported ? PolicyModels.Parse(method, PolicyReader.Read(method), (_, file) => PolicyModels.GetFileInside(method, file), condition => PolicyModels.GetConditionInside(method, condition)) : [];
        var calls = isSupported ? OpenedPolicies.CallsOf(method, PolicyReader.Read(method), condition => PolicyModels.GetConditionInside(method, condition)) : [];
        var shape = ReturnShapes.Of(method) ?? ReturnShape.Value;
        var isAsync = policies.Length + calls.Length > 0 && shape is ReturnShape.Task or ReturnShape.TaskOfValue && AsyncWrappers.IsAllowedForPartial(method);
        var returnType = SymbolText.Type(method.ReturnType, aliases);
        var parameters = Parameters(method, declaration, aliases);
        var constraints = Constraints(method, declaration, aliases);
        return new WrapperModel
        {
            Name = method.Name,
            Title = SymbolText.Title(method),
            QualifiedName = SymbolText.QualifiedName(method),
            Attributes = new EquatableArray<string>(Attributes(compilation, method)),
            Modifiers = Modifiers(declaration, isAsync),
            Returns = shape,
            ReturnType = returnType,
            TypeParameters = SymbolText.TypeParameters(method.TypeParameters),
            Parameters = parameters,
            Constraints = new EquatableArray<string>(constraints),
            Callee = body is null || method.IsVararg ? "" : Callee(method, body),
            TypeArguments = SymbolText.TypeParameters(method.TypeParameters),
            Arguments = new EquatableArray<ArgumentModel>([.. method.Parameters.Select(SymbolText.Argument)]),
            IsAsync = isAsync,
            ExternAliases = new EquatableArray<string>(aliases.UsedIn([returnType, parameters, .. constraints])),
            NeedsUnsafeType = UnsafeContext.IsNeededFor(method) && !UnsafeContext.IsDeclaredBy(method),
            Policies = new EquatableArray<PolicyModel>(policies),
            OpenedPolicies = new EquatableArray<PolicyOptions>([.. PolicyReader.Read(method).Select(static policy => policy.Options).Where(options => options.IsInRange && OpenedFiles.AreTargeted(method, options))]),
            OpenedCalls = new EquatableArray<OpenedCallModel>(calls),
            NamesInUse = new EquatableArray<string>(NamesInUse(method, body, policies)),
        };
    }

    /// <summary>Gets the attributes of the wrapper, without those of the declaration. The parts of a partial method share their attributes (CS0579).</summary>
    internal static ImmutableArray<string> Attributes(Compilation compilation, IMethodSymbol method)
    {
        var present = method.GetAttributes().Select(attribute => attribute.AttributeClass?.Name).ToImmutableHashSet();
        return [.. WrapperAttributes.For(compilation).Where(attribute => !present.Contains(attribute.ClassName)).Select(attribute => attribute.Text)];
    }

    /// <summary>Copies the modifiers of the declaration, because both parts must have the same modifiers except <c>async</c>.</summary>
    internal static string Modifiers(MethodDeclarationSyntax declaration, bool isAsync)
    {
        // An async modifier on the declaration is an error (CS1994). A copy of the modifier would add a second error, in generated code.
        var modifiers = declaration.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword)).Select(static modifier => modifier.Text).ToList();
        if (isAsync)
        {
            modifiers.Insert(modifiers.IndexOf("partial"), "async");
        }

        return string.Join(" ", modifiers);
    }

    /// <summary>Formats the parameters with the modifiers of the declaration, and without default values and attributes.</summary>
    internal static string Parameters(IMethodSymbol method, MethodDeclarationSyntax declaration, ExternAliases aliases)
    {
        var parameters = method.Parameters.Zip(
            declaration.ParameterList.Parameters,
            (parameter, syntax) =>
                string.Concat(syntax.Modifiers.Select(modifier => modifier.Text + " "))
                + SymbolText.Type(parameter.Type, aliases)
                + " "
                + Identifiers.Escape(parameter.Name));
        return string.Join(", ", method.IsVararg ? parameters.Append("__arglist") : parameters);
    }

    /// <summary>Gets the constraints. An override inherits its constraints, and can repeat only keyword constraints (CS0460).</summary>
    internal static ImmutableArray<string> Constraints(IMethodSymbol method, MethodDeclarationSyntax declaration, ExternAliases aliases) => method.IsOverride
        ? [.. declaration.ConstraintClauses.Select(clause => clause.WithoutTrivia().NormalizeWhitespace().ToString())]
        : [.. SymbolText.Constraints(method.TypeParameters, aliases)];

    internal static string Callee(IMethodSymbol method, IMethodSymbol body)
    {
        var hidden = method.Parameters.Any(parameter => parameter.Name == body.Name)
            || method.TypeParameters.Any(parameter => parameter.Name == body.Name);
        var qualifier = !hidden ? "" : method.IsStatic ? SymbolText.Type(method.ContainingType) + "." : "this.";
        return qualifier + Identifiers.Escape(body.Name);
    }

    private static ImmutableArray<string> NamesInUse(IMethodSymbol method, IMethodSymbol? body, ImmutableArray<PolicyModel> policies) =>
    [
        .. method.Parameters.Select(parameter => parameter.Name),
        .. method.TypeParameters.Select(parameter => parameter.Name),
        .. policies.Select(policy => policy.File.Expression),
        .. PolicyReader.Read(method).Select(static policy => policy.Options.When).OfType<string>(),
        .. body is null ? [] : new[] { body.Name },
    ];
}
