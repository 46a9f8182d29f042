using System.Collections;
using System.Reflection;
using Generators.Tests.Infrastructure;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis.Text;

namespace Generators.Tests.Incremental;

/// <summary>
/// No model contains a Roslyn object. A symbol, a node or a location keeps a whole compilation alive, and does not compare by value.
/// </summary>
public class ModelShapeTests
{
    public static TheoryData<Type> Models => [.. typeof(PolicyGenerator).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(WrapperModel).Namespace && !type.Name.StartsWith('<') && !type.IsNested && !type.IsGenericTypeDefinition)
        .Append(typeof(PolicyOptions))];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_model_is_plain_data_that_compares_by_value(Type model)
    {
        var complaints = new List<string>();
        Check(model, model.Name, [], complaints);
        Assert.Empty(complaints);
    }

    [Fact]
    public void There_are_models_to_check() => Assert.Contains(typeof(WrapperModel), Models.Select(row => row.Data));

    [Fact]
    public void The_steps_after_Declarations_output_only_models_or_strings()
    {
        var run = GeneratorRun.From("""
            static partial class Index
            {
                [DropPagesAfterFullRead] public static int Scan(FileStream file) => 1;
                [DropPagesAfterFullWrite] public static partial void Save(FileStream file);
                private static void SaveCore(FileStream file) => Scan(file);
            }

            file partial class Unreachable
            {
                [HeaderOnly] internal partial int Read(FileStream file);
            }
            """);
        string[] steps =
        [
            TrackingNames.AnnotatedMethods, TrackingNames.FileLocalPolicy, TrackingNames.RequiredProofs, TrackingNames.WindowProofs, TrackingNames.PartialType, TrackingNames.PolicyMap, TrackingNames.AnnotatedReference,
            TrackingNames.InterceptedNames, TrackingNames.InterceptedCalls, TrackingNames.OpenedFiles,
        ];
        var types = steps
            .SelectMany(step => run.Result.TrackedSteps[step])
            .SelectMany(step => step.Outputs)
            .Select(output => output.Value.GetType())
            .Distinct();
        Assert.All(types, type => Assert.True(IsPlainOrModel(type), type.ToString()));

        // The runtime compiles the driver's generic code again for each value that is a structure.
        Assert.All(types, type => Assert.False(type.IsValueType, type.ToString()));
    }

    private static void Check(Type type, string path, HashSet<Type> seen, List<string> complaints)
    {
        if (IsPlain(type) || !seen.Add(type))
        {
            return;
        }

        if ((Nullable.GetUnderlyingType(type) ?? ItemOf(type)) is { } item)
        {
            Check(item, path + "[]", seen, complaints);
            return;
        }

        if (type.Assembly != typeof(WrapperModel).Assembly && type.Assembly != typeof(PolicyOptions).Assembly)
        {
            complaints.Add($"{path} is a {type}");
            return;
        }

        if (typeof(IEnumerable).IsAssignableFrom(type) || !typeof(IEquatable<>).MakeGenericType(type).IsAssignableFrom(type))
        {
            complaints.Add($"{path} ({type}) does not compare by value");
        }

        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Check(field.FieldType, $"{path}.{field.Name}", seen, complaints);
        }
    }

    private static bool IsPlainOrModel(Type type) =>
        IsPlain(type) || Models.Any(row => row.Data == type) || (ItemOf(type) is { } item && IsPlainOrModel(item));

    private static bool IsPlain(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || Nullable.GetUnderlyingType(type) is { IsEnum: true }
        // Roslyn's positions are numbers that refer to no file.
        || type == typeof(TextSpan) || type == typeof(LinePositionSpan);

    private static Type? ItemOf(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(EquatableArray<>) || type.GetGenericTypeDefinition() == typeof(ModelList<>)) ? type.GetGenericArguments()[0] : null;
}
