using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>Walks callees in the state of their call, and nested functions in a state of their own.</summary>
internal sealed class SaveFunctions(SaveWalk walk, SaveWalker walker, SaveVariables variables)
{
    private const int DeepestCall = 4;

    /// <summary>
    /// Returns the code of the called method. Null if the code is not in source, or if the walk cannot follow the call: the call may run an
    /// override or an iterator, is recursive, is nested too deeply, or is on another object of the type.
    /// </summary>
    internal IOperation? Callee(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (walk.Frames.Count > DeepestCall || Overrides.MayRunOverride(call) || walk.Frames.Any(frame => SymbolEqualityComparer.Default.Equals(frame.Function, method.OriginalDefinition)))
        {
            return null;
        }

        // In a call on another object, a field of the type is not the field of this object.
        return (method.IsStatic || call.Instance is IInstanceReferenceOperation || !walk.Frames.Any(frame => SymbolEqualityComparer.Default.Equals(frame.Function?.ContainingType, method.ContainingType)))
            && !IteratorSyntax.IsIterator(method)
            ? walk.Bodies.Of(method.OriginalDefinition, walk.Cancellation)
            : null;
    }

    internal SaveValue Run(IOperation body, IInvocationOperation call, List<(IArgumentOperation Argument, SaveValue Value)> arguments)
    {
        var method = call.TargetMethod;
        var (site, before) = (walk.Recorder.Site, walk.State);
        var target = method.OriginalDefinition;
        foreach (var (argument, value) in arguments)
        {
            if (argument.Parameter is { } parameter && parameter.Ordinal < target.Parameters.Length)
            {
                variables.Assign(target.Parameters[parameter.Ordinal], argument.Value, value);
            }
        }

        var wasSilent = walk.Recorder.IsSilent;
        if (!wasSilent && before is not null)
        {
            walk.Recorder.Site = (call, before);
        }

        walk.Recorder.IsSilent = true;
        var result = walker.RunFunction(body, target);
        walk.Recorder.IsSilent = wasSilent;
        walk.Recorder.Site = site;
        return result;
    }

    /// <summary>Visits a nested function for its own events. It can run later, so nothing more is known of the files that it uses.</summary>
    internal void NestedFunction(IOperation? body, IMethodSymbol function)
    {
        if (body is null || walk.State is not { } outer)
        {
            return;
        }

        var named = NamedFiles(body, outer);
        walk.State = outer with { Files = outer.Files.SetItems(outer.Files.Values.Select(Lost).Select(static file => new KeyValuePair<FileOrigin, FileState>(file.Origin, file))), Deleted = SaveState.Empty.Deleted };
        walker.RunFunction(body, function);
        walk.State = outer;
        foreach (var file in named)
        {
            variables.Lose(file);
        }
    }

    private static List<FileOrigin> NamedFiles(IOperation body, SaveState state)
    {
        var named = new List<FileOrigin>();
        foreach (var operation in body.Descendants())
        {
            if (operation is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation && FileOperations.VariableOf(operation) is { } variable)
            {
                if (state.Variables.TryGetValue(variable, out var file))
                {
                    named.Add(file);
                }
                else if (SaveVariables.IsPathType(operation.Type) && state.At(PathKeys.Of(operation, state)) is { } saved)
                {
                    named.Add(saved.Origin);
                }
            }
        }

        return named;
    }

    private static FileState Lost(FileState file) =>
        file with { Data = file.Data | DataStates.Unknown, Dirty = Possible.Either, Closed = Possible.Either, PlainFlush = null };
}
