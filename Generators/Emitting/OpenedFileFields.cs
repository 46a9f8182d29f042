using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Emitting;

/// <summary>Writes the static class with one <c>OpenedFilePolicy</c> per member or type.</summary>
internal sealed class OpenedFileFields
{
    internal const string ClassName = "OpenedFiles";

    // Members of object. A field with the same name would hide one of them (CS0108).
    private readonly UniqueNames _names = new([ClassName, .. PolicyFields.InheritedNames]);
    private readonly List<(string Field, OpenedFileModel Owner)> _fields = [];

    internal bool IsEmpty => _fields.Count == 0;

    /// <summary>Adds a field and returns the expression for it: <c>OpenedFiles.Load</c>.</summary>
    internal string Add(OpenedFileModel owner)
    {
        var field = _names.Reserve(owner.Name);
        _fields.Add((field, owner));
        return $"{ClassName}.{Identifiers.Escape(field)}";
    }

    internal void Write(CodeWriter writer)
    {
        writer.Line("// The policies of the opened files.");
        using (writer.Block($"file static class {ClassName}"))
        {
            for (var i = 0; i < _fields.Count; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                Write(writer, _fields[i].Field, _fields[i].Owner);
            }
        }
    }

    private static void Write(CodeWriter writer, string field, OpenedFileModel owner)
    {
        writer.Line($"internal static readonly global::IoPolicy.CompilerServices.OpenedFilePolicy {Identifiers.Escape(field)} =");
        using var indented = writer.Indented();
        writer.Line("new()");
        using (writer.Block(closing: "};"))
        {
            foreach (var options in owner.Policies)
            {
                Write(writer, owner, options);
            }
        }
    }

    private static void Write(CodeWriter writer, OpenedFileModel owner, PolicyOptions options)
    {
        var kind = $"global::IoPolicy.CompilerServices.PolicyKind.{options.Kind}";
        var construction = $"{PolicyFields.Purpose(options.Kind)} = new({kind}, {SymbolDisplay.FormatLiteral(owner.QualifiedName, quote: true)})";
        var members = AttributeText.Initializers(options);
        if (members.Count == 0)
        {
            writer.Line(construction + ",");
            return;
        }

        writer.Line(construction);
        using (writer.Block(closing: "},"))
        {
            foreach (var member in members)
            {
                writer.Line(member + ",");
            }
        }
    }
}
