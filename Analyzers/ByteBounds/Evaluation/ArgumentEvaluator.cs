using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Evaluates the arguments of calls, and the effects of unknown callees on them.</summary>
internal sealed class ArgumentEvaluator(EvaluationContext context, OperationEvaluator evaluator)
{
    internal CallArguments Evaluate(ImmutableArray<IArgumentOperation> operations)
    {
        var values = ImmutableArray.CreateBuilder<AbstractValue>(operations.Length);
        var hasThis = false;
        foreach (var operation in operations)
        {
            values.Add(operation.Parameter is { RefKind: RefKind.Out } ? OutTarget(operation.Value) : evaluator.Evaluate(operation.Value));
            hasThis |= OperationShapes.Unconverted(operation.Value) is IInstanceReferenceOperation;
        }

        return new CallArguments(operations, values.ToImmutable(), hasThis);
    }

    /// <summary>Evaluates a call of unknown code: each file among the arguments escapes. Returns the call's value.</summary>
    internal AbstractValue CallUnknown(IOperation call, AbstractValue? receiver, CallArguments arguments, string name)
    {
        context.EndsLoopByThrowing |= receiver is OtherValue { IsCapped: true };
        var origin = Origin.Constant;
        foreach (var value in receiver is null ? arguments.InOrder : arguments.InOrder.Insert(0, receiver))
        {
            origin |= value.Origin;
            context.Files.Escape(value, call.Syntax, $"is passed to {name}");
        }

        if (arguments.HasThis)
        {
            context.Files.EscapeFilesOfMembers(call.Syntax, $"may be used by {name}");
        }

        ForgetReferences(arguments, origin);
        var isDotNet = call is IInvocationOperation { TargetMethod: var called } ? called.MethodKind != MethodKind.DelegateInvoke && TypeFacts.IsDotNet(called) : call is IPropertyReferenceOperation { Property: var property } && TypeFacts.IsDotNet(property);
        if (!isDotNet)
        {
            // User code can check its arguments, and change the content of objects and buffers.
            context.State = context.State.WithChangedHeap().WithChangedContents();
            foreach (var value in arguments.InOrder)
            {
                context.MarkAsLimited(value);
            }

            context.MarkAsLimited(receiver ?? AbstractValue.UnknownConstant);
        }

        // A static function of .NET is assumed to compute its result from its arguments only.
        var isFunction = call is IInvocationOperation { Instance: null, TargetMethod: var method } && TypeFacts.IsDotNet(method) && arguments.InOrder.Length > 0;
        var result = ValueFactory.Any(call, isFunction ? origin : origin | Origin.External);
        return isFunction && Function(((IInvocationOperation)call).TargetMethod, arguments) is { } function
            ? context.WithPathFacts(result with { Term = function })
            : WithTermOfArguments(result, receiver, arguments);
    }

    /// <summary>
    /// Returns the term of a function that computes the same number from the same buffers; null for other calls. The type arguments are part of the
    /// function, because <c>Read&lt;byte&gt;</c> and <c>Read&lt;int&gt;</c> return different numbers.
    /// </summary>
    private Term? Function(IMethodSymbol method, CallArguments arguments) =>
        Interval.Describes(method.ReturnType) && method.Parameters.All(static parameter => parameter.RefKind is RefKind.None or RefKind.In)
            ? Term.Call(method, [.. arguments.InOrder.Select(static value => value.TermOrConstant), context.State.Contents])
            : null;

    /// <summary>
    /// Gives a result a term over the numbers that the call may compare, as in <c>n.CompareTo(100)</c> or <c>sizes.Contains(n)</c>.
    /// </summary>
    private static AbstractValue WithTermOfArguments(AbstractValue result, AbstractValue? receiver, CallArguments arguments)
    {
        if (result is not NumberValue)
        {
            return result;
        }

        var compared = arguments.InOrder.Insert(0, receiver ?? AbstractValue.UnknownConstant).Select(static value => value.Term).OfType<Term>().ToArray();
        return compared.Length == 0 ? result : result with { Term = Term.Call(new object(), compared) };
    }

    /// <summary>Gives each variable that the call gets by <c>ref</c> or <c>out</c> any value of its type.</summary>
    internal void ForgetReferences(CallArguments arguments, Origin origin)
    {
        foreach (var argument in arguments.Operations)
        {
            if (argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out })
            {
                evaluator.Assignments.Assign(argument.Value, ValueFactory.Any(argument.Value, origin | Origin.External));
            }
        }
    }

    /// <summary>Marks the content of the buffers among the arguments as data from the file, because a read fills them.</summary>
    internal void FillBuffers(CallArguments arguments, Origin origin)
    {
        if (arguments.InOrder.Any(static value => value is BufferValue))
        {
            context.State = context.State.WithChangedContents();
        }

        foreach (var part in arguments.Operations.SelectMany(static argument => argument.Value.DescendantsAndSelf()))
        {
            ISymbol? variable = part switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                _ => null,
            };
            if (variable is not null && context.State.Variables.TryGetValue(variable, out var value) && value is BufferValue buffer)
            {
                context.State = context.State.WithNarrowed(variable, buffer with { Origin = buffer.Origin | origin });
            }
        }
    }

    private OtherValue OutTarget(IOperation target)
    {
        evaluator.Assignments.EvaluateTarget(target);
        return new OtherValue(Origin.Constant);
    }
}
