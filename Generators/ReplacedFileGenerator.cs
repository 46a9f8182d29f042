using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Emitting;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using IoPolicy.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators;

/// <summary>Implements the partial methods with <c>[ReplacesFile]</c>, in one file per type.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ReplacedFileGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var types = context.CompilationProvider
            .WithComparer(DeclarationComparer.Instance)
            .Select(static (compilation, cancellation) => new ModelList<ReplacedFileModel>(ReplacedFiles.Parse(compilation, cancellation)))
            .SelectMany(static (models, _) => Group(models.Items));

        context.RegisterSourceOutput(types, static (output, file) => output.AddSource(file.HintName, ReplacedFileFile.Write(file.Methods.Items)));
    }

    /// <summary>Groups by type, in an order that does not depend on the order of the files.</summary>
    private static ImmutableArray<ReplacingTypeModel> Group(EquatableArray<ReplacedFileModel> models)
    {
        var types = models.GroupBy(static model => model.Type).OrderBy(static type => type.Key.HintName, StringComparer.Ordinal).ToList();
        return
        [
            .. types
                .GroupBy(static type => type.Key.HintName, StringComparer.OrdinalIgnoreCase)
                .SelectMany(same => same.Select(type => new ReplacingTypeModel(
                    same.Count() == 1 ? type.Key.HintName : HintNames.Distinct(type.Key.HintName),
                    new EquatableArray<ReplacedFileModel>(
                        [.. type.OrderBy(static model => model.Method.Name + model.Method.TypeParameters + model.Method.Parameters, StringComparer.Ordinal)])))),
        ];
    }
}
