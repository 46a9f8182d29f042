using System.Collections.Immutable;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Parsing;

/// <summary>Parses the methods that have a policy attribute to plain data.</summary>
/// <remarks>
/// This is not <c>ForAttributeWithMetadataName</c>, because that binds every candidate method again after each change in the
/// project.
/// </remarks>
internal static class AnnotatedMethods
{
    internal static ImmutableArray<AnnotatedMethodModel> Parse(Compilation compilation, CancellationToken cancellation)
    {
        if (compilation is CSharpCompilation { LanguageVersion: < LanguageVersion.CSharp9 })
        {
            // Generated code needs C# 9. IOP301 reports each annotated method.
            return [];
        }

        var found = ImmutableArray.CreateBuilder<AnnotatedMethodModel>();
        var aliases = new Lazy<ExternAliases>(() => new ExternAliases(compilation));
        var hasAssemblyAttribute = false;
        foreach (var file in AttributeOccurrences.In(compilation, cancellation))
        {
            SemanticModel? model = null;
            foreach (var owner in file.Owners)
            {
                cancellation.ThrowIfCancellationRequested();
                model ??= compilation.GetSemanticModel(owner.SyntaxTree);
                if (owner is CompilationUnitSyntax)
                {
                    hasAssemblyAttribute = true;
                }
                else if (owner is not MethodDeclarationSyntax declaration)
                {
                    if (owner is MemberDeclarationSyntax or AccessorDeclarationSyntax && model.GetDeclaredSymbol(owner, cancellation) is { } other && ParseOther(other) is { } parsed)
                    {
                        found.Add(parsed);
                    }
                }
                else if (model.GetDeclaredSymbol(declaration, cancellation) is IMethodSymbol { MethodKind: MethodKind.Ordinary } method)
                {
                    if (IsFirstPolicyOn(declaration, method))
                    {
                        found.Add(Parse(compilation, method, declaration, aliases, cancellation));
                    }
                    else if (method.PartialDefinitionPart is null && ReplacedFile.Of(method) is { IsSupported: true } replaced)
                    {
                        found.Add(new AnnotatedMethodModel(method.Name, IsIntercepted: false, Map(method, replaced)));
                    }
                }
            }
        }

        if (hasAssemblyAttribute)
        {
            found.AddRange(CallPolicyReader.Of(compilation).Assembly
                .Where(static policy => policy.Fault == AssemblyPolicyFault.None)
                .Select(static policy => new AnnotatedMethodModel(policy.Options.Method!, IsIntercepted: true, Map(policy))));
        }

        return found.ToImmutable();
    }

    private static AnnotatedMethodModel Parse(
        Compilation compilation, IMethodSymbol method, MethodDeclarationSyntax declaration, Lazy<ExternAliases> aliases, CancellationToken cancellation)
    {
        if (!PolicyBody.IsNeededFor(method))
        {
            var isIntercepted = PolicyReader.Read(method).Any(policy => !OpenedFiles.AreTargeted(method, policy.Options) || OpenedCalls.NeedMethodWrapper(method, policy.Options));
            return new AnnotatedMethodModel(method.Name, isIntercepted, Map(method, isPartial: false));
        }

        var wrapper = PartialMethods.Parse(compilation, method, declaration, aliases.Value);
        var type = TypeModels.Parse(method.ContainingType, cancellation);
        var map = type is null || wrapper.Policies.Length + wrapper.OpenedPolicies.Length == 0 ? default : Map(method, isPartial: true);
        var proof = wrapper.Policies.Any(static policy => policy.NeedsProof) ? DocumentationCommentId.CreateDeclarationId(method) : null;
        return new AnnotatedMethodModel(method.Name, IsIntercepted: false, map, type, wrapper, proof);
    }

    private static EquatableArray<MapEntryModel> Map(IMethodSymbol method, bool isPartial) => new([.. Map(method, PolicyReader.Read(method), isPartial)]);

    private static EquatableArray<MapEntryModel> Map(AssemblyPolicy policy) =>
        new([.. policy.Methods.SelectMany(method => Map(method, [(policy.Options, policy.Attribute)], isPartial: false))]);

    private static ImmutableArray<MapEntryModel> Map(IMethodSymbol method, ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> policies, bool isPartial) =>
    [
        .. from policy in policies
           let isOpened = OpenedFiles.AreTargeted(method, policy.Options)
           let candidates = FileCandidates.Find(method, policy.Options)
           where isOpened || candidates.Length == 1
           select new MapEntryModel(
               SymbolText.ReflectionName(method.ContainingType),
               method.Name,
               SymbolText.Title(method),
               policy.Options,
               isOpened ? FilePlace.Opened : candidates[0].Place,
               isOpened ? "" : candidates[0].Name,
               isPartial),
    ];

    /// <summary>Gets the entries of a method with <c>[ReplacesFile]</c>: the replacement, and the policy for the pages of the new file.</summary>
    private static EquatableArray<MapEntryModel> Map(IMethodSymbol method, ReplacedFile file)
    {
        var path = file.Path.Symbol!;
        var place = file.Path.Dotted is not null ? FilePlace.Dotted : path switch { IParameterSymbol => FilePlace.Parameter, IFieldSymbol => FilePlace.Field, _ => FilePlace.Property };
        PolicyOptions?[] policies = [null, ReplacedFiles.DropPolicy(file)];
        return new(
        [
            .. from options in policies.Take(policies[1] is null ? 1 : 2)
               select new MapEntryModel(SymbolText.ReflectionName(method.ContainingType), method.Name, SymbolText.Title(method), options, place, file.Path.Dotted is null ? path.Name : file.Name!, IsPartial: true),
        ]);
    }

    /// <summary>Parses a constructor, an accessor, an operator or a type. It can only have policies for opened files.</summary>
    private static AnnotatedMethodModel? ParseOther(ISymbol owner) => OpenedFileScope.Of(owner) is not { } scope ? null : new AnnotatedMethodModel(
        owner.Name,
        IsIntercepted: false,
        new EquatableArray<MapEntryModel>(
        [
            .. scope.Policies.Select(options => new MapEntryModel(
                SymbolText.ReflectionName(owner as INamedTypeSymbol ?? owner.ContainingType),
                owner is INamedTypeSymbol ? "" : owner.Name,
                SymbolText.Title(owner),
                options,
                FilePlace.Opened,
                File: "",
                IsPartial: false)),
        ]));

    /// <summary>Whether the declaration has the first policy of the method. The parts of a partial method share their attributes, and the method must be parsed once.</summary>
    private static bool IsFirstPolicyOn(MethodDeclarationSyntax declaration, IMethodSymbol method) =>
        PolicyReader.Read(method) is [{ Attribute.ApplicationSyntaxReference: { } first }, ..]
        && first.SyntaxTree == declaration.SyntaxTree
        && declaration.Span.Contains(first.Span);
}
