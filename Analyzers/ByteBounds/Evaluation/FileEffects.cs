using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Records the effects of operations on files in the state: bytes moved, positions changed, files that escape.</summary>
internal sealed class FileEffects(EvaluationContext context)
{
    private AbstractState State
    {
        get => context.State;
        set => context.State = value;
    }

    /// <summary>Counts bytes that an operation moves through a handle.</summary>
    /// <param name="handle">The file, and the wrappers between the code and the file.</param>
    /// <param name="read">The bytes that the operation reads.</param>
    /// <param name="written">The bytes that the operation writes.</param>
    /// <param name="place">The operation.</param>
    /// <param name="mark">Identifies the read; null creates a new mark.</param>
    internal void Move(FileHandle handle, MovedBytes read, MovedBytes written, SyntaxNode place, object? mark = null)
    {
        var usage = State.Of(handle.Source);
        var fileRead = ToLength(read.Through(handle.Wrapper, usage.IsPositionUnknown), handle.Source);
        var writeStep = written.Through(handle.Wrapper, isPositionUnknown: false).ToStep(place);
        State = State.WithShiftedRelations(handle.Source, fileRead.Amount).With(handle.Source, usage.Plus(fileRead.ToStep(place), writeStep) with
        {
            LastRead = mark ?? (fileRead.Amount == Amount.None ? usage.LastRead : new object()),
        });
        State = writeStep.Amount == Amount.None ? State : State.WithChangedHeap();
    }

    /// <summary>Limits a read to the end by the length of the file, if the code has checked the length.</summary>
    private MovedBytes ToLength(MovedBytes read, FileSource source) =>
        !read.IsToEnd || read.Amount.Kind == AmountKind.Constant ? read
        : State.MaxLengthOf(source) is { } length ? read with { Amount = Amount.Constant(length) }
        : State.IsLengthLimited(source) ? read with { Amount = Amount.Requested }
        : read;

    /// <summary>Records a seek. After a seek to a constant offset from the start, a read to the end still counts as a read of the whole file.</summary>
    internal void Seek(FileValue file, bool toConstant)
    {
        foreach (var handle in file.Handles)
        {
            SetPositionUnknown(handle.Source, !toConstant);
        }
    }

    internal void SetPositionUnknown(FileSource source, bool isUnknown) => State = State.With(source, State.Of(source) with { IsPositionUnknown = isUnknown });

    /// <summary>Lets each file escape that a value can hold: its later bytes are unknown.</summary>
    internal void Escape(AbstractValue value, SyntaxNode place, string why)
    {
        if (value is FileValue file)
        {
            foreach (var handle in file.Handles)
            {
                if (handle.Source.Equals(context.Scope.AllMembers))
                {
                    // An object in a member may use the file of any member.
                    EscapeFilesOfMembers(place, why);
                }
                else
                {
                    EscapeSource(handle.Source, place, why);
                }
            }
        }
    }

    /// <summary>Lets each file in a member of <c>this</c> escape, because unknown code has received <c>this</c>.</summary>
    internal void EscapeFilesOfMembers(SyntaxNode place, string why)
    {
        EscapeSource(context.Scope.AllMembers, place, why);
        foreach (var pair in State.Variables)
        {
            if (pair.Key is IFieldSymbol field && pair.Value is FileValue file)
            {
                foreach (var handle in file.Handles)
                {
                    EscapeSource(handle.Source, place, why);
                }

                State = State.With(field, new FileValue(FileValue.Union(file.Handles, new FileValue(FileSource.Member(field)).Handles)));
            }
        }
    }

    /// <summary>Lets each file escape that a nested function mentions, because the function can run from here on.</summary>
    internal void EscapeFilesOfNestedFunctions(SyntaxNode place, string why)
    {
        foreach (var symbol in context.Scope.UsedByNestedFunctions)
        {
            Escape(ValueOf(symbol), place, why);
        }

        if (context.Scope.NestedFunctionsUseThis)
        {
            EscapeFilesOfMembers(place, why);
        }
    }

    private AbstractValue ValueOf(ISymbol symbol) =>
        symbol is not IPropertySymbol && State.Variables.TryGetValue(symbol, out var value) ? value : symbol switch
        {
            IFieldSymbol field => context.Scope.ValueOnEntryOf(field),
            IPropertySymbol property when StreamTypes.IsFileLike(property.Type) => new FileValue(FileSource.Member(property)),
            IParameterSymbol parameter when context.Scope.ValueOnEntryOf(parameter) is { } initial => initial,
            _ => AbstractValue.NotAFile,
        };

    private void EscapeSource(FileSource source, SyntaxNode place, string why)
    {
        var usage = State.Of(source);
        var step = new Step(place, Amount.Unknown, why) { IsEscape = true };
        State = State.WithShiftedRelations(source, Amount.Unknown).With(source, usage.Plus(step, step) with { LastRead = new object(), IsPositionUnknown = true }).WithChangedHeap();
    }
}
