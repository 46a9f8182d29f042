using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>Decides whether a body uses a parameter or a member of the containing type, directly or indirectly.</summary>
internal static class MemberReach
{
    /// <summary>Whether the operation is a use of the parameter, field or property.</summary>
    internal static bool IsReference(IOperation operation, ISymbol symbol) => operation switch
    {
        IParameterReferenceOperation reference => FileOperations.Is(reference.Parameter, symbol),
        IFieldReferenceOperation reference => FileOperations.Is(reference.Field.OriginalDefinition, symbol.OriginalDefinition),
        IPropertyReferenceOperation reference => FileOperations.Is(reference.Property.OriginalDefinition, symbol.OriginalDefinition),
        _ => false,
    };

    /// <summary>
    /// Whether the body can use the members of its type indirectly: by a call, by a property, or because other code receives <c>this</c>. For
    /// example, a class that derives from <c>BinaryWriter</c> writes to its <c>BaseStream</c> with each inherited <c>Write</c>.
    /// </summary>
    internal static bool CanReachMembers(IEnumerable<IOperation> body) => body.Any(static operation => operation switch
    {
        IInvocationOperation call => !TypeFacts.IsDotNet(call.TargetMethod) || call.Instance is IInstanceReferenceOperation,
        IPropertyReferenceOperation property => !TypeFacts.IsDotNet(property.Property) || property.Instance is IInstanceReferenceOperation,
        IObjectCreationOperation { Constructor: { } constructor } => !TypeFacts.IsDotNet(constructor),
        IMethodReferenceOperation or IDynamicInvocationOperation or IEventReferenceOperation or IAnonymousFunctionOperation or ILocalFunctionOperation => true,
        IInstanceReferenceOperation { Parent: not (IMemberReferenceOperation or IInvocationOperation) } => true,
        _ => false,
    });
}
