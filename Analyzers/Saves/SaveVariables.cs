using IoPolicy.Analyzers.Operations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>
/// The variables of a walk: which file or path each holds. The walk's state is null where control does not get. The root of a file is the
/// file below all its readers and writers.
/// </summary>
internal sealed class SaveVariables(SaveWalk walk)
{
    internal SaveValue ValueOf(IOperation operation) =>
        FileOperations.VariableOf(operation) is { } holder && walk.State!.Variables.TryGetValue(holder, out var file) ? SaveValue.Of(file) : PathValue(operation);

    /// <summary>The path that an expression of a path's type stands for.</summary>
    internal SaveValue PathValue(IOperation value) =>
        IsPathType(value.Type) && walk.State is { } state ? new SaveValue(null, PathKeys.Of(value, state)) : default;

    internal static bool IsPathType(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_String } or { Name: "FileInfo" or "DirectoryInfo" };

    internal void Assign(ISymbol target, IOperation expression, SaveValue value)
    {
        if (walk.State is not { } state)
        {
            return;
        }

        if (target is IFieldSymbol or IPropertySymbol && value.File is { } kept)
        {
            kept.Root.Escapes = true;
        }

        walk.State = state with
        {
            Variables = value.File is { } file ? state.Variables.SetItem(target, file) : state.Variables.Remove(target),
            Paths = IsPathType(expression.Type) ? state.Paths.SetItem(target, value.Path ?? PathKeys.Of(expression, state)) : state.Paths,
        };
    }

    internal void ForgetTarget(IOperation target)
    {
        foreach (var part in target.DescendantsAndSelf())
        {
            if (FileOperations.VariableOf(part) is { } variable)
            {
                Forget(variable, isKnown: false);
            }
        }
    }

    /// <summary>Records that the variable has another value, which is not followed.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="isKnown">Whether the variable keeps the new value, so that its name can be the identity of the path. False if the same place can assign other values.</param>
    internal void Forget(ISymbol variable, bool isKnown = true)
    {
        if (walk.State is { } state)
        {
            walk.State = state with
            {
                Variables = state.Variables.Remove(variable),
                Paths = isKnown ? state.Paths.Remove(variable) : state.Paths.SetItem(variable, null),
            };
        }
    }

    internal void Forget(IOperation variable)
    {
        foreach (var declarator in variable.DescendantsAndSelf().OfType<IVariableDeclaratorOperation>())
        {
            Forget(declarator.Symbol);
        }
    }

    /// <summary>Records that other code can use the file, so nothing more is known of its state.</summary>
    internal void Lose(FileOrigin? file)
    {
        if (file is not null && walk.State is { } state)
        {
            file.Root.Escapes = true;
            walk.State = FileTransitions.Escaped(state, file, canSync: true);
        }
    }

    /// <summary>Records that other code can use the files in the fields and properties.</summary>
    internal void LoseFields()
    {
        foreach (var entry in walk.State!.Variables)
        {
            if (entry.Key is IFieldSymbol or IPropertySymbol)
            {
                Lose(entry.Value);
            }
        }
    }

    internal void Close(FileOrigin file, IOperation place)
    {
        if (walk.State is { } state)
        {
            walk.Recorder.Add(new SaveEvent(SaveEventKind.Closed, place, state) { File = state.Of(file) });
            walk.State = FileTransitions.Closed(state, file);
        }
    }

    /// <summary>Returns the files that a <c>using</c> closes, in the order of their declaration.</summary>
    internal IEnumerable<FileOrigin> ResourcesOf(IOperation resources) => walk.State is not { } state ? [] :
    [
        .. resources.Descendants().OfType<IVariableDeclaratorOperation>()
            .Select(declarator => state.Variables.TryGetValue(declarator.Symbol, out var file) ? file : null)
            .OfType<FileOrigin>(),
    ];
}
