using System.Collections.Immutable;
using System.Globalization;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Parsing;

/// <summary>Parses the partial methods that replace a file to plain data.</summary>
internal static class ReplacedFiles
{
    /// <summary>Parses the methods of a compilation.</summary>
    internal static ImmutableArray<ReplacedFileModel> Parse(Compilation compilation, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<ReplacedFileModel>();
        foreach (var declaration in AttributeOccurrences.In(compilation, cancellation).SelectMany(static file => file.Methods))
        {
            if (declaration.Modifiers.Any(SyntaxKind.PartialKeyword)
                && compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration, cancellation) is { } method
                && Parse(method, declaration, compilation, cancellation) is { } model)
            {
                found.Add(model);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Parses a method. Null if no generated file can implement it.</summary>
    private static ReplacedFileModel? Parse(IMethodSymbol method, MethodDeclarationSyntax declaration, Compilation compilation, CancellationToken cancellation)
    {
        if (!PolicyBody.IsNeededFor(method)
            || ReplacedFile.Of(method) is not { } file
            || TypeModels.Parse(method.ContainingType, cancellation) is not { } type)
        {
            return null;
        }

        var aliases = new ExternAliases(compilation);
        var shape = ReturnShapes.Of(method);
        var isTask = shape is ReturnShape.Task or ReturnShape.TaskOfValue;
        var isSupported = file.IsSupported;
        var returnType = SymbolText.Type(method.ReturnType, aliases);
        var parameters = PartialMethods.Parameters(method, declaration, aliases);
        var constraints = PartialMethods.Constraints(method, declaration, aliases);
        var arguments = method.Parameters
            .Where(parameter => isSupported && (file.Writer.GetsPath || !SymbolEqualityComparer.Default.Equals(parameter, file.Path.Symbol)))
            .Select(SymbolText.Argument);
        var wrapper = new WrapperModel
        {
            Name = method.Name,
            Title = SymbolText.Title(method),
            QualifiedName = SymbolText.QualifiedName(method),
            Attributes = new EquatableArray<string>(PartialMethods.Attributes(compilation, method)),
            Modifiers = PartialMethods.Modifiers(declaration, isSupported && isTask),
            Returns = shape ?? ReturnShape.Value,
            ReturnType = returnType,
            TypeParameters = SymbolText.TypeParameters(method.TypeParameters),
            Parameters = parameters,
            Constraints = new EquatableArray<string>(constraints),
            Callee = isSupported ? PartialMethods.Callee(method, file.Writer.Method!) : "",
            TypeArguments = SymbolText.TypeParameters(method.TypeParameters),
            Arguments = new EquatableArray<ArgumentModel>([.. arguments]),
            IsAsync = isTask,
            ExternAliases = new EquatableArray<string>(aliases.UsedIn([returnType, parameters, .. constraints])),
            NeedsUnsafeType = UnsafeContext.IsNeededFor(method) && !UnsafeContext.IsDeclaredBy(method),
            Policies = default,
            NamesInUse = new EquatableArray<string>(
                [.. method.Parameters.Select(parameter => parameter.Name), .. method.TypeParameters.Select(parameter => parameter.Name), .. ReplacingBody.NamesFor(method), file.Path.Symbol?.Name ?? ""]),
        };
        var drop = DropPolicy(file);
        return new ReplacedFileModel(
            type,
            wrapper,
            PathExpression(file.Path),
            file.Writer.StreamIndex,
            new EquatableArray<string>([.. Options(file.Attribute)]),
            drop is null ? null : new EquatableArray<string>([.. DropBehind(drop)]),
            drop?.KeepPagesVariable,
            drop?.When is { } when ? PolicyModels.GetConditionInside(method, PolicyConditions.Find(method, when).Symbol!).Expression : null,
            method.Parameters.FirstOrDefault(IsCancellation) is { } token ? Identifiers.Escape(token.Name) : "");
    }

    private static bool IsCancellation(IParameterSymbol parameter) =>
        parameter is { RefKind: RefKind.None, Type: { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } } };

    /// <summary>Gets the policy for the pages of the new file. Null if there is none, or if IOP006 or IOP007 reports it.</summary>
    internal static PolicyOptions? DropPolicy(ReplacedFile file) => file.Policies
        .Select(static policy => policy.Options)
        .FirstOrDefault(options => options is { Kind: PolicyKind.DropAfterFullWrite, IsInRange: true }
            && (options.When is null || PolicyConditions.Find(file.Method, options.When).Fault == ConditionFault.None));

    /// <summary>Formats the expression for the path. A member has a qualifier, because a parameter of the same name would hide it.</summary>
    private static string PathExpression(ReplacedPath path) => path switch
    {
        { Symbol: null } => "",
        { Dotted: { } dotted } => Root(dotted.Parts[0]) + Members(dotted),
        _ => Root(path.Symbol!),
    };

    private static string Root(ISymbol root) => root is IParameterSymbol
        ? Identifiers.Escape(root.Name)
        : (root.IsStatic ? SymbolText.Type(root.ContainingType) : "this") + "." + Identifiers.Escape(root.Name);

    /// <summary>Formats the parts after the first. If a part is null, the path is null, and <c>DurableFile</c> throws before the body runs.</summary>
    private static string Members(DottedFile file)
    {
        var parts = PathText.Members(file, out var canBeNull);
        return canBeNull ? parts + "!" : parts;
    }

    private static IEnumerable<string> Options(AttributeData attribute)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Value.Value is bool flag)
            {
                yield return $"{argument.Key} = {(flag ? "true" : "false")}";
            }
            else if (argument.Value.Value is int number)
            {
                yield return $"{argument.Key} = {number.ToString(CultureInfo.InvariantCulture)}";
            }
        }
    }

    private static IEnumerable<string> DropBehind(PolicyOptions options)
    {
        if (options.WindowBytes > 0)
        {
            yield return $"{nameof(options.WindowBytes)} = {options.WindowBytes.ToString(CultureInfo.InvariantCulture)}";
        }

        if (options.PreserveCached)
        {
            yield return $"{nameof(options.PreserveCached)} = true";
        }

        if (options.Mode != default)
        {
            yield return $"{nameof(options.Mode)} = global::IoPolicy.DropBehindMode.{options.Mode}";
        }
    }
}
