using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Rules;
using IoPolicy.Generators.Emitting;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using IoPolicy.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators;

/// <summary>
/// Generates the code that applies policies. A partial-method wrapper implements each annotated partial method, in one file
/// per type. An interceptor wrapper replaces the direct calls of each annotated ordinary method, in one file. More
/// interceptors replace the calls that open a file, in code with policies for opened files. The policy map lists all policies.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PolicyGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Each value of the pipeline is a class, because the driver's generic code is compiled again for each structure (ModelList).
        var build = context.AnalyzerConfigOptionsProvider
            .Combine(context.ParseOptionsProvider)
            .Select(static (input, _) => BuildModel.Of(input.Left.GlobalOptions, input.Right));

        // Parse each annotated method to plain data. The comparer stops the pipeline here after an edit of method bodies.
        var declarations = context.CompilationProvider
            .WithComparer(DeclarationComparer.Instance)
            .WithTrackingName(TrackingNames.Declarations);
        var methods = declarations
            .Select(static (compilation, cancellation) => new ModelList<AnnotatedMethodModel>(AnnotatedMethods.Parse(compilation, cancellation)))
            .WithTrackingName(TrackingNames.AnnotatedMethods);

        // Report the partial methods that no generated file can implement.
        context.RegisterSourceOutput(declarations.SelectMany(FileLocalPolicies.Find).WithTrackingName(TrackingNames.FileLocalPolicy), static (output, policy) =>
            output.ReportDiagnostic(UnsupportedMemberAnalyzer.InFileLocalType(
                policy.Attribute, policy.Method, Location.Create(policy.Path, policy.Span, policy.Lines))));

        // Prove automatic windows. A proof follows the stream across methods and files, so each compilation repeats it. A design-time build
        // of an IDE makes no proofs, because each keystroke would repeat all of them.
        var proofs = methods
            .Combine(build)
            .Select(static (input, _) => new ModelList<string>(input.Right.IsDesignTime ? default : WindowProofs.Required(input.Left.Items)))
            .WithTrackingName(TrackingNames.RequiredProofs)
            .Combine(context.CompilationProvider)
            .Select(static (input, cancellation) => new ModelList<ProvenWindow>(WindowProofs.Find(input.Right, input.Left.Items, cancellation)))
            .WithTrackingName(TrackingNames.WindowProofs);

        // Group the partial methods by type: one generated file per type.
        var types = methods
            .Combine(proofs)
            .SelectMany(static (input, _) => PartialTypes.Group(WindowProofs.Apply(input.Left.Items, input.Right.Items)))
            .WithTrackingName(TrackingNames.PartialType);

        // Implement the partial methods. This is a source output, because an IDE reports unimplemented partial methods (CS8795).
        // File-local types need C# 11. For older versions, the generated types are internal and have unique names.
        context.RegisterSourceOutput(types.Combine(build), static (output, input) =>
            output.AddSource(input.Left.Type.HintName, PartialTypeFile.Write(input.Left, input.Right.HasFileTypes)));

        // Write the policy map. This is a source output, because the user's tests refer to it.
        var map = methods
            .Select(static (found, _) => new ModelList<MapEntryModel>(PolicyMapEntries.Sort(found.Items)))
            .WithTrackingName(TrackingNames.PolicyMap);

        // A reference can have a visible map too, so the class name depends on the references.
        var mapClass = declarations.Select(static (compilation, _) => PolicyMapClass.In(compilation));

        context.RegisterSourceOutput(map.Combine(mapClass), static (output, input) =>
        {
            if (input.Left.Items.Length > 0)
            {
                output.AddSource(HintNames.PolicyMap, PolicyMapFile.Write(input.Left.Items, input.Right));
            }
        });

        // Find the calls of annotated ordinary methods, first by name and then by symbol.
        var interceptors = NamesToIntercept(context, methods, build)
            .Combine(context.CompilationProvider)
            .Select(static (input, cancellation) => new ModelList<InterceptorModel>(InterceptedCalls.Find(input.Right, input.Left.Items, cancellation)))
            .WithTrackingName(TrackingNames.InterceptedCalls);

        // Intercept the calls. This is an implementation output, which hosts that only need declarations skip.
        context.RegisterImplementationSourceOutput(interceptors, static (output, found) =>
        {
            if (found.Items.Length > 0)
            {
                output.AddSource(HintNames.Interceptors, InterceptorFile.Write(found.Items.Items));
            }
        });

        // Find the calls that open a file, in code with policies for opened files, and intercept them.
        var opened = build
            .Combine(context.CompilationProvider)
            .Select(static (input, cancellation) => new ModelList<OpenedFileModel>(input.Left.IsInterceptionOn ? OpenedFileCalls.Find(input.Right, cancellation) : default))
            .WithTrackingName(TrackingNames.OpenedFiles);

        context.RegisterImplementationSourceOutput(opened, static (output, found) =>
        {
            if (found.Items.Length > 0)
            {
                output.AddSource(HintNames.OpenedFiles, OpenedFileFile.Write(found.Items.Items));
            }
        });
    }

    /// <summary>Gets the names of annotated ordinary methods, here and in references. Empty if this build does not intercept.</summary>
    private static IncrementalValueProvider<ModelList<string>> NamesToIntercept(
        IncrementalGeneratorInitializationContext context,
        IncrementalValueProvider<ModelList<AnnotatedMethodModel>> methods,
        IncrementalValueProvider<BuildModel> build)
    {
        // One cached value per reference, because the declarations of a reference change only with its file.
        var referenced = context.MetadataReferencesProvider
            .Select(static (reference, cancellation) => new ModelList<string>(ReferencedMethodNames.Names(reference, cancellation)))
            .WithTrackingName(TrackingNames.AnnotatedReference)
            .Collect()
            .Select(static (found, _) => new ModelList<string>(InterceptedNames.Union(found)));

        return methods
            .Combine(referenced)
            .Select(static (input, _) => new ModelList<string>(InterceptedNames.Union(input.Left.Items, input.Right.Items)))
            .Combine(build)
            .Select(static (input, _) => input.Right.IsInterceptionOn ? input.Left : new ModelList<string>(default(EquatableArray<string>)))
            .WithTrackingName(TrackingNames.InterceptedNames);
    }
}
