using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Emitting;

/// <summary>Writes the policy map: the policies of the assembly as data, for the user's own tests.</summary>
/// <remarks>
/// <para>Each entry is one constructor call. The compiler needs twice the time for an object initializer, and a project can have
/// thousands of entries.</para>
/// <para>The map has no doc comments. The compiler would copy them to the user's documentation file, also those of internal members.</para>
/// </remarks>
internal static class PolicyMapFile
{
    private static readonly string GeneratedCodeAttribute =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"IoPolicy.Generators\", \"{typeof(PolicyMapFile).Assembly.GetName().Version.ToString(3)}\")]";

    private const string EntryType = """
        // One policy of one method.
        internal sealed class Entry
        {
            internal Entry(
                string type,
                string method,
                string signature,
                string policy,
                string wrapper,
                string filePlace,
                string file,
                string? when = null,
                bool recurse = false,
                bool accessedRangeOnly = false,
                int windowBytes = global::IoPolicy.DropPagesAttribute.AutomaticWindow,
                bool durable = false,
                bool preserveCached = false,
                global::IoPolicy.DropBehindMode mode = default,
                bool background = false,
                int maxBytes = 0,
                string? keepPagesVariable = null)
            {
                Type = type;
                Method = method;
                Signature = signature;
                Policy = policy;
                Wrapper = wrapper;
                FilePlace = filePlace;
                File = file;
                When = when;
                Recurse = recurse;
                AccessedRangeOnly = accessedRangeOnly;
                WindowBytes = windowBytes;
                Durable = durable;
                PreserveCached = preserveCached;
                Mode = mode;
                Background = background;
                MaxBytes = maxBytes;
                KeepPagesVariable = keepPagesVariable;
            }

            // The containing type (Type.FullName).
            internal string Type { get; }

            // The name of the method. Empty for a type.
            internal string Method { get; }

            // The name with type parameters and parameter types.
            internal string Signature { get; }

            // The name of the attribute, without the suffix Attribute.
            internal string Policy { get; }

            // Partial or Interceptor. Interceptors of the calls in the code, if FilePlace is Opened.
            internal string Wrapper { get; }

            // Where the method has its file: Parameter, Field, Property, PrimaryParameter, Dotted, Result or Opened.
            internal string FilePlace { get; }

            // The name of the parameter, field or property. Empty for a result and for opened files.
            internal string File { get; }

            // The attribute option with this name. Null: the policy applies to each call.
            internal string? When { get; }

            // The attribute option with this name.
            internal bool Recurse { get; }

            // The attribute option with this name.
            internal bool AccessedRangeOnly { get; }

            // The attribute option with this name. -1: IoPolicy chooses.
            internal int WindowBytes { get; }

            // The attribute option with this name.
            internal bool Durable { get; }

            // The attribute option with this name.
            internal bool PreserveCached { get; }

            // The attribute option with this name.
            internal global::IoPolicy.DropBehindMode Mode { get; }

            // The attribute option with this name.
            internal bool Background { get; }

            // The attribute option with this name. 0 for a drop policy.
            internal int MaxBytes { get; }

            // The attribute option with this name.
            internal string? KeepPagesVariable { get; }
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
        string[] columns =
        [
            entry.Type,
            entry.Method,
            entry.Signature,
            entry.Options is null ? "ReplacesFile" : AttributeText.Name(entry.Options.Kind),
            entry.IsPartial ? "Partial" : "Interceptor",
            entry.Place.ToString(),
            entry.File,
        ];
        IEnumerable<string> arguments =
        [
            .. columns.Select(static column => SymbolDisplay.FormatLiteral(column, quote: true)),
            .. (entry.Options is null ? [] : AttributeText.MapOptions(entry.Options)).Select(Argument),
        ];
        writer.Line($"new({string.Join(", ", arguments)}),");
    }

    /// <summary>Turns a member of an initializer into the named argument of the constructor: <c>MaxBytes = 4</c> into <c>maxBytes: 4</c>.</summary>
    private static string Argument(string member)
    {
        const string Assignment = " = ";
        var end = member.IndexOf(Assignment, StringComparison.Ordinal);
        return $"{char.ToLowerInvariant(member[0])}{member.Substring(1, end - 1)}: {member.Substring(end + Assignment.Length)}";
    }
}
