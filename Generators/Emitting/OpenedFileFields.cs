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

    internal void Write(CodeWriter writer, AccessorHolders accessors)
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

                Write(writer, accessors, _fields[i].Field, _fields[i].Owner);
            }
        }
    }

    private static void Write(CodeWriter writer, AccessorHolders accessors, string field, OpenedFileModel owner)
    {
        writer.Line($"internal static readonly global::IoPolicy.CompilerServices.OpenedFilePolicy {Identifiers.Escape(field)} =");
        using var indented = writer.Indented();
        writer.Line("new(");
        using var arguments = writer.Indented();
        for (var i = 0; i < owner.Policies.Length; i++)
        {
            Write(writer, accessors, owner, owner.Policies[i], end: i == owner.Policies.Length - 1 ? ");" : ",");
        }
    }

    private static void Write(CodeWriter writer, AccessorHolders accessors, OpenedFileModel owner, OpenedPolicyModel policy, string end)
    {
        var kind = $"global::IoPolicy.CompilerServices.PolicyKind.{policy.Options.Kind}";
        var construction = $"new global::IoPolicy.CompilerServices.PagePolicy({kind}, {SymbolDisplay.FormatLiteral(owner.QualifiedName, quote: true)})";
        var members = AttributeText.Initializers(policy.Options);
        if (policy.Calls is { } calls)
        {
            members.Add($"Calls = {OpenedCallsText.Of(calls)}");
        }

        if (policy.Condition is { } condition)
        {
            members.Add($"Condition = static () => {(accessors.Add(condition.Accessor, owner.Name + "Condition") is { } accessor ? $"{accessor}({condition.Expression})" : condition.Expression)}");
        }

        if (members.Count == 0)
        {
            writer.Line(construction + end);
            return;
        }

        writer.Line(construction);
        using (writer.Block(closing: "}" + end))
        {
            foreach (var member in members)
            {
                writer.Line(member + ",");
            }
        }
    }
}
