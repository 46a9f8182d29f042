using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Evaluates <c>new</c> expressions that open a file, wrap a file in another object, or create a span.</summary>
internal sealed class CreationEvaluator(EvaluationContext context, OperationEvaluator evaluator)
{
    internal AbstractValue Evaluate(IObjectCreationOperation creation)
    {
        var result = Construct(creation, evaluator.Arguments.Evaluate(creation.Arguments));
        if (creation.Initializer is { } initializer)
        {
            // The control-flow graph lowers initializers to assignments. An initializer that is still here is unknown.
            evaluator.Unknown(initializer);
        }

        return result;
    }

    /// <summary>Evaluates a tuple. A file in it escapes.</summary>
    internal OtherValue Tuple(ITupleOperation tuple)
    {
        var values = tuple.Elements.Select(evaluator.Evaluate).ToList();
        foreach (var value in values)
        {
            context.Files.Escape(value, tuple.Syntax, "is used in a way that cannot be followed");
        }

        var index = 0;
        return new OtherValue(values.Aggregate(Origin.Constant, static (all, value) => all | value.Origin))
        {
            Parts = TupleParts.Of(tuple, _ => values[index++]),
            Term = values.Select(static value => value.TermOrConstant).OfType<Term>().ToArray() is { Length: > 0 } terms ? Term.Call(new object(), terms) : null,
        };
    }

    private AbstractValue Construct(IObjectCreationOperation creation, CallArguments arguments)
    {
        if (creation is not { Type: { } type, Constructor: { } constructor })
        {
            return evaluator.Arguments.CallUnknown(creation, null, arguments, creation.Type?.Name ?? "a constructor");
        }

        if (TypeFacts.IsBuffer(type) && arguments.ByOrdinal is [BufferValue, ..] values)
        {
            return KnownFunctions.Slice(values, Origin.Constant);
        }

        if (TypeFacts.IsBuffer(type) && TypeSizes.SpanOver(constructor, arguments) is { } span)
        {
            return span;
        }

        return arguments.InOrder.OfType<FileValue>().ToList() switch
        {
            [] => WithoutFile(creation, type, arguments),
            [_] when context.Shared.OwnReaders.Create(constructor, arguments, context.Budget.Cancellation) is { } reader => reader,
            [_] when context.Shared.DotNet.Find(constructor) is var (effect, member) =>
                evaluator.DotNetCalls.Apply(effect, member, creation, receiver: null, arguments),
            [var file] when StreamTypes.IsFileLike(type) && TypeFacts.IsDotNet(type) =>
                DotNetCallEvaluator.Wrap(file, StreamTypes.Find(type)?.Access ?? StreamAccess.Opaque, arguments),
            _ => evaluator.Arguments.CallUnknown(creation, null, arguments, $"the constructor of {type.Name}"),
        };
    }

    private AbstractValue WithoutFile(IObjectCreationOperation creation, ITypeSymbol type, CallArguments arguments)
    {
        evaluator.Arguments.ForgetReferences(arguments, Origin.External);
        if (arguments.HasThis)
        {
            context.Files.EscapeFilesOfMembers(creation.Syntax, $"may be used by {type.Name}");
        }

        if (StreamTypes.IsFileLike(type))
        {
            return new FileValue(TypeFacts.IsDotNet(type) ? FileSource.Opened(creation.Syntax) : FileSource.Elsewhere(creation.Syntax));
        }

        return Interval.Describes(type)
            ? ValueFactory.Default(type)
            : new OtherValue(arguments.InOrder.Aggregate(Origin.Constant, static (all, value) => all | value.Origin) | Origin.External)
            {
                IsCapped = TypeFacts.IsDotNet(type) && (type.Name, arguments.InOrder.Length) is ("StringBuilder", 2) && arguments.InOrder is [NumberValue, NumberValue],
            };
    }
}
