namespace Generators.Tests.Running.Naming;

/// <summary>One way to name the file of a policy, with code that reads or writes the file at <c>path</c>.</summary>
/// <param name="Name">The name of the form.</param>
/// <param name="File">The option <c>File</c> as C#. Empty if the policy has no option.</param>
/// <param name="Members">Members of the type with the method.</param>
/// <param name="Parameters">The parameters of the method.</param>
/// <param name="Use">The expression for the stream or path that the body uses.</param>
/// <param name="Arguments">The arguments of the call.</param>
internal sealed record NamedFileForm(string Name, string File, string Members, string Parameters, string Use, string Arguments)
{
    /// <summary>The declaration of the type, with its primary constructor.</summary>
    public string Type { get; init; } = "partial class Owner";

    /// <summary>The expression that creates the object.</summary>
    public string Creation { get; init; } = "new Owner()";

    /// <summary>A statement after the creation. It can use <c>owner</c>, <c>path</c> and <c>file</c>.</summary>
    public string Setup { get; init; } = "";

    /// <summary>The type parameters of the method.</summary>
    public string Generic { get; init; } = "";

    public string Constraint { get; init; } = "";

    /// <summary>Whether only a partial method can have the form.</summary>
    public bool IsPartialOnly { get; init; }

    private const string Options = """
        public class Options { public string? Path { get; set; } public FileInfo? Info; public FileStream? Stream; public Inner? Inner { get; set; } public Holder Holder; public PathValue Value { get; set; } }
        public class Inner { public string? Path; public Options? Next { get; set; } }
        public struct Holder { public string? Path { get; set; } public Inner? Inner; }
        public sealed class PathText(string text) { public static implicit operator string(PathText path) => path.Text; public string Text { get; } = text; }
        public readonly struct PathValue(string text) { public static implicit operator string(PathValue path) => path.Text; public string Text { get; } = text; }
        """;

    public static IReadOnlyList<NamedFileForm> All { get; } =
    [
        new("a path of a parameter", "\"options.Path\"", "", "Options options", "options.Path!", "new Options { Path = path }"),
        new("nameof of each part", "nameof(options) + \".\" + nameof(options.Path)", "", "Options options", "options.Path!", "new Options { Path = path }"),
        new("a path two parts down", "\"options.Inner.Path\"", "", "Options options", "options.Inner!.Path!", "new Options { Inner = new() { Path = path } }"),
        new("a path five parts down", "\"options.Inner.Next.Inner.Path\"", "", "Options options", "options.Inner!.Next!.Inner!.Path!", "new Options { Inner = new() { Next = new() { Inner = new() { Path = path } } } }"),
        new("a path in a structure", "\"options.Holder.Path\"", "", "Options options", "options.Holder.Path!", "new Options { Holder = new() { Path = path } }"),
        new("a path of a structure by reference", "\"holder.Inner.Path\"", "", "in Holder holder", "holder.Inner!.Path!", "new Holder { Inner = new() { Path = path } }"),
        new("a path of a nullable structure", "\"holder.Value.Path\"", "", "Holder? holder", "holder!.Value.Path!", "new Holder { Path = path }"),
        new("a stream of a parameter", "\"options.Stream\"", "", "Options options", "options.Stream!", "new Options { Stream = file }"),
        new("a path of a private field", "\"_options.Path\"", "private Options? _options; public Options Set { set => _options = value; }", "", "_options!.Path!", "") { Setup = "owner.Set = new Options { Path = path };" },
        new("a stream of a private field", "\"_options.Stream\"", "private Options? _options; public Options Set { set => _options = value; }", "", "_options!.Stream!", "") { Setup = "owner.Set = new Options { Stream = file };" },
        new("a path of a private property", "\"Settings.Holder.Path\"", "private Options? Settings { get; set; } public Options Set { set => Settings = value; }", "", "Settings!.Holder.Path!", "") { Setup = "owner.Set = new Options { Holder = new() { Path = path } };" },
        new("a path of a static field", "\"Shared.Path\"", "public static Options? Shared;", "", "Shared!.Path!", "") { Setup = "Owner.Shared = new Options { Path = path };" },
        new("a path of a primary constructor's parameter", "\"options.Path\"", "", "", "options.Path!", "") { Type = "partial class Owner(Options options)", Creation = "new Owner(new Options { Path = path })", IsPartialOnly = true },
        new("a field and a parameter whose names are keywords", "\"class.Path\"", "public Options? @class;", "int @base", "this.@class!.Path!", "1") { Setup = "owner.@class = new Options { Path = path };" },
        new("a path of a parameter of a generic type", "\"options.Path\"", "", "T options", "options.Path!", "new Options { Path = path }") { Generic = "<T>", Constraint = " where T : Options" },
        new("the name of a stream", "\"log.Name\"", "", "FileStream? log, string name", "name", "null, path") { IsNull = true },

        new("FileInfo", "nameof(info)", "", "FileInfo info", "info.FullName", "new FileInfo(path)"),
        new("a FileInfo of a parameter", "\"options.Info\"", "", "Options options", "options.Info!.FullName", "new Options { Info = new(path) }"),
        new("a FileInfo in a field", "nameof(_info)", "private FileInfo? _info; public FileInfo Set { set => _info = value; }", "", "_info!.FullName", "") { Setup = "owner.Set = new FileInfo(path);" },
        new("a conversion of a class", "nameof(file)", "", "PathText file", "file", "new PathText(path)"),
        new("a conversion of a structure", "nameof(file)", "", "PathValue file", "file", "new PathValue(path)"),
        new("a conversion of a part", "\"options.Value\"", "", "Options options", "options.Value", "new Options { Value = new(path) }"),
        new("a conversion of a part of null", "\"options.Value\"", "", "Options? options, string name", "name", "null, path") { IsNull = true },
        new("a conversion in a field", "nameof(_file)", "private PathText? _file; public PathText Set { set => _file = value; }", "", "_file!", "") { Setup = "owner.Set = new PathText(path);" },
        new("a path in a property", "nameof(Path)", "public string? Path { get; set; }", "", "Path!", "") { Setup = "owner.Path = path;" },

        new("a reader and a writer", "", "", "Access access", "access", "new Access(file)"),
        new("a reader and a writer of a field", "\"_inner.Access\"", "private Wrapped? _inner; public Wrapped Set { set => _inner = value; } public class Wrapped { public Access? Access { get; set; } }", "", "_inner!.Access!", "") { Setup = "owner.Set = new Owner.Wrapped { Access = new Access(file) };" },
        new("T : Stream", "", "", "T file", "file", "file") { Generic = "<T>", Constraint = " where T : Stream" },
        new("T : FileStream", "", "", "T file", "file", "file") { Generic = "<T>", Constraint = " where T : FileStream" },
        new("U : T, T : Stream", "", "", "U file, T[] others", "file", "file, Array.Empty<Stream>()") { Generic = "<T, U>", Constraint = " where T : Stream where U : T" },
        new("T of the type", "", "private T? _file; public T Set { set => _file = value; }", "", "_file!", "") { Type = "partial class Owner<T> where T : Stream", Creation = "new Owner<FileStream>()", Setup = "owner.Set = file;" },
        new("a parameter of the primary constructor", "", "", "", "file", "") { Type = "partial class Owner(FileStream file)", Creation = "new Owner(file)", IsPartialOnly = true },
        new("a named parameter of the primary constructor", "nameof(log)", "private readonly Stream _other = other; public bool HasOther => _other is not null;", "", "log", "") { Type = "partial class Owner(FileStream log, Stream other)", Creation = "new Owner(file, file)", IsPartialOnly = true },
        new("a path of the primary constructor", "nameof(path)", "", "", "path", "") { Type = "partial class Owner(string path)", Creation = "new Owner(path)", IsPartialOnly = true },
        new("a property of a record", "", "", "", "File", "") { Type = "partial record Owner(FileStream File)", Creation = "new Owner(file)" },
        new("a parameter of a structure's primary constructor", "", "", "", "file", "") { Type = "partial struct Owner(FileStream file)", Creation = "new Owner(file)", IsPartialOnly = true },
    ];

    /// <summary>Whether the name leads to null, so that nothing is dropped.</summary>
    public bool IsNull { get; init; }

    /// <summary>Whether the method gets the open file, and not its path.</summary>
    public bool UsesStream => (Arguments + Setup + Creation).Contains("file)", StringComparison.Ordinal)
        || Arguments == "file" || Arguments.StartsWith("file,", StringComparison.Ordinal) || Arguments.Contains("= file", StringComparison.Ordinal) || Setup.Contains("= file", StringComparison.Ordinal);

    public string Source(bool isPartial, bool isTask, bool writes)
    {
        var (name, returns) = isTask ? ("UseAsync", "Task") : ("Use", "void");
        var body = isTask ? $"{{ await Task.Yield(); Lab.Do({Use}, {(writes ? "true" : "false")}); }}" : $"{{ Lab.Do({Use}, {(writes ? "true" : "false")}); }}";
        var attribute = writes ? "DropPagesAfterFullWrite" : "DropPagesAfterFullRead";
        var start = isTask ? "async " : "";
        var core = isTask ? "UseCoreAsync" : "UseCore";
        attribute = File.Length == 0 ? $"[{attribute}]" : $"[{attribute}(File = {File})]";
        var method = isPartial
            ? $"{attribute} public partial {returns} {name}{Generic}({Parameters}){Constraint};\nprivate {start}{returns} {core}{Generic}({Parameters}){Constraint} {body}"
            : $"{attribute} public {start}{returns} {name}{Generic}({Parameters}){Constraint} {body}";
        return $$"""
            {{Options}}
            public sealed class Access(FileStream file) : {{(writes ? "StreamWriter(file, leaveOpen: true)" : "StreamReader(file, leaveOpen: true)")}} { public FileStream Inner { get; } = file; }

            public {{Type}}
            {
                {{Members}}
                {{method}}
            }

            public static class Lab
            {
                public static void Do(StreamReader reader, bool writes) => reader.ReadToEnd();
                public static void Do(StreamWriter writer, bool writes) { for (var i = 0; i < 4096; i++) writer.Write(new string('x', 64)); }
                public static void Do(string path, bool writes)
                {
                    if (writes) File.WriteAllBytes(path, new byte[256 * 1024]); else File.ReadAllBytes(path);
                }

                public static void Do(Stream file, bool writes)
                {
                    if (writes) file.Write(new byte[256 * 1024]); else file.CopyTo(Stream.Null);
                }
            }

            public static class Entry
            {
                public static void Run(string path, FileStream file)
                {
                    var owner = {{Creation}};
                    {{Setup}}
                    owner.{{name}}({{Arguments}}){{(isTask ? ".GetAwaiter().GetResult()" : "")}};
                }
            }
            """;
    }
}
