using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Applies the summary of a callee at a call.</summary>
internal sealed class SummaryEvaluator(EvaluationContext context, ArgumentEvaluator argumentEvaluator)
{
    internal AbstractValue Apply(MethodSummary summary, IOperation call, AbstractValue? receiver, CallArguments arguments, bool isOnThis)
    {
        var translation = new SummaryTranslation(summary.Method, receiver, arguments, isOnThis, call.Syntax, context.State.Heap);
        var facts = summary.Method.IsAsync && !NestedFunctions.IsAwaited(call) ? Facts.None : translation.Translate(summary.Facts);
        foreach (var pair in summary.Files)
        {
            // An object whose type has no member for a file can hold only a file that it received as an argument.
            var canHoldFile = isOnThis || receiver is FileValue { Holder: not null } || pair.Key is not { Kind: FileSourceKind.Member, Symbol: INamedTypeSymbol type } || context.Scope.HoldsFiles(type);
            foreach (var source in canHoldFile ? translation.Translate(pair.Key) : [])
            {
                Add(source, pair.Value, summary.Method, call.Syntax, translation);
            }
        }

        foreach (var pair in summary.Members)
        {
            if (isOnThis || pair.Key.IsStatic)
            {
                context.State = context.State.With(pair.Key, translation.Translate(pair.Value));
            }
            else
            {
                context.Files.Escape(translation.Translate(pair.Value), call.Syntax, $"is kept by {summary.Method.Name}");
            }
        }

        context.State = summary.ChangesHeap ? context.State.WithChangedHeap() : context.State;
        context.State = summary.ChangesContents ? context.State.WithChangedContents() : context.State;
        context.State = context.State.WithFacts(Facts.Meet(context.State.Facts, facts));
        var origin = arguments.InOrder.Aggregate(Origin.External, static (all, value) => all | value.Origin);
        argumentEvaluator.ForgetReferences(arguments, origin);
        if (!summary.Returns)
        {
            context.MarkUnreachable();
        }

        return summary.Returned switch
        {
            // The method may have returned the object on which it was called.
            null or OtherValue when receiver is FileValue { Holder: not null } kept && CanBe(call.Type, kept.Holder) =>
                kept with { Handles = FileValue.Union(kept.Handles, new FileValue(FileSource.Elsewhere(call.Syntax)).Handles), Term = null },
            null => ValueFactory.Any(call, origin),
            OtherValue opaque => ValueFactory.Any(call, translation.Translate(opaque.Origin)),
            var returned => context.WithPathFacts(translation.Translate(returned)),
        };
    }

    private static bool CanBe(ITypeSymbol? type, FileHolder holder) => ValueFactory.ResultOfTask(type) is { } result
        && (result.TypeKind is TypeKind.Interface or TypeKind.Dynamic or TypeKind.TypeParameter || result.SpecialType == SpecialType.System_Object
            || SymbolEqualityComparer.Default.Equals(result.OriginalDefinition, holder.Type));

    /// <summary>Adds the callee's usage of a file to the caller's own.</summary>
    private void Add(FileSource source, FileUsage callee, IMethodSymbol method, SyntaxNode call, SummaryTranslation translation)
    {
        var usage = context.State.Of(source);
        var read = ToStep(callee.Read, usage.IsPositionUnknown);
        var added = usage.Plus(read, ToStep(callee.Written, isPositionUnknown: false));
        if (usage.Cases.IsEmpty && !callee.Cases.IsEmpty)
        {
            // The caller gets the callee's groups of paths. Only conditions on the callee's parameters can still separate them.
            added = added with { Cases = [.. callee.Cases.Select(each => new ReadCase(translation.Translate(each.Conditions), usage.Read.Plus(ToStep(each.Read, usage.IsPositionUnknown))))] };
        }

        context.State = context.State.WithShiftedRelations(source, read.Amount).With(source, added with
        {
            IsPositionUnknown = usage.IsPositionUnknown || callee.IsPositionUnknown,
            LastRead = new object(),
        });

        Step ToStep(ByteCount count, bool isPositionUnknown) => new(call, isPositionUnknown && count.Amount.Kind == AmountKind.Whole ? Amount.Unknown : count.Amount, $"in {method.Name}")
        {
            Inner = count.Trace,
            IsEscape = count is { Amount.Kind: AmountKind.Unknown, Trace.Step.IsEscape: true },
        };
    }
}

/// <summary>Translates the files, values and facts of a callee into those of its caller.</summary>
internal sealed class SummaryTranslation(IMethodSymbol callee, AbstractValue? receiver, CallArguments arguments, bool isOnThis, SyntaxNode call, Term heap)
{
    private readonly IParameterSymbol? _receiverParameter = MethodParameters.ReceiverOf(callee);

    internal IEnumerable<FileSource> Translate(FileSource source) => source switch
    {
        { Kind: FileSourceKind.Parameter, Symbol: IParameterSymbol parameter } =>
            ArgumentOf(parameter) is FileValue file ? file.Handles.Items.Select(handle => handle.Source).Distinct() : [],
        { Kind: FileSourceKind.Member, Symbol.IsStatic: false } when !isOnThis =>
            receiver is FileValue { Holder: not null, Handles: var handles } ? handles.Items.Select(static handle => handle.Source).Distinct() : [FileSource.Elsewhere(call)],
        _ => [source],
    };

    internal Facts Translate(Facts facts) => ReferenceEquals(facts, Facts.None) ? facts : facts.Substitute(Translate);

    internal Origin Translate(Origin origin)
    {
        var result = origin.IsExternal ? Origin.External : Origin.Constant;
        foreach (var file in origin.Files)
        {
            var sources = Translate(file).ToImmutableArray();
            result = sources.IsEmpty ? result | Origin.External : sources.Aggregate(result, static (all, source) => all | Origin.Of(source));
        }

        return result;
    }

    internal AbstractValue Translate(AbstractValue value)
    {
        var translated = value switch
        {
            BufferValue buffer => buffer with { Origin = Translate(buffer.Origin), LengthOrigin = Translate(buffer.LengthOrigin) },
            FileValue file => file with
            {
                Handles = new EquatableArray<FileHandle>([.. file.Handles.Items.SelectMany(handle => Translate(handle.Source).Select(source => handle with { Source = source })).Distinct()]),
            },
            NumberValue { Implication: { } implication } number =>
                number with { Origin = Translate(number.Origin), Implication = implication.Substitute(Translate, Translate), CountedRead = null },
            _ => value.WithOrigin(Translate(value.Origin)),
        };
        return translated with { Term = value.Term?.Substitute(Translate) };
    }

    /// <summary>Translates the conditions on parameters into terms of the caller.</summary>
    internal ImmutableArray<(Term Condition, bool Outcome)> Translate(ImmutableArray<(Term Condition, bool Outcome)> conditions) =>
        [.. conditions.Select(each => (Condition: each.Condition.Substitute(Translate), each.Outcome)).Where(static each => each.Condition is not null).Select(static each => (each.Condition!, each.Outcome))];

    private AbstractValue? ArgumentOf(IParameterSymbol parameter) =>
        SymbolEqualityComparer.Default.Equals(parameter, _receiverParameter) ? receiver : arguments[parameter.Ordinal];

    private Term? Translate(Term leaf) => leaf.Key switch
    {
        IParameterSymbol parameter when SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, callee) || SymbolEqualityComparer.Default.Equals(parameter, _receiverParameter) =>
            ArgumentOf(parameter)?.TermOrConstant,
        LengthKey(var source, _) when Translate(source).ToList() is [var file] => Term.LengthOf(file, heap),
        _ when ReferenceEquals(leaf, AbstractState.InitialHeap) => heap,
        _ => null,
    };
}
