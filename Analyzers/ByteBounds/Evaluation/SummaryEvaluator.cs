using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Applies the summary of a callee at a call.</summary>
internal sealed class SummaryEvaluator(EvaluationContext context, ArgumentEvaluator argumentEvaluator)
{
    internal AbstractValue Apply(MethodSummary summary, IOperation call, AbstractValue? receiver, CallArguments arguments, bool onThis)
    {
        var translation = new SummaryTranslation(MethodParameters.ReceiverOf(summary.Method), receiver, arguments, onThis, call.Syntax);
        foreach (var pair in summary.Files)
        {
            // Another object whose type has no file members cannot hold a file that it was not given.
            var canHoldFile = onThis || pair.Key is not { Kind: FileSourceKind.Member, Symbol: INamedTypeSymbol type } || context.Scope.HoldsFiles(type);
            foreach (var source in canHoldFile ? translation.Translate(pair.Key) : [])
            {
                Add(source, pair.Value, summary.Method, call.Syntax);
            }
        }

        foreach (var pair in summary.Members)
        {
            if (onThis || pair.Key.IsStatic)
            {
                context.State = context.State.With(pair.Key, translation.Translate(pair.Value));
            }
            else
            {
                context.Files.Escape(translation.Translate(pair.Value), call.Syntax, $"is kept by {summary.Method.Name}");
            }
        }

        var origin = arguments.InOrder.Aggregate(Origin.Elsewhere, static (all, value) => all | value.Origin);
        argumentEvaluator.ForgetReferences(arguments, origin);
        if (!summary.Returns)
        {
            context.Stop();
        }

        return summary.Returned switch
        {
            null => ValueFactory.Any(call, origin),
            OpaqueValue opaque => ValueFactory.Any(call, translation.Translate(opaque.Origin)),
            var returned => translation.Translate(returned),
        };
    }

    /// <summary>Adds what the callee does to a file to what the method did before.</summary>
    private void Add(FileSource source, FileUsage callee, IMethodSymbol method, SyntaxNode call)
    {
        var usage = context.State.Of(source);
        var read = ToStep(callee.Read, usage.Moved);
        context.State = context.State.Shifted(source, read.Amount).With(source, new FileUsage(
            usage.Read.Plus(read),
            usage.Written.Plus(ToStep(callee.Written, moved: false)),
            usage.Moved || callee.Moved)
        {
            LastRead = new object(),
        });

        Step ToStep(ByteCount count, bool moved) => new(call, moved && count.Amount.Kind == AmountKind.Whole ? Amount.Unknown : count.Amount, $"in {method.Name}")
        {
            Inner = count.Trace,
            IsEscape = count is { Amount.Kind: AmountKind.Unknown, Trace.Step.IsEscape: true },
        };
    }
}

/// <summary>Translates the files and values of a callee into those of its caller.</summary>
internal sealed class SummaryTranslation(IParameterSymbol? receiverParameter, AbstractValue? receiver, CallArguments arguments, bool onThis, SyntaxNode call)
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
            result = sources.IsEmpty ? result | Origin.Elsewhere : sources.Aggregate(result, static (all, source) => all | Origin.Of(source));
        }

        return result;
    }

    internal AbstractValue Translate(AbstractValue value) => value switch
    {
        BufferValue buffer => buffer with { Origin = Translate(buffer.Origin), LengthOrigin = Translate(buffer.LengthOrigin) },
        FileValue file => new FileValue(new EquatableArray<FileHandle>(
            [.. file.Handles.Items.SelectMany(handle => Translate(handle.Source).Select(source => handle with { Source = source })).Distinct()])),
        _ => value.WithOrigin(Translate(value.Origin)),
    };
}
