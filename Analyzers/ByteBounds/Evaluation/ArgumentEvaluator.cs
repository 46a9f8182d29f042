using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Evaluates the arguments of calls, and what unknown callees do to them.</summary>
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

    /// <summary>Lets everything escape that a call hands to unknown code, and returns the call's value.</summary>
    internal AbstractValue CallUnknown(IOperation call, AbstractValue? receiver, CallArguments arguments, string name)
    {
        var origin = Origin.Constant;
        foreach (var value in receiver is null ? arguments.InOrder : arguments.InOrder.Insert(0, receiver))
        {
            origin |= value.Origin;
            context.Files.Escape(value, call.Syntax, $"is handed to {name}");
        }

        if (arguments.HasThis)
        {
            context.Files.EscapeMembers(call.Syntax, $"may be used by {name}");
        }

        ForgetReferences(arguments, origin);

        // A static function of .NET computes its result from its arguments only.
        var isFunction = call is IInvocationOperation { Instance: null, TargetMethod: var method } && TypeFacts.IsPlatform(method) && arguments.InOrder.Length > 0;
        return ValueFactory.Any(call, isFunction ? origin : origin | Origin.Elsewhere);
    }

    /// <summary>Gives each variable that the call gets by <c>ref</c> or <c>out</c> any value of its type.</summary>
    internal void ForgetReferences(CallArguments arguments, Origin origin)
    {
        foreach (var argument in arguments.Operations)
        {
            if (argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out })
            {
                evaluator.Assignments.Assign(argument.Value, ValueFactory.Any(argument.Value, origin | Origin.Elsewhere));
            }
        }
    }

    /// <summary>Marks the buffers among the arguments as holding the file's contents, because a read fills them.</summary>
    internal void FillBuffers(CallArguments arguments, Origin origin)
    {
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
                context.State = context.State.Refined(variable, buffer with { Origin = buffer.Origin | origin });
            }
        }
    }

    private OpaqueValue OutTarget(IOperation target)
    {
        evaluator.Assignments.EvaluateTarget(target);
        return new OpaqueValue(Origin.Constant);
    }
}
