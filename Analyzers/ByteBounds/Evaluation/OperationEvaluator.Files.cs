using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Platform;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

internal sealed partial class OperationEvaluator
{
    /// <summary>Numbers this large are a type's end, not a bound that somebody meant.</summary>
    private const long Unbounded = 1L << 30;

    private AbstractValue Apply(MemberEffect effect, ISymbol member, IOperation call, AbstractValue? receiver, CallArguments arguments)
    {
        var fileParameter = effect.File is null ? -1 : Ordinal(member, effect.File);
        var target = effect.File is null ? receiver : arguments[fileParameter];
        EscapeOthers(effect, member, call, fileParameter, arguments);
        ForgetWritten(arguments, Origin.Elsewhere);
        if (target is not FileValue file)
        {
            CopyInto(effect, member, call, arguments);
            return TopOfResult(effect, call, target, arguments);
        }

        if (effect.Escapes)
        {
            Escape(file, call.Syntax, $"its bytes are out of sight behind {member.Name}");
            return TopOf(call, Origin.Elsewhere);
        }

        var read = Bound(effect.Read, member, arguments);
        var written = Bound(effect.Written, member, arguments);
        var (added, countedRead) = Relate(read, file, effect.Read is { Rule: SizeRule.Count or SizeRule.Buffer, Argument: { } size } ? arguments.OperationOf(Ordinal(member, size))?.Value : null);
        foreach (var handle in file.Handles)
        {
            Move(handle, added, written, call.Syntax, countedRead?.Read);
            if (effect.Seek == SeekRule.Positional)
            {
                SetMoved(handle.Source, true);
            }
        }

        if (effect.Seek == SeekRule.Seek && call is IInvocationOperation)
        {
            MoveTo(file, SeeksToConstant(arguments));
        }

        CopyInto(effect, member, call, arguments);
        var result = Result(effect, file, read, call, arguments);
        return result is NumberValue number && effect.Result == ResultRule.Count ? number with { CountedRead = countedRead } : result;
    }

    private AbstractValue Result(MemberEffect effect, FileValue file, MovedBytes read, IOperation call, CallArguments arguments)
    {
        var origin = file.Handles.Items.Aggregate(Origin.Constant, (all, handle) => all | Origin.Of(handle.Source));
        if (effect.Read.Rule != SizeRule.Nothing)
        {
            TaintBuffers(arguments, origin);
        }

        var most = read.Amount.IsConstant ? read.Amount.Bytes : int.MaxValue;
        return effect.Result switch
        {
            ResultRule.Count => new NumberValue(new(0, most), origin),
            ResultRule.Bytes => new BufferValue(new(0, most), origin) { LengthOrigin = arguments.InOrder.Aggregate(origin, static (all, value) => all | value.Origin) },
            ResultRule.ByteOrEnd => new NumberValue(new(-1, byte.MaxValue), origin),
            ResultRule.Contents => TopOf(call, origin) is FileValue ? new OpaqueValue(origin) : TopOf(call, origin),
            ResultRule.Position => new NumberValue(Interval.FileLength, origin),
            ResultRule.SameFile or ResultRule.Opened => file,
            ResultRule.Wrapper or ResultRule.BufferedWrapper or ResultRule.OpaqueWrapper => Wrap(file, effect.Result, arguments),
            _ => TopOf(call, Origin.Elsewhere),
        };
    }

    /// <summary>The result where the target is no file that is followed.</summary>
    private static AbstractValue TopOfResult(MemberEffect effect, IOperation call, AbstractValue? target, CallArguments arguments) =>
        effect.Result == ResultRule.Opened ? new FileValue(FileSource.Opened(call.Syntax))
        : effect.Result == ResultRule.OpaqueWrapper && effect.File == "path" ? new FileValue(FileSource.Opened(call.Syntax))
        : TopOf(call, arguments.InOrder.Aggregate((target?.Origin ?? Origin.Constant) | Origin.Elsewhere, (all, value) => all | value.Origin));

    private void CopyInto(MemberEffect effect, ISymbol member, IOperation call, CallArguments arguments)
    {
        if (effect.Into is { } into && arguments[Ordinal(member, into)] is FileValue destination)
        {
            foreach (var handle in destination.Handles)
            {
                Move(handle, MovedBytes.None, new(Amount.Whole, "all of another stream"), call.Syntax);
            }
        }
    }

    /// <summary>Files among the arguments that the table says nothing of.</summary>
    private void EscapeOthers(MemberEffect effect, ISymbol member, IOperation call, int fileParameter, CallArguments arguments)
    {
        var into = effect.Into is { } name ? Ordinal(member, name) : -1;
        foreach (var argument in arguments.Operations)
        {
            if (argument.Parameter is { } parameter && parameter.Ordinal != fileParameter && parameter.Ordinal != into)
            {
                Escape(arguments[parameter.Ordinal]!, call.Syntax, $"is handed to {member.Name}");
            }
        }
    }

    private void Move(FileHandle handle, MovedBytes read, MovedBytes written, SyntaxNode place, object? mark = null)
    {
        var usage = State.Of(handle.Source);
        var through = Through(handle.Wrapper, read, usage.Moved);
        State = State.Shifted(handle.Source, through.Amount).With(handle.Source, usage with
        {
            LastRead = mark ?? (through.Amount == Amount.None ? usage.LastRead : new object()),
            Read = usage.Read.Plus(through.ToStep(place)),
            Written = usage.Written.Plus(Through(handle.Wrapper, written, positionMoved: false).ToStep(place)),
        });
    }

    /// <summary>What is moved of the file below when so much is moved through the layer.</summary>
    private static MovedBytes Through(StreamWrapper wrapper, MovedBytes moved, bool positionMoved)
    {
        if (moved.Amount == Amount.None)
        {
            return moved;
        }

        if (moved.Amount.Kind == AmountKind.Whole && positionMoved)
        {
            return new(Amount.Unknown, "to the end, from a position that is not known");
        }

        if (moved.IsText)
        {
            return wrapper is { HasKnownEncoding: true, IsOpaque: false } && moved.Amount.IsConstant
                ? new(Amount.Constant((moved.Amount.Bytes * 4) + wrapper.ReadAhead), moved.Why)
                : new(Amount.Unknown, "as many bytes as the encoding takes");
        }

        return moved.Amount.Kind is AmountKind.Whole or AmountKind.Unknown ? moved
            : moved.Amount.Kind == AmountKind.Asked && (wrapper.IsGiven || !wrapper.IsOpaque) ? moved
            : wrapper.IsOpaque ? new(Amount.Unknown, "through an object that reads ahead or decodes")
            : new(Amount.Constant(moved.Amount.Bytes + wrapper.ReadAhead), wrapper.ReadAhead > 0 ? "with a buffer that reads ahead" : moved.Why);
    }

    private static MovedBytes Bound(Size size, ISymbol member, CallArguments arguments)
    {
        switch (size.Rule)
        {
            case SizeRule.Nothing: return MovedBytes.None;
            case SizeRule.Bytes: return new(Amount.Constant(size.Bytes), null);
            case SizeRule.ToEnd: return new(Amount.Whole, "to the end of the file") { IsToEnd = true };
            case SizeRule.FileSays: return new(Amount.Whole, "as many bytes as the file itself says");
            case SizeRule.WholeSource: return new(Amount.Whole, "all that it is given");
            case SizeRule.Unknown: return new(Amount.Unknown, "no bound is documented");
            case SizeRule.Characters when size.Argument is null: return new(Amount.Constant(size.Bytes), null) { IsText = true };
        }

        var argument = size.Argument is { } name ? arguments[Ordinal(member, name)] : null;
        var asked = argument switch
        {
            NumberValue number => number,
            BufferValue buffer => buffer.Count,
            _ => new NumberValue(Interval.Length, argument?.Origin ?? Origin.Elsewhere),
        };
        var range = asked.Range;
        if (size.Buffer is { } beside && arguments[Ordinal(member, beside)] is BufferValue { Length: var room })
        {
            range = Interval.Min(range, room);
        }

        var text = size.Rule == SizeRule.Characters;
        return range.High < Unbounded ? new(Amount.Constant(Math.Max(0, range.High)), null) { IsText = text }
            : asked.Origin.IsFilesOnly ? new(Amount.Whole, "as many bytes as the file itself says")
            : asked.Origin.IsElsewhere ? new(Amount.Asked, "as many bytes as is asked for")
            : new(Amount.Unknown, "a number of bytes that has no bound");
    }

    /// <summary>The buffers that a read fills hold the file's contents from now on.</summary>
    private void TaintBuffers(CallArguments arguments, Origin origin)
    {
        foreach (var argument in arguments.Operations)
        {
            foreach (var part in argument.Value.DescendantsAndSelf())
            {
                ISymbol? variable = part switch
                {
                    ILocalReferenceOperation local => local.Local,
                    IParameterReferenceOperation parameter => parameter.Parameter,
                    _ => null,
                };
                if (variable is not null && State.Variables.TryGetValue(variable, out var value) && value is BufferValue buffer)
                {
                    State = State.Refined(variable, buffer with { Origin = buffer.Origin | origin });
                }
            }
        }
    }

    /// <summary>After a seek, the end of the file is at an unknown distance, unless the place is a constant from the start.</summary>
    private void MoveTo(FileValue file, bool isConstant)
    {
        foreach (var handle in file.Handles)
        {
            SetMoved(handle.Source, !isConstant);
        }
    }

    private void SetMoved(FileSource source, bool moved) =>
        State = State.With(source, State.Of(source) with { Moved = moved });

    private static bool SeeksToConstant(CallArguments arguments) =>
        arguments[0] is NumberValue { Range.IsExact: true } && arguments[1] is NumberValue { Range: { IsExact: true, Low: 0 } };

    private void Escape(AbstractValue value, SyntaxNode place, string why)
    {
        if (value is FileValue file)
        {
            foreach (var handle in file.Handles)
            {
                EscapeSource(handle.Source, place, why);
            }
        }
    }

    private void EscapeSource(FileSource source, SyntaxNode place, string why)
    {
        var usage = State.Of(source);
        var step = new Step(place, Amount.Unknown, why) { IsEscape = true };
        State = State.Shifted(source, Amount.Unknown).With(source, usage with { LastRead = new object(), Read = usage.Read.Plus(step), Written = usage.Written.Plus(step), Moved = true });
    }

    /// <summary>Code that cannot be seen has <c>this</c>: each file that a member holds escapes.</summary>
    private void EscapeMembers(SyntaxNode place, string why)
    {
        EscapeSource(scope.AllMembers, place, why);
        foreach (var pair in State.Variables)
        {
            if (pair.Key is IFieldSymbol field && pair.Value is FileValue file)
            {
                Escape(file, place, why);
                State = State.With(field, new FileValue(FileValue.Union(file.Handles, new FileValue(FileSource.Member(field)).Handles)));
            }
        }
    }

    /// <summary>A lambda or local function may run: each file that one mentions escapes.</summary>
    private void EscapeNested(SyntaxNode place, string why)
    {
        foreach (var symbol in scope.UsedByNestedFunctions)
        {
            var value = symbol is IFieldSymbol field
                ? State.Variables.TryGetValue(field, out var held) ? held : scope.InitialValueOf(field)
                : symbol is IPropertySymbol property ? (TypeFacts.IsFileLike(property.Type) ? new FileValue(FileSource.Member(property)) : AbstractValue.Anything)
                : State.Variables.TryGetValue(symbol, out var local) ? local
                : symbol is IParameterSymbol parameter && scope.InitialValueOf(parameter) is { } given ? given
                : AbstractValue.Anything;
            Escape(value, place, why);
        }

        if (scope.NestedFunctionsUseThis)
        {
            EscapeMembers(place, why);
        }
    }

    private static int Ordinal(ISymbol member, string parameter) =>
        member is IMethodSymbol method ? method.Parameters.FirstOrDefault(candidate => candidate.Name == parameter)?.Ordinal ?? -2 : -2;

    /// <summary>How many bytes a call asks for, before the layers below it.</summary>
    private readonly record struct MovedBytes(Amount Amount, string? Why)
    {
        internal static MovedBytes None => default;

        internal bool IsToEnd { get; init; }

        /// <summary>The number is one of characters.</summary>
        internal bool IsText { get; init; }

        internal Step ToStep(SyntaxNode place) => new(place, Amount, Why);
    }
}
