namespace Generators.Tests.Running;

/// <summary>Writes the source of a <see cref="WrapperCase"/>: a type with the annotated method, and an entry that calls the method.</summary>
internal static class CaseSource
{
    /// <summary>The code that all rows share. It reads or writes the file, with one method for each type of file.</summary>
    public const string Lab = """
        namespace Lab;

        public static class Work
        {
            public const int HeaderBytes = 52;
            public static int Bytes;
            public static int Calls;

            public static int Read(FileStream file) => Read((Stream)file);
            public static int Read(BinaryReader reader) => Read(reader.BaseStream);
            public static int Read(string path) { using var file = File.OpenRead(path); return Read(file); }
            public static int Read(Stream file)
            {
                Calls++;
                var buffer = new byte[10_000];
                var total = 0;
                for (int read; (read = file.Read(buffer)) > 0; total += read) { }
                return total;
            }

            public static int Read(SafeFileHandle file)
            {
                Calls++;
                var buffer = new byte[10_000];
                var total = 0;
                for (int read; (read = RandomAccess.Read(file, buffer, total)) > 0; total += read) { }
                return total;
            }

            public static int Write(FileStream file) => Write((Stream)file);
            public static int Write(BinaryWriter writer) { Calls++; writer.Write(new byte[Bytes]); return Bytes; }
            public static int Write(string path) { using var file = File.Create(path); return Write(file); }
            public static int Write(SafeFileHandle file) { Calls++; RandomAccess.Write(file, new byte[Bytes], 0); return Bytes; }
            public static int Write(Stream file)
            {
                Calls++;
                for (var written = 0; written < Bytes; written += 4096) { file.Write(new byte[4096]); }
                return Bytes;
            }

            public static int Header(FileStream file) => Header((Stream)file);
            public static int Header(Stream file) { Calls++; return file.Read(new byte[HeaderBytes]); }
            public static int Header(SafeFileHandle file) { Calls++; return RandomAccess.Read(file, new byte[HeaderBytes], 0); }
            public static int Header(BinaryReader reader) { Calls++; return reader.ReadBytes(HeaderBytes).Length; }
            public static int Header(string path) { using var file = File.OpenRead(path); return Header(file); }
        }
        """;

    public static string For(WrapperCase row) => $$"""
        namespace {{row.Name}};

        {{Type(row)}}

        public static class Entry
        {
            public static async Task<int> Run(string path, FileStream file)
            {
                await Task.CompletedTask;
                {{Call(row)}}
            }
        }
        """;

    private static bool IsStatic(WrapperCase row) => row.Shape is Shape.Static or Shape.PrivateStatic or Shape.Extension;

    private static bool IsPrivate(WrapperCase row) => row.Shape is Shape.Private or Shape.PrivateStatic;

    private static bool IsTask(WrapperCase row) => row.Returns >= Returns.Task;

    /// <summary>Writes the containing types, and the member with the file if the row has one.</summary>
    private static string Type(WrapperCase row)
    {
        var members = string.Join("\n", FileMember(row), Method(row), IsPrivate(row) ? Relay(row) : "");
        return row.Shape switch
        {
            Shape.GenericType => $"public partial class Owner<TKey> where TKey : class {{\n{members}\n}}",
            Shape.Nested => $"public partial class Outer<T> {{ internal partial class Owner {{\n{members}\n}} }}",
            Shape.Struct => $"public partial struct Owner {{\npublic int Changes;\n{members}\n}}",
            Shape.ReadonlyStruct => $"public readonly partial struct Owner {{\n{members}\n}}",
            Shape.RecordStruct => $"public partial record struct Owner(int Number) {{\n{members}\n}}",
            Shape.RefStruct => $"public ref partial struct Owner {{\npublic ref int Reference;\n{members}\n}}",
            Shape.Record => $"public partial record Owner(int Number) {{\n{members}\n}}",
            Shape.Extension => $"public static partial class Owner {{\n{members}\n}}",
            Shape.InterfaceDefault => $"public partial interface IOwner {{\n{members}\n}}\npublic class Owner : IOwner;",
            Shape.Override => $"public abstract class Base {{ public abstract {ReturnType(row)} Work({Parameters(row)}); }}\npublic partial class Owner : Base {{\n{members}\n}}",
            _ => $"public partial class Owner {{\n{members}\n}}",
        };
    }

    private static string FileMember(WrapperCase row) => row.Form switch
    {
        FileForm.Field => "public FileStream? _file;",
        FileForm.PrivateField => "private FileStream? _file; public FileStream? Opened { init => _file = value; }",
        FileForm.Property => "protected FileStream? File { get; private init; } public object? Opened { init => File = (FileStream?)value; }",
        FileForm.PropertyWithPrivateGetter => "public FileStream? File { private get; set; }",
        FileForm.StaticField => "public static FileStream? Shared;",
        _ => "",
    };

    private static string FileType(WrapperCase row) => row.Form switch
    {
        FileForm.Stream or FileForm.WindowedStream => "Stream",
        FileForm.SafeFileHandle => "SafeFileHandle",
        FileForm.BinaryAccess => row.Work == Work.Write ? "BinaryWriter" : "BinaryReader",
        FileForm.Path or FileForm.Result => "string",
        _ => "FileStream",
    };

    private static bool IsParameter(WrapperCase row) =>
        row.Form is not (FileForm.Field or FileForm.PrivateField or FileForm.Property or FileForm.PropertyWithPrivateGetter or FileForm.StaticField);

    /// <summary>Gets the expression for the file that the body works on.</summary>
    private static string FileExpression(WrapperCase row) => row.Form switch
    {
        FileForm.Field or FileForm.PrivateField => "_file!",
        FileForm.Property or FileForm.PropertyWithPrivateGetter => "File!",
        FileForm.StaticField => "Shared!",
        _ => "file",
    };

    private static string Parameters(WrapperCase row) => string.Join(", ", ParameterList(row));

    private static IEnumerable<string> ParameterList(WrapperCase row)
    {
        if (IsParameter(row))
        {
            yield return (row.Shape == Shape.Extension ? "this " : "") + $"{FileType(row)} file";
        }

        switch (row.Shape)
        {
            case Shape.GenericMethod: yield return "T item"; break;
            case Shape.GenericType: yield return "TKey? key"; break;
            case Shape.SpanParameter: yield return "ReadOnlySpan<byte> key"; break;
            case Shape.InParameter: yield return "in DateTime when"; break;
            case Shape.RefParameter: yield return "ref int changes"; break;
            case Shape.RefReadonlyParameter: yield return "ref readonly int bytes"; break;
            case Shape.OutParameter: yield return "out int count"; break;
        }
    }

    private static string Arguments(WrapperCase row) => string.Join(", ", ArgumentList(row));

    private static IEnumerable<string> ArgumentList(WrapperCase row)
    {
        if (IsParameter(row) && row.Shape != Shape.Extension)
        {
            yield return row.Form switch
            {
                FileForm.SafeFileHandle => "file.SafeFileHandle",
                FileForm.BinaryAccess => row.Work == Work.Write ? "new BinaryWriter(file)" : "new BinaryReader(file)",
                FileForm.Path or FileForm.Result => "path",
                _ => "file",
            };
        }

        switch (row.Shape)
        {
            case Shape.GenericMethod: yield return "1"; break;
            case Shape.GenericType: yield return "\"key\""; break;
            case Shape.SpanParameter: yield return "[1, 2, 3]"; break;
            case Shape.InParameter: yield return "DateTime.UnixEpoch"; break;
            case Shape.RefParameter: yield return "ref changes"; break;
            case Shape.RefReadonlyParameter: yield return "in Lab.Work.Bytes"; break;
            case Shape.OutParameter: yield return "out _"; break;
        }
    }

    private static string ReturnType(WrapperCase row) => row.Form == FileForm.Result
        ? IsTask(row) ? "Task<FileStream>" : "FileStream"
        : row.Returns switch
        {
            Returns.Void => "void",
            Returns.Value => "int",
            Returns.Reference => "ref int",
            Returns.Task => "Task",
            Returns.TaskOfValue => "Task<int>",
            Returns.ValueTask => "ValueTask",
            _ => "ValueTask<int>",
        };

    private static string Attribute(WrapperCase row)
    {
        var name = row.Work switch
        {
            Work.Read => "DropPagesAfterFullRead",
            Work.Write => "DropPagesAfterFullWrite",
            _ => "HeaderOnly",
        };
        return row.Form switch
        {
            FileForm.Path => $"[{name}(File = nameof(file))]",
            FileForm.WindowedFileStream or FileForm.WindowedStream => $"[{name}(WindowBytes = 65_536)]",
            _ => $"[{name}]",
        };
    }

    private static string Method(WrapperCase row)
    {
        var access = IsPrivate(row) ? "private" : "public";
        var kind = row.Shape switch
        {
            _ when IsStatic(row) => " static",
            Shape.Virtual => " virtual",
            Shape.Override => " override",
            _ => "",
        };
        var name = "Work" + (row.Shape == Shape.GenericMethod ? "<T>" : "");
        var constraints = row.Shape == Shape.GenericMethod ? " where T : struct" : "";
        var declaration = $"{ReturnType(row)} {name}({Parameters(row)}){constraints}";
        if (row.Wrapper == Wrapper.Interceptor)
        {
            return $"{Attribute(row)}\n{access}{kind} {declaration} {Body(row)}";
        }

        var body = $"{ReturnType(row)} {name.Replace("Work", "WorkCore", StringComparison.Ordinal)}({Parameters(row)}){constraints} {Body(row)}";
        return $"{Attribute(row)}\n{access}{kind} partial {declaration};\nprivate{(IsStatic(row) ? " static" : "")} {body}";
    }

    /// <summary>Writes a body that does the work and returns the number of bytes. It is not <c>async</c>, so every shape can have it.</summary>
    private static string Body(WrapperCase row)
    {
        var work = $"Lab.Work.{row.Work}({FileExpression(row)})";
        var before = row.Shape switch
        {
            Shape.Struct => "Changes++; ",
            Shape.RefStruct => "Reference++; ",
            Shape.RefParameter => "changes++; ",
            Shape.OutParameter => "count = 1; ",
            _ => "",
        };
        if (row.Form == FileForm.Result)
        {
            var mode = row.Work == Work.Write ? "FileMode.Create, FileAccess.ReadWrite" : "FileMode.Open, FileAccess.Read";
            var open = $"var result = new FileStream(file, {mode}); Lab.Work.{row.Work}(result);";
            return IsTask(row) ? $"{{ {open} return Task.FromResult(result); }}" : $"{{ {open} return result; }}";
        }

        return row.Returns switch
        {
            Returns.Void => $"{{ {before}{work}; }}",
            Returns.Value => $"{{ {before}return {work}; }}",
            Returns.Reference => $"{{ {before}Last[0] = {work}; return ref Last[0]; }}\nprivate static readonly int[] Last = [0];",
            Returns.Task => $"{{ {before}return Later({work}); }}\n{Later("Task", "")}",
            Returns.TaskOfValue => $"{{ {before}return Later({work}); }}\n{Later("Task<int>", "return result;")}",
            Returns.ValueTask => $"{{ {before}return Later({work}); }}\n{Later("ValueTask", "")}",
            _ => $"{{ {before}return Later({work}); }}\n{Later("ValueTask<int>", "return result;")}",
        };

        static string Later(string type, string end) =>
            $"private static async {type} Later(int result) {{ await Task.Yield(); {end} }}";
    }

    /// <summary>Writes a public method that calls the private method from inside the type.</summary>
    private static string Relay(WrapperCase row) =>
        $"public {(IsStatic(row) ? "static " : "")}{ReturnType(row)} Relay({Parameters(row)}) => {(row.Returns == Returns.Reference ? "ref " : "")}Work({string.Join(", ", IsParameter(row) ? ["file"] : Array.Empty<string>())});";

    private static string Call(WrapperCase row)
    {
        var type = row.Shape switch
        {
            Shape.GenericType => "Owner<string>",
            Shape.Nested => "Outer<int>.Owner",
            _ => "Owner",
        };
        var (setup, receiver) = row switch
        {
            { Shape: Shape.Extension } => ("", "file"),
            { Form: FileForm.StaticField } => ("Owner.Shared = file;", "Owner"),
            _ when IsStatic(row) => ("", "Owner"),
            { Form: FileForm.Field } => ("var owner = new Owner { _file = file };", "owner"),
            { Form: FileForm.PropertyWithPrivateGetter } => ("var owner = new Owner { File = file };", "owner"),
            { Form: FileForm.PrivateField or FileForm.Property } => ("var owner = new Owner { Opened = file };", "owner"),
            { Shape: Shape.InterfaceDefault } => ("IOwner owner = new Owner();", "owner"),
            { Shape: Shape.Record or Shape.RecordStruct } => ("var owner = new Owner(1);", "owner"),
            { Shape: Shape.RefParameter } => ("var changes = 0; var owner = new Owner();", "owner"),
            { Shape: Shape.RefStruct } => ("var changes = 0; var owner = new Owner { Reference = ref changes };", "owner"),
            _ => ($"var owner = new {type}();", "owner"),
        };
        var call = $"{receiver}.{(IsPrivate(row) ? "Relay" : "Work")}({Arguments(row)})";
        if (row.Form == FileForm.Result)
        {
            return $"{setup} using var result = {(IsTask(row) ? "await " : "")}{call}; return {(row.Work == Work.Header ? "52" : "(int)result.Length")};";
        }

        // The struct must keep the change of its method. A wrapper that boxes or copies the struct would lose it.
        var check = row.Shape switch
        {
            Shape.Struct => " if (owner.Changes != 1) throw new InvalidOperationException(\"the struct's change is lost\");",
            Shape.RefStruct => " if (changes != 1) throw new InvalidOperationException(\"the struct's change is lost\");",
            Shape.RefParameter => " if (changes != 1) throw new InvalidOperationException(\"the caller's variable is not changed\");",
            _ => "",
        };
        return row.Returns switch
        {
            Returns.Void => $"{setup} {call};{check} return -1;",
            Returns.Value or Returns.Reference => $"{setup} var result = {call};{check} return result;",
            Returns.Task or Returns.ValueTask => $"{setup} var task = {call};{check} await task; return -1;",
            _ => $"{setup} var task = {call};{check} return await task;",
        };
    }
}
