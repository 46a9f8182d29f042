using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Emitting;

/// <summary>Writes the policy map: the policies of the assembly as data, for the user's own tests.</summary>
/// <remarks>
/// The map has no doc comments. The compiler would copy them to the user's documentation file, also those of internal members.
/// </remarks>
internal static class PolicyMapFile
{
    private static readonly string GeneratedCodeAttribute =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"IoPolicy.Generators\", \"{typeof(PolicyMapFile).Assembly.GetName().Version.ToString(3)}\")]";

    private const string EntryType = """
        // One policy of one method.
        internal sealed class Entry
        {
            // The containing type (Type.FullName).
            internal string Type { get; set; } = "";

            // The name of the method. Empty for a type.
            internal string Method { get; set; } = "";

            // The name with type parameters and parameter types.
            internal string Signature { get; set; } = "";

            // The name of the attribute, without the suffix Attribute.
            internal string Policy { get; set; } = "";

            // Partial or Interceptor. Interceptors of the calls in the code, if FilePlace is Opened.
            internal string Wrapper { get; set; } = "";

            // Where the method has its file: Parameter, Field, Property, PrimaryParameter, Dotted, Result or Opened.
            internal string FilePlace { get; set; } = "";

            // The name of the parameter, field or property. Empty for a result and for opened files.
            internal string File { get; set; } = "";

            // The attribute option with this name. Null: the policy applies to each call.
            internal string? When { get; set; }

            // The attribute option with this name.
            internal bool Recurse { get; set; }

            // The attribute option with this name.
            internal bool AccessedRangeOnly { get; set; }

            // The attribute option with this name. -1: IoPolicy chooses.
            internal int WindowBytes { get; set; } = global::IoPolicy.DropPagesAttribute.AutomaticWindow;

            // The attribute option with this name.
            internal bool Durable { get; set; }

            // The attribute option with this name.
            internal bool PreserveCached { get; set; }

            // The attribute option with this name.
            internal global::IoPolicy.DropBehindMode Mode { get; set; }

            // The attribute option with this name.
            internal bool Background { get; set; }

            // The attribute option with this name. 0 for a drop policy.
            internal int MaxBytes { get; set; }

            // The attribute option with this name.
            internal string? KeepPagesVariable { get; set; }
        }
        """;

    internal static string Write(EquatableArray<MapEntryModel> entries, string className)
    {
        var writer = new CodeWriter();
        FileHeader.Write(writer, externAliases: []);
        using (writer.Block("namespace IoPolicy.Generated"))
        {
            writer.Line("// The policies of this assembly. A test can assert that a method has one.");
            writer.Line(GeneratedCodeAttribute);
            using (writer.Block($"internal static class {className}"))
            {
                writer.Line("// One entry per policy, sorted by type and method.");
                writer.Line("internal static global::System.Collections.Generic.IReadOnlyList<Entry> Entries { get; } = new Entry[]");
                using (writer.Block(closing: "};"))
                {
                    foreach (var entry in entries)
                    {
                        Write(writer, entry);
                    }
                }

                writer.Line();
                writer.Lines(EntryType);
            }
        }

        return writer.ToString();
    }

    private static void Write(CodeWriter writer, MapEntryModel entry)
    {
        writer.Line("new Entry");
        using (writer.Block(closing: "},"))
        {
            Text("Type", entry.Type);
            Text("Method", entry.Method);
            Text("Signature", entry.Signature);
            Text("Policy", entry.Options is null ? "ReplacesFile" : AttributeText.Name(entry.Options.Kind));
            Text("Wrapper", entry.IsPartial ? "Partial" : "Interceptor");
            Text("FilePlace", entry.Place.ToString());
            Text("File", entry.File);
            foreach (var option in entry.Options is null ? [] : AttributeText.MapOptions(entry.Options))
            {
                writer.Line(option + ",");
            }
        }

        void Text(string member, string value) => writer.Line($"{member} = {SymbolDisplay.FormatLiteral(value, quote: true)},");
    }
}
