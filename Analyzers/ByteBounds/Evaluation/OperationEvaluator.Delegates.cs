using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

internal sealed partial class OperationEvaluator
{
    /// <summary>
    /// What a delegate of an extension method is bound to. The graph leaves it out, since the method is static; the
    /// operation that the graph was made from has it.
    /// </summary>
    private IOperation? ReceiverOf(IMethodReferenceOperation reference) => !reference.Method.IsExtensionMethod ? null : body.Operation.Descendants()
        .OfType<IMethodReferenceOperation>().FirstOrDefault(original => original.Syntax == reference.Syntax)?.Instance;

    /// <summary>
    /// Whether a delegate is called that a member holds: whoever handed it over had the files that other members hold, too,
    /// as a decoder has that gives its parts a way to ask for more.
    /// </summary>
    private bool IsDelegateOfMember(IInvocationOperation call) =>
        scope.HasFileMembers
        && call is { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } instance }
        && (instance is IFlowCaptureReferenceOperation reference && _captured.TryGetValue(reference.Id, out var captured) ? captured : instance)
            is IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } or IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation };

    private AbstractValue Function(IOperation function)
    {
        switch (function)
        {
            case IDelegateCreationOperation { Target: { } target }:
                return target is IFlowAnonymousFunctionOperation or IMethodReferenceOperation ? Function(target) : Unseen(function);
            case IFlowAnonymousFunctionOperation lambda when scope.Nested.AreFollowed(lambda.Symbol):
                return new FunctionValue(lambda, _graph);
            case IMethodReferenceOperation { Instance: null } reference when ReceiverOf(reference) is { } receiver:
                Escape(Evaluate(receiver), function.Syntax, "is used by a delegate");
                break;
            case IMethodReferenceOperation { Instance: { } instance }:
                // A delegate runs when its holder likes, as often as it likes.
                Escape(Evaluate(instance), function.Syntax, "is used by a delegate");
                if (instance is IInstanceReferenceOperation)
                {
                    EscapeMembers(function.Syntax, "may be used by a delegate");
                }

                break;
        }

        if (function is not IMethodReferenceOperation { Method.MethodKind: not MethodKind.LocalFunction })
        {
            EscapeNested(function.Syntax, "is used by a lambda or local function");
        }

        return new OpaqueValue(Origin.Elsewhere);
    }
}
