using System.Collections.Immutable;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;

namespace IoPolicy.Generators.Emitting;

/// <summary>Writes the file with the partial-method wrappers of a type and their policies.</summary>
internal static class PartialTypeFile
{
    /// <param name="model">The type and its methods.</param>
    /// <param name="hasFileTypes">
    /// Whether the language has file-local types (C# 11). If not, the policy class has a unique name, and the namespace has
    /// braces, because C# 9 has no file-scoped namespaces.
    /// </param>
    internal static string Write(PartialTypeModel model, bool hasFileTypes)
    {
        var writer = new CodeWriter();
        FileHeader.Write(writer, model.Methods.SelectMany(static method => method.ExternAliases).Distinct().OrderBy(static alias => alias, StringComparer.Ordinal));
        switch (model.Type.Namespace)
        {
            case { } name when hasFileTypes:
                writer.Line($"namespace {name};");
                writer.Line();
                WriteTypes(writer, model, hasFileTypes);
                break;
            case { } name:
                using (writer.Block($"namespace {name}"))
                {
                    WriteTypes(writer, model, hasFileTypes);
                }

                break;
            default:
                WriteTypes(writer, model, hasFileTypes);
                break;
        }

        return writer.ToString();
    }

    private static void WriteTypes(CodeWriter writer, PartialTypeModel model, bool hasFileTypes)
    {
        // A member of the type or of a containing type, or a parameter, would hide a policy class of the same name.
        var name = PoliciesClass.NameOutside(model.Type.NamesInUse.Concat(model.Methods.SelectMany(static method => method.NamesInUse)));
        var fields = new PolicyFields(
            hasFileTypes ? "file" : "internal",
            hasFileTypes ? name : $"{name}_{StableHash.Compute(model.Type.HintName)}",
            $"The policies of {model.Type.Title}.");

        // Only methods with pointers are in an unsafe part of the type, because an unsafe context cannot await (CS4004).
        var isFirst = true;
        foreach (var part in model.Methods.Items.GroupBy(static method => method.NeedsUnsafeType).OrderBy(static part => part.Key))
        {
            if (!isFirst)
            {
                writer.Line();
            }

            WriteParts(writer, model.Type, part.Key ? "unsafe " : "", [.. part], fields, depth: 0);
            isFirst = false;
        }

        if (!fields.IsEmpty)
        {
            writer.Line();
            fields.Write(writer);
        }
    }

    private static void WriteParts(
        CodeWriter writer, TypeModel type, string modifier, ImmutableArray<WrapperModel> methods, PolicyFields fields, int depth)
    {
        var isInnermost = depth == type.Headers.Length - 1;
        using (writer.Block((isInnermost ? modifier : "") + type.Headers[depth]))
        {
            if (!isInnermost)
            {
                WriteParts(writer, type, modifier, methods, fields, depth + 1);
                return;
            }

            for (var i = 0; i < methods.Length; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                WrapperWriter.Write(writer, methods[i], fields);
            }
        }
    }
}
