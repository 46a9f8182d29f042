using System.Collections.Immutable;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Emitting;
using IoPolicy.Generators.Gathering;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators;

/// <summary>
/// Carries out the policies. The partial carrier implements each partial method that has one, in a file for each type;
/// the interceptor carrier intercepts the direct calls of ordinary methods that have one, in one file; the policy map
/// lists both.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PolicyGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Gather each annotated method as plain data, and only where a declaration changed: an edit of code ends here.
        var methods = context.CompilationProvider
            .WithComparer(SameDeclarations.Instance)
            .WithTrackingName(TrackingNames.Declarations)
            .SelectMany(AnnotatedMethods.Gather)
            .WithTrackingName(TrackingNames.AnnotatedMethod)
            .Collect();

        // A design-time build proves nothing: a letter typed would prove it all anew.
        var isDesignTime = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => InterceptorSwitch.IsDesignTime(options.GlobalOptions));

        // Prove windows for the methods that depend on it; proofs cross methods and files, so each compilation makes them anew.
        var proofs = methods
            .Combine(isDesignTime)
            .Select(static (input, _) => input.Right ? default : WindowProofs.Wanted(input.Left))
            .WithTrackingName(TrackingNames.WantedProofs)
            .Combine(context.CompilationProvider)
            .Select(static (input, cancellation) => WindowProofs.Find(input.Right, input.Left, cancellation))
            .WithTrackingName(TrackingNames.WindowProofs);

        // Group the partial methods by their type: one emitted file for each.
        var types = methods
            .Combine(proofs)
            .Select(static (input, _) => WindowProofs.Apply(input.Left, input.Right))
            .SelectMany(static (found, _) => PartialTypes.Group(found))
            .WithTrackingName(TrackingNames.PartialType);

        // File-local types need C# 11; before it, the emitted ones are internal, of a name that nobody else has.
        var hasFileTypes = context.ParseOptionsProvider
            .Select(static (options, _) => options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp11 });

        // Implement the partial methods: a source output, since without their implementation an IDE reports them (CS8795).
        context.RegisterSourceOutput(types.Combine(hasFileTypes), static (output, input) =>
            output.AddSource(input.Left.Type.HintName, PartialTypeFile.Write(input.Left, input.Right)));

        // List all policies, of both carriers, in the policy map: a source output too, since the user's tests name it.
        var map = methods
            .Select(static (found, _) => PolicyMapEntries.Sort(found))
            .WithTrackingName(TrackingNames.PolicyMap);

        context.RegisterSourceOutput(map, static (output, entries) =>
        {
            if (entries.Length > 0)
            {
                output.AddSource(HintNames.PolicyMap, PolicyMapFile.Write(entries));
            }
        });

        // Find the calls of ordinary methods with a policy, by name and then by symbol.
        var interceptors = NamesToIntercept(context, methods, hasFileTypes)
            .Combine(context.CompilationProvider)
            .Select(static (input, cancellation) => InterceptedCalls.Find(input.Right, input.Left, cancellation))
            .WithTrackingName(TrackingNames.InterceptedCalls);

        // Intercept them: an implementation output, so that a host which asks for declarations alone can leave it out.
        context.RegisterImplementationSourceOutput(interceptors, static (output, found) =>
        {
            if (found.Length > 0)
            {
                output.AddSource(HintNames.Interceptors, InterceptorFile.Write(found.Items));
            }
        });
    }

    /// <summary>The names of ordinary methods with a policy, here and in references; none where this build does not intercept.</summary>
    private static IncrementalValueProvider<EquatableArray<string>> NamesToIntercept(
        IncrementalGeneratorInitializationContext context,
        IncrementalValueProvider<ImmutableArray<AnnotatedMethodModel>> methods,
        IncrementalValueProvider<bool> hasFileTypes)
    {
        // Off in a design-time build, where the project says so, and before C# 11.
        var isOn = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => InterceptorSwitch.IsOn(options.GlobalOptions))
            .Combine(hasFileTypes)
            .Select(static (conditions, _) => conditions.Left && conditions.Right);

        // What a reference declares changes only with its file: a value for each, cached apart.
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
