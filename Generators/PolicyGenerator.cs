using System.Collections.Immutable;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Rules;
using IoPolicy.Generators.Emitting;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using IoPolicy.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators;

/// <summary>
/// Generates the code that applies policies. A partial-method wrapper implements each annotated partial method, in one file
/// per type. An interceptor wrapper replaces the direct calls of each annotated ordinary method, in one file. The policy map
/// lists all policies.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PolicyGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Parse each annotated method to plain data. The comparer stops the pipeline here after an edit of method bodies.
        var declarations = context.CompilationProvider
            .WithComparer(DeclarationComparer.Instance)
            .WithTrackingName(TrackingNames.Declarations);
        var methods = declarations
            .SelectMany(AnnotatedMethods.Parse)
            .WithTrackingName(TrackingNames.AnnotatedMethod)
            .Collect();

        // Report the partial methods that no generated file can implement.
        context.RegisterSourceOutput(declarations.SelectMany(FileLocalPolicies.Find).WithTrackingName(TrackingNames.FileLocalPolicy), static (output, policy) =>
            output.ReportDiagnostic(UnsupportedMemberAnalyzer.InFileLocalType(
                policy.Attribute, policy.Method, Location.Create(policy.Path, policy.Span, policy.Lines))));

        // A design-time build makes no proofs, because each keystroke would repeat all of them.
        var isDesignTime = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => InterceptorSwitch.IsDesignTime(options.GlobalOptions));

        // Prove automatic windows. A proof follows the stream across methods and files, so each compilation repeats it.
        var proofs = methods
            .Combine(isDesignTime)
            .Select(static (input, _) => input.Right ? default : WindowProofs.Required(input.Left))
            .WithTrackingName(TrackingNames.RequiredProofs)
            .Combine(context.CompilationProvider)
            .Select(static (input, cancellation) => WindowProofs.Find(input.Right, input.Left, cancellation))
            .WithTrackingName(TrackingNames.WindowProofs);

        // Group the partial methods by type: one generated file per type.
        var types = methods
            .Combine(proofs)
            .Select(static (input, _) => WindowProofs.Apply(input.Left, input.Right))
            .SelectMany(static (found, _) => PartialTypes.Group(found))
            .WithTrackingName(TrackingNames.PartialType);

        // File-local types need C# 11. For older versions, the generated types are internal and have unique names.
        var hasFileTypes = context.ParseOptionsProvider
            .Select(static (options, _) => options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp11 });

        // Implement the partial methods. This is a source output, because an IDE reports unimplemented partial methods (CS8795).
        context.RegisterSourceOutput(types.Combine(hasFileTypes), static (output, input) =>
            output.AddSource(input.Left.Type.HintName, PartialTypeFile.Write(input.Left, input.Right)));

        // Write the policy map. This is a source output, because the user's tests refer to it.
        var map = methods
            .Select(static (found, _) => PolicyMapEntries.Sort(found))
            .WithTrackingName(TrackingNames.PolicyMap);

        // A reference can have a visible map too.
        var mapClass = declarations.Select(static (compilation, _) => PolicyMapClass.In(compilation));

        context.RegisterSourceOutput(map.Combine(mapClass), static (output, input) =>
        {
            if (input.Left.Length > 0)
            {
                output.AddSource(HintNames.PolicyMap, PolicyMapFile.Write(input.Left, input.Right));
            }
        });

        // Interception is off in a design-time build, if the project turns it off, and before C# 11.
        var isInterceptionOn = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => InterceptorSwitch.IsOn(options.GlobalOptions))
            .Combine(hasFileTypes)
            .Select(static (conditions, _) => conditions.Left && conditions.Right);

        // Find the calls of annotated ordinary methods, first by name and then by symbol.
        var interceptors = NamesToIntercept(context, methods, isInterceptionOn)
            .Combine(context.CompilationProvider)
            .Select(static (input, cancellation) => InterceptedCalls.Find(input.Right, input.Left, cancellation))
            .WithTrackingName(TrackingNames.InterceptedCalls);

        // Intercept the calls. This is an implementation output, which hosts that only need declarations skip.
        context.RegisterImplementationSourceOutput(interceptors, static (output, found) =>
        {
            if (found.Length > 0)
            {
                output.AddSource(HintNames.Interceptors, InterceptorFile.Write(found.Items));
            }
        });

        // Find the calls that open a file, in code with policies for opened files, and intercept them.
        var opened = isInterceptionOn
            .Combine(context.CompilationProvider)
            .Select(static (input, cancellation) => input.Left ? OpenedFileCalls.Find(input.Right, cancellation) : default)
            .WithTrackingName(TrackingNames.OpenedFiles);

        context.RegisterImplementationSourceOutput(opened, static (output, found) =>
        {
            if (found.Length > 0)
            {
                output.AddSource(HintNames.OpenedFiles, OpenedFileFile.Write(found.Items));
            }
        });
    }

    /// <summary>Gets the names of annotated ordinary methods, here and in references. Empty if this build does not intercept.</summary>
    private static IncrementalValueProvider<EquatableArray<string>> NamesToIntercept(
        IncrementalGeneratorInitializationContext context,
        IncrementalValueProvider<ImmutableArray<AnnotatedMethodModel>> methods,
        IncrementalValueProvider<bool> isOn)
    {
        // One cached value per reference: its declarations change only with its file.
        var referenced = context.MetadataReferencesProvider
            .Select(ReferencedMethodNames.Names)
            .WithTrackingName(TrackingNames.AnnotatedReference)
            .Collect();

        return methods
            .Combine(referenced)
            .Combine(isOn)
            .Select(static (input, _) => input.Right ? InterceptedNames.Union(input.Left.Left, input.Left.Right) : default)
            .WithTrackingName(TrackingNames.InterceptedNames);
    }
}
