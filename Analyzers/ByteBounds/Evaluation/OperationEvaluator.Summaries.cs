using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

internal sealed partial class OperationEvaluator
{
    /// <summary>Takes over what a callee does, in the caller's terms.</summary>
    private AbstractValue Apply(MethodSummary summary, IOperation call, AbstractValue? receiver, CallArguments arguments, bool onThis)
    {
        var translation = new SummaryTranslation(MethodParameters.ReceiverOf(summary.Method), receiver, arguments, onThis, call.Syntax);
        foreach (var pair in summary.Files)
        {
            if (!onThis && pair.Key is { Kind: FileSourceKind.Member, Symbol: INamedTypeSymbol type } && !scope.HoldsFiles(type))
            {
                // Its members as a whole may be anything but a file, which it would have had to be given.
                continue;
            }

            foreach (var source in translation.Translate(pair.Key))
            {
                var usage = State.Of(source);
                var step = StepOf(pair.Value.Read, usage.Moved);
                State = State.Shifted(source, step.Amount).With(source, new FileUsage(
                    usage.Read.Plus(step),
                    usage.Written.Plus(StepOf(pair.Value.Written, moved: false)),
                    usage.Moved || pair.Value.Moved)
                {
                    LastRead = new object(),
                });
            }
        }

        foreach (var pair in summary.Members)
        {
            if (onThis || pair.Key.IsStatic)
            {
                State = State.With(pair.Key, translation.Translate(pair.Value));
            }
            else
            {
                Escape(translation.Translate(pair.Value), call.Syntax, $"is kept by {summary.Method.Name}");
            }
        }

        var origin = arguments.InOrder.Aggregate(Origin.Elsewhere, (all, value) => all | value.Origin);
        ForgetWritten(arguments, origin);
        if (!summary.Returns)
        {
            Stop();
        }

        return summary.Returned is null or OpaqueValue ? TopOf(call, summary.Returned is null ? origin : translation.Translate(summary.Returned.Origin))
            : translation.Translate(summary.Returned);

        Step StepOf(ByteCount byteCount, bool moved)
        {
            var amount = moved && byteCount.Amount.Kind == AmountKind.Whole ? Amount.Unknown : byteCount.Amount;
            return new Step(call.Syntax, amount, $"in {summary.Method.Name}")
            {
                Inner = byteCount.Trace,
                IsEscape = byteCount is { Amount.Kind: AmountKind.Unknown, Trace.Step.IsEscape: true },
            };
        }
    }
}

/// <summary>From a callee's names to its caller's.</summary>
internal sealed class SummaryTranslation(
    IParameterSymbol? receiverParameter, AbstractValue? receiver, CallArguments arguments, bool onThis, SyntaxNode call)
{
    internal IEnumerable<FileSource> Translate(FileSource source) => source switch
    {
        { Kind: FileSourceKind.Parameter, Symbol: IParameterSymbol parameter } =>
            (SymbolEqualityComparer.Default.Equals(parameter, receiverParameter) ? receiver : arguments[parameter.Ordinal]) is FileValue file ? file.Handles.Items.Select(handle => handle.Source).Distinct() : [],
        { Kind: FileSourceKind.Member, Symbol.IsStatic: false } when !onThis => [FileSource.Elsewhere(call)],
        _ => [source],
    };

    internal Origin Translate(Origin origin)
    {
        var result = origin.IsElsewhere ? Origin.Elsewhere : Origin.Constant;
        foreach (var file in origin.Files)
        {
            var sources = Translate(file).ToImmutableArray();
            result = sources.IsEmpty ? result | Origin.Elsewhere : sources.Aggregate(result, (all, source) => all | Origin.Of(source));
        }

        return result;
    }

    internal AbstractValue Translate(AbstractValue value)
    {
        if (value is BufferValue buffer)
        {
            return buffer with { Origin = Translate(buffer.Origin), LengthOrigin = Translate(buffer.LengthOrigin) };
        }

        if (value is not FileValue file)
        {
            return value.WithOrigin(Translate(value.Origin));
        }

        var handles = file.Handles.Items
            .SelectMany(handle => Translate(handle.Source).Select(source => handle with { Source = source }))
            .Distinct()
            .ToImmutableArray();
        return new FileValue(new EquatableArray<FileHandle>(handles));
    }
}
