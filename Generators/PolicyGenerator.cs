using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Emitting;
using IoPolicy.Generators.Gathering;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators;

/// <summary>
/// Carries out the policies: implements each partial method that has one.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PolicyGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var methods = Annotated(context, PolicyNames.DropPagesAfterFullRead)
            .Combine(Annotated(context, PolicyNames.DropPagesAfterFullWrite))
            .Combine(Annotated(context, PolicyNames.HeaderOnly))
            .Select(static (found, _) => found.Left.Left.AddRange(found.Left.Right).AddRange(found.Right));

        var types = methods
            .SelectMany(static (found, _) => PartialTypes.Group(found))
            .WithTrackingName(TrackingNames.PartialType);

        context.RegisterSourceOutput(types, static (output, type) =>
            output.AddSource(type.Type.HintName, PartialTypeFile.Write(type)));
    }

    private static IncrementalValueProvider<ImmutableArray<AnnotatedMethodModel>> Annotated(
        IncrementalGeneratorInitializationContext context, string attribute) =>
        context.SyntaxProvider
            .ForAttributeWithMetadataName(attribute, static (node, _) => node is MethodDeclarationSyntax, AnnotatedMethods.Gather)
            .Where(static method => method is not null)
            .Select(static (method, _) => method!)
            .WithTrackingName(TrackingNames.AnnotatedMethod)
            .Collect();
}
