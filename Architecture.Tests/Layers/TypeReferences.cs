using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Architecture.Tests.Layers;

/// <summary>Finds the types of the same assembly that a type references in its declarations, attributes and bodies, with the referencing member.</summary>
internal static class TypeReferences
{
    /// <param name="type">The type. Its nested types are not included.</param>
    internal static IEnumerable<(string Member, TypeDefinition Target)> Of(TypeDefinition type)
    {
        IEnumerable<(string Member, TypeReference? Reference)> all =
        [
            (".base", type.BaseType),
            .. type.Interfaces.SelectMany(static each => Attributes(each).Prepend(each.InterfaceType)).Select(static each => (".base", (TypeReference?)each)),
            .. Attributes(type).Concat(Constraints(type)).Select(static each => (".type", (TypeReference?)each)),
            .. type.Fields.SelectMany(static field => Attributes(field).Prepend(field.FieldType).Select(each => (field.Name, (TypeReference?)each))),
            .. type.Properties.SelectMany(static property => Attributes(property).Select(each => (property.Name, (TypeReference?)each))),
            .. type.Events.SelectMany(static @event => Attributes(@event).Select(each => (@event.Name, (TypeReference?)each))),
            .. type.Methods.SelectMany(static method => OfMethod(method).Select(each => (method.Name, each))),
        ];
        return all.SelectMany(static each => Parts(each.Reference).Select(part => (each.Member, part)));
    }

    private static IEnumerable<TypeReference?> OfMethod(MethodDefinition method) =>
    [
        .. Attributes(method),
        .. Constraints(method),
        .. Signature(method),
        .. Attributes(method.MethodReturnType),
        .. method.Parameters.SelectMany(Attributes),
        .. method.HasBody ? OfBody(method.Body) : [],
    ];

    private static IEnumerable<TypeReference?> OfBody(MethodBody body) =>
    [
        .. body.Variables.Select(static variable => variable.VariableType),
        .. body.ExceptionHandlers.Select(static handler => handler.CatchType),
        .. body.Instructions.SelectMany(static instruction => instruction.Operand switch
        {
            TypeReference type => [type],
            MethodReference method => [method.DeclaringType, .. Signature(method), .. method is GenericInstanceMethod generic ? generic.GenericArguments : []],
            FieldReference field => [field.DeclaringType, field.FieldType],
            CallSite site => Signature(site),
            _ => (IEnumerable<TypeReference?>)[],
        }),
    ];

    private static IEnumerable<TypeReference> Signature(IMethodSignature method) => method.Parameters.Select(static parameter => parameter.ParameterType).Prepend(method.ReturnType);

    private static IEnumerable<TypeReference> Constraints(IGenericParameterProvider generic) =>
        generic.GenericParameters.SelectMany(static parameter => parameter.Constraints.Select(static constraint => constraint.ConstraintType).Concat(Attributes(parameter)));

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider provider) => provider.CustomAttributes.SelectMany(static attribute =>
        attribute.ConstructorArguments.Concat(attribute.Properties.Concat(attribute.Fields).Select(static named => named.Argument))
            .SelectMany(Argument).Prepend(attribute.AttributeType));

    private static IEnumerable<TypeReference> Argument(CustomAttributeArgument argument) => argument.Value switch
    {
        TypeReference type => [argument.Type, type],
        CustomAttributeArgument boxed => Argument(boxed),
        CustomAttributeArgument[] several => several.SelectMany(Argument),
        _ => [argument.Type],
    };

    /// <summary>Gets the types of this assembly inside a reference, such as the element of an array or the arguments of a generic type.</summary>
    private static IEnumerable<TypeDefinition> Parts(TypeReference? reference) => reference switch
    {
        TypeDefinition type => [type],
        GenericInstanceType generic => generic.GenericArguments.Prepend(generic.ElementType).SelectMany(Parts),
        FunctionPointerType function => Signature(function).SelectMany(Parts),
        IModifierType modified => new[] { modified.ModifierType, modified.ElementType }.SelectMany(Parts),
        TypeSpecification element => Parts(element.ElementType),
        _ => [],
    };
}
