using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>Reads the calls and constructors of .NET that open a file by its path, or write a whole file.</summary>
internal static class FileOpenings
{
    /// <summary>The bit of <c>FileOptions.WriteThrough</c>.</summary>
    private const int WriteThrough = unchecked((int)0x80000000);

    /// <summary>The values of <c>FileMode</c>.</summary>
    private const int CreateNew = 1, Create = 2, Open = 3, OpenOrCreate = 4, Truncate = 5, Append = 6;

    private const int FileAccessRead = 1;

    /// <summary>Returns the file that a call opens or writes. Null for other calls.</summary>
    internal static FileOrigin? Of(IInvocationOperation call, SaveState state)
    {
        var method = call.TargetMethod;
        if (method.ContainingType is not { } type)
        {
            return null;
        }

        if (type.Name == "FileInfo" && type.IsIn("System.IO"))
        {
            return OfMethod(call, method.Name, PathKeys.Of(call.Instance, state), state);
        }

        if (type.Name == "File" && type.IsIn("System.IO"))
        {
            return call.Arguments.Length > 0 ? OfMethod(call, method.Name, PathKeys.Of(FileOperations.ArgumentOf(call, "path"), state), state) : null;
        }

        if (method.Name == "CreateFromFile" && type.Name == "MemoryMappedFile" && type.IsIn("System.IO.MemoryMappedFiles"))
        {
            return call.Arguments.Length > 0 && call.Arguments[0].Parameter?.Type.SpecialType == SpecialType.System_String ? Mapped(call, state) : null;
        }

        if (WholeFileMembers.PathOf(call) is { } path)
        {
            return Whole(call, path, state);
        }

        return method switch
        {
            { Name: "Open", ContainingType.Name: "ZipFile" } when type.IsIn("System.IO.Compression") =>
                Argument(call.Arguments, "mode")?.ConstantValue is { HasValue: true, Value: FileCalls.ZipArchiveCreate }
                    ? Opened(call, PathKeys.Of(FileOperations.ArgumentOf(call, "archiveFileName"), state), "ZipArchive", OpenMode.Empty)
                    : null,
            { Name: "Create", ContainingType.Name: "XmlWriter" } when type.IsIn("System.Xml") && FileOperations.ArgumentOf(call, "outputFileName") is { } output =>
                Opened(call, PathKeys.Of(output, state), "XmlWriter", OpenMode.Empty),
            _ => null,
        };
    }

    /// <summary>Returns the file that a constructor opens by its path. Null for other constructors.</summary>
    internal static FileOrigin? Of(IObjectCreationOperation creation, SaveState state)
    {
        if (creation.Type is not { Name: "FileStream" or "StreamWriter" } type
            || !type.IsIn("System.IO")
            || creation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Ordinal == 0)?.Value is not { } path
            || path.Type?.SpecialType != SpecialType.System_String)
        {
            return null;
        }

        var key = PathKeys.Of(path, state);
        if (type.Name == "FileStream")
        {
            return ByMode(creation, creation.Arguments, key, "FileStream");
        }

        var append = Argument(creation.Arguments, "append");
        return Argument(creation.Arguments, "options") is not null
            ? ByMode(creation, creation.Arguments, key, "StreamWriter")
            : Opened(creation, key, "StreamWriter", append is null || append.ConstantValue is { HasValue: true, Value: false } ? OpenMode.Empty : append.ConstantValue.HasValue ? OpenMode.Append : OpenMode.Unknown);
    }

    private static FileOrigin? OfMethod(IInvocationOperation call, string name, string? path, SaveState state) => name switch
    {
        "Create" or "CreateText" => Opened(call, path, name == "Create" ? "FileStream" : "StreamWriter", OpenMode.Empty, WritesThrough(Argument(call.Arguments, "options"))),
        "AppendText" => Opened(call, path, "StreamWriter", OpenMode.Append),
        "OpenWrite" => Opened(call, path, "FileStream", OpenMode.Overwrite),
        "OpenRead" or "OpenText" => Opened(call, path, "FileStream", OpenMode.Read),
        "Open" => ByMode(call, call.Arguments, path, "FileStream"),
        "OpenHandle" => ByMode(call, call.Arguments, path, "SafeFileHandle"),
        _ when name.StartsWith("WriteAll", StringComparison.Ordinal) => Whole(call, FileOperations.ArgumentOf(call, "path"), state),
        _ when name.StartsWith("AppendAll", StringComparison.Ordinal) => new FileOrigin(call, "FileStream", OpenMode.Append) { Path = path, IsWholeFile = true },
        _ => null,
    };

    private static FileOrigin Whole(IInvocationOperation call, IOperation? path, SaveState state) =>
        new(call, "FileStream", OpenMode.Empty) { Path = PathKeys.Of(path, state), IsWholeFile = true };

    /// <summary>Code writes to a mapped file without a call. The flush of a view writes the file to disk (msync).</summary>
    private static FileOrigin Mapped(IInvocationOperation call, SaveState state)
    {
        var path = PathKeys.Of(FileOperations.ArgumentOf(call, "path"), state);
        var mode = ByMode(call, call.Arguments, path, "MemoryMappedFile").Mode;
        return new FileOrigin(call, "MemoryMappedFile", mode) { Path = path, WritesThrough = Possible.Either, IsWholeFile = mode is OpenMode.Empty or OpenMode.Overwrite };
    }

    private static FileOrigin Opened(IOperation place, string? path, string type, OpenMode mode, Possible writesThrough = Possible.No) =>
        new(place, type, mode) { Path = path, WritesThrough = writesThrough };

    /// <summary>
    /// Returns a file that is opened with a mode, an access and options: as arguments, or in a <c>FileStreamOptions</c> that is created in
    /// place.
    /// </summary>
    private static FileOrigin ByMode(IOperation place, IEnumerable<IArgumentOperation> arguments, string? path, string type)
    {
        var (mode, access, options) = (Argument(arguments, "mode"), Argument(arguments, "access"), Argument(arguments, "options"));
        if (options?.Type is { Name: "FileStreamOptions" })
        {
            if (FileOperations.Unconverted(options) is not IObjectCreationOperation { Initializer: var initializer })
            {
                return Opened(place, path, type, OpenMode.Unknown, Possible.Either);
            }

            (mode, access, options) = (Property(initializer, "Mode"), Property(initializer, "Access"), Property(initializer, "Options"));
            return Opened(place, path, type, mode is null || (access is null && type != "StreamWriter") ? OpenMode.Read : ModeOf(mode, access), WritesThrough(options));
        }

        return Opened(place, path, type, mode is null ? OpenMode.Read : ModeOf(mode, access), WritesThrough(options));
    }

    private static OpenMode ModeOf(IOperation mode, IOperation? access) => access switch
    {
        { ConstantValue: { HasValue: true, Value: FileAccessRead } } => OpenMode.Read,
        { ConstantValue.HasValue: false } => OpenMode.Unknown,
        _ => mode.ConstantValue.Value switch
        {
            Create or CreateNew or Truncate => OpenMode.Empty,
            OpenOrCreate => OpenMode.Overwrite,
            Append => OpenMode.Append,
            Open => OpenMode.Unknown,
            _ => OpenMode.Unknown,
        },
    };

    private static Possible WritesThrough(IOperation? options) => options switch
    {
        null or { ConstantValue: { HasValue: true, Value: bool } } => Possible.No,
        { ConstantValue: { HasValue: true, Value: int bits } } => (bits & WriteThrough) != 0 ? Possible.Yes : Possible.No,
        { Type.SpecialType: SpecialType.System_Int32 } => Possible.No,
        _ => Possible.Either,
    };

    private static IOperation? Argument(IEnumerable<IArgumentOperation> arguments, string name) => arguments
        .FirstOrDefault(argument => argument.Parameter?.Name == name && argument.ArgumentKind != ArgumentKind.DefaultValue)?.Value is { } value ? FileOperations.Unconverted(value) : null;

    private static IOperation? Property(IObjectOrCollectionInitializerOperation? initializer, string name) => initializer?.Initializers
        .OfType<ISimpleAssignmentOperation>()
        .FirstOrDefault(assignment => assignment.Target is IPropertyReferenceOperation property && property.Property.Name == name)?.Value is { } value ? FileOperations.Unconverted(value) : null;
}
