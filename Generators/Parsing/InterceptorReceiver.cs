using System.Collections.Immutable;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Parsing;

/// <summary>Describes the receiver parameter of an interceptor, and how the interceptor passes it to the method.</summary>
internal sealed class InterceptorReceiver
{
    private readonly IMethodSymbol _method;

    internal InterceptorReceiver(IMethodSymbol method)
    {
        _method = method;
        Name = new UniqueNames(method.Parameters.Select(parameter => parameter.Name)).Reserve("receiver");
    }

    /// <summary>The name for the receiver parameter. A static method does not use it.</summary>
    internal string Name { get; }

    /// <summary>
    /// Formats the parameters of the interceptor, with the receiver first. A struct receiver is passed by reference, as in the
    /// method itself (CS9148), so the caller sees its changes.
    /// </summary>
    internal string Parameters()
    {
        var parameters = _method.Parameters.Select(SymbolText.Parameter);
        if (_method.IsStatic)
        {
            var receiver = _method.IsExtensionMethod ? "this " : "";
            return receiver + string.Join(", ", parameters);
        }

        var type = SymbolText.Type(_method.ContainingType);
        var reference = !_method.ContainingType.IsValueType ? "" : _method.IsReadOnly ? "in " : "ref ";
        return string.Join(", ", [$"this {reference}{type} {Name}", .. parameters]);
    }

    internal string Callee() =>
        (_method.IsStatic ? SymbolText.Type(_method.ContainingType) : Name) + "." + Identifiers.Escape(_method.Name);

    internal ImmutableArray<ArgumentModel> Arguments(bool throughAccessor)
    {
        var arguments = _method.Parameters.Select(SymbolText.Argument);
        return throughAccessor ? [Self(), .. arguments] : [.. arguments];
    }

    /// <summary>Gets the first argument of an accessor. For a static member, the runtime uses only the argument's type.</summary>
    internal ArgumentModel Self() => _method switch
    {
        { IsStatic: true } when _method.ContainingType.IsReferenceType => new ArgumentModel("null", ""),
        { IsStatic: true } => new ArgumentModel("default", ""),
        _ => new ArgumentModel(Name, !_method.ContainingType.IsValueType ? "" : _method.IsReadOnly ? "in " : "ref "),
    };
}
