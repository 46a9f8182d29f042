using System.Reflection;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Parsing;

/// <summary>Creates semantic models to bind calls. They skip the nullable analysis, which takes a third of the time and changes no call.</summary>
/// <remarks>
/// Roslyn marks the option as experimental (RSEXPERIMENTAL001), so it is found by reflection. A compiler without it makes an ordinary model.
/// </remarks>
internal static class CallModels
{
    private static readonly Type? Options = typeof(SemanticModel).Assembly.GetType("Microsoft.CodeAnalysis.SemanticModelOptions");
    private static readonly MethodInfo? Factory = Options is null ? null : typeof(Compilation).GetMethod(nameof(Compilation.GetSemanticModel), [typeof(SyntaxTree), Options]);
    private static readonly object? WithoutNullableAnalysis = Options?.GetField("DisableNullableAnalysis")?.GetRawConstantValue() is { } value ? Enum.ToObject(Options, value) : null;

    private static bool CanSkip => Factory is not null && WithoutNullableAnalysis is not null;

    internal static SemanticModel Create(Compilation compilation, SyntaxTree tree) =>
        CanSkip ? (SemanticModel)Factory!.Invoke(compilation, [tree, WithoutNullableAnalysis!]) : compilation.GetSemanticModel(tree);
}
