using IoPolicy.Analyzers.EscapeAnalysis;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>The effect of .NET's members on a file object (a stream, writer, archive or handle), and on the files that paths name.</summary>
internal sealed class FileCalls(SaveRecorder recorder)
{
    /// <summary>The value of <c>ZipArchiveMode.Create</c>.</summary>
    internal const int ZipArchiveCreate = 1;

    /// <summary>Applies a call of a member of a file object. Returns the state after the call, and the file object that the call returns.</summary>
    internal (SaveState State, FileOrigin? Returned) OnFile(IInvocationOperation call, FileOrigin file, SaveState state)
    {
        var method = call.TargetMethod;
        var name = method.Name;
        if (!DotNetStreams.IsDotNet(method))
        {
            // The user's own type over a file: a close does what its name says, and any other member may write, flush or sync the file.
            return name is "Dispose" or "DisposeAsync" or "Close"
                ? (FileTransitions.Closed(state, file, file.Mode == OpenMode.Wrapper ? Possible.Either : Possible.Yes), null)
                : (FileTransitions.Escaped(FileTransitions.Written(state, file, call, isVariable: true), file, canSync: true), null);
        }

        switch (name)
        {
            case "Flush" or "FlushAsync":
                return (Flush(call, file, state), null);
            case "Dispose" or "DisposeAsync" or "Close":
                recorder.Add(new SaveEvent(SaveEventKind.Closed, call, state) { File = state.Of(file) });
                return (FileTransitions.Closed(state, file), null);
            case "Complete" or "CompleteAsync" or "FlushFinalBlock" or "FlushFinalBlockAsync":
                return (FileTransitions.Flushed(state, file, plain: null), null);
            case "SetLength":
                file.Root.IsTruncated = true;
                return (FileTransitions.Written(state, file, call, isVariable: false), null);
            case "Seek":
                file.Root.UsesPosition = true;
                return (state, null);
            case "Lock" or "Unlock" or "ConfigureAwait":
                return (state, name == "ConfigureAwait" ? file : null);
            case "GetHashCode" or "Equals" or "GetType" or "ToString":
                return (state, null);
            case "CopyTo" or "CopyToAsync":
                file.Root.IsRead = true;
                return (state, null);
            case "CreateEntry" or "CreateEntryFromFile":
                return (FileTransitions.Written(state, file, call, isVariable: true), null);
        }

        if (name.StartsWith("Read", StringComparison.Ordinal) || name.StartsWith("Peek", StringComparison.Ordinal) || name.StartsWith("Get", StringComparison.Ordinal))
        {
            file.Root.IsRead = true;
            return (state, null);
        }

        return name.StartsWith("Write", StringComparison.Ordinal)
            ? (FileTransitions.Written(state, file, call, WriteLengths.IsVariable(call)), null)
            : (FileTransitions.Escaped(FileTransitions.Written(state, file, call, isVariable: true), file, canSync: true), null);
    }

    private SaveState Flush(IInvocationOperation call, FileOrigin file, SaveState state)
    {
        if (call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "flushToDisk")?.Value is not { } toDisk)
        {
            recorder.Add(new SaveEvent(SaveEventKind.Flushed, call, state) { File = state.Of(file) });
            return FileTransitions.Flushed(state, file, call);
        }

        return toDisk.ConstantValue switch
        {
            { HasValue: true, Value: false } => FileTransitions.Flushed(state, file, call),
            { HasValue: true } => Sync(call, file, state),
            _ => FileTransitions.Synced(state, file, isCertain: false),
        };
    }

    private SaveState Sync(IInvocationOperation call, FileOrigin file, SaveState state)
    {
        recorder.Add(new SaveEvent(SaveEventKind.Synced, call, state) { File = state.Of(file) });
        return FileTransitions.Synced(state, file, isCertain: true);
    }

    /// <summary>
    /// Applies a call of a method that is not analyzed, with a file object as an argument. Returns the state after the call, and the file
    /// object that the call returns.
    /// </summary>
    internal (SaveState State, FileOrigin? Returned) OnArgument(IInvocationOperation call, IArgumentOperation argument, FileOrigin file, SaveState state)
    {
        var method = call.TargetMethod;
        if (method is { Name: "FlushToDisk", ContainingType.Name: "RandomAccess" })
        {
            return (Sync(call, file, state), null);
        }

        if (method.ContainingType is { Name: "RandomAccess" })
        {
            file.Root.UsesPosition = true;
            return (method.Name.StartsWith("Write", StringComparison.Ordinal) || method.Name == "SetLength" ? FileTransitions.Written(state, file, call, isVariable: true) : state, null);
        }

        if (DotNetStreams.IsDotNet(method))
        {
            switch (DotNetStreams.OfArgument(method))
            {
                case ArgumentEffect.Inspected:
                    return (state, null);
                case ArgumentEffect.Written:
                    return (FileTransitions.Written(state, file, call, isVariable: true), null);
                case ArgumentEffect.Consumed:
                    file.Root.IsRead = true;
                    return (state, null);
                case ArgumentEffect.Wrapped:
                    return (state, Wrapper(call, call.Type?.Name ?? "", file, Possible.No));
            }
        }

        return (FileTransitions.Escaped(FileTransitions.Written(state, file, call, isVariable: true), file, CanSync(argument.Parameter?.Type)), null);
    }

    /// <summary>Whether code that gets a value of the type can flush the file to disk. A <c>Stream</c> has no such member.</summary>
    internal static bool CanSync(ITypeSymbol? type) =>
        StreamTypes.Find(type) is not { Name: not ("FileStream" or "SafeFileHandle") };

    /// <summary>Returns the object that a constructor creates over a file object.</summary>
    internal FileOrigin Wrapper(IObjectCreationOperation creation, FileOrigin inner)
    {
        var type = creation.Type?.Name ?? "";
        var row = StreamTypes.Find(creation.Type);
        var closes = row is null ? Possible.Either
            : !row.ClosesStream ? Possible.No
            : ClosesInner(creation);

        // An archive that is opened for an update reads its file and sets its length.
        inner.Root.IsTruncated |= type == "ZipArchive" && creation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "mode")?.Value.ConstantValue is not { HasValue: true, Value: ZipArchiveCreate };
        return Wrapper(creation, type, inner, closes);
    }

    private FileOrigin Wrapper(IOperation place, string type, FileOrigin inner, Possible closes) =>
        recorder.Origin(new FileOrigin(place, type, OpenMode.Wrapper) { Inner = inner, ClosesInner = closes });

    private static Possible ClosesInner(IObjectCreationOperation creation) =>
        creation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "leaveOpen")?.Value switch
        {
            null => Possible.Yes,
            { ConstantValue: { HasValue: true, Value: bool open } } => open ? Possible.No : Possible.Yes,
            _ => Possible.Either,
        };

    /// <summary>Applies a call that moves, replaces, copies or deletes a file by its path. Null for other calls.</summary>
    internal SaveState? OnPath(IInvocationOperation call, SaveState state)
    {
        var method = call.TargetMethod;
        if (method.ContainingType is not { Name: "File" or "FileInfo" } type || !type.IsIn("System.IO"))
        {
            return null;
        }

        var source = type.Name == "FileInfo" ? call.Instance : FileOperations.ArgumentOf(call, "sourceFileName") ?? FileOperations.ArgumentOf(call, "path");
        var target = FileOperations.ArgumentOf(call, "destFileName") ?? FileOperations.ArgumentOf(call, "destinationFileName");
        var (from, to) = (PathKeys.Of(source, state), PathKeys.Of(target, state));
        switch (method.Name)
        {
            case "Move" or "MoveTo" or "Replace":
                recorder.Add(new SaveEvent(SaveEventKind.Published, call, state)
                {
                    File = state.At(from),
                    Source = from,
                    SourceValue = source,
                    Target = to,
                    DeletedBy = to is not null && state.Deleted.TryGetValue(to, out var delete) ? delete : null,
                });
                return Moved(state, from, to);
            case "Delete":
                recorder.Add(new SaveEvent(SaveEventKind.Deleted, call, state) { File = state.At(from), Target = from });
                return from is null ? state : state with { Deleted = state.Deleted.SetItem(from, call), ByPath = state.ByPath.Remove(from) };
            case "Copy" or "CopyTo":
                return to is null ? state : FileTransitions.Opened(state, recorder.Origin(new FileOrigin(call, "FileStream", OpenMode.Empty) { Path = to, IsWholeFile = true, IsCopy = true }));
            default:
                return null;
        }
    }

    private static SaveState Moved(SaveState state, string? from, string? to)
    {
        if (from is not null && state.ByPath.TryGetValue(from, out var file))
        {
            state = state with { ByPath = to is null ? state.ByPath.Remove(from) : state.ByPath.Remove(from).SetItem(to, file) };
        }

        return to is null ? state : state with { Deleted = state.Deleted.Remove(to) };
    }
}
