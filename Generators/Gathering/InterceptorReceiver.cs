using System.Collections.Immutable;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Gathering;

/// <summary>How an interceptor takes the receiver of a call and passes it on.</summary>
internal sealed class InterceptorReceiver
{
    private readonly IMethodSymbol _method;

    internal InterceptorReceiver(IMethodSymbol method)
    {
        _method = method;
        Name = new UniqueNames(method.Parameters.Select(parameter => parameter.Name)).Take("receiver");
    }

    private bool IsReadOnly => _method.IsReadOnly || _method.ContainingType.IsReadOnly;

    /// <summary>The name of the receiver's parameter, whether the method has one or not.</summary>
    internal string Name { get; }

    /// <summary>
    /// The interceptor's parameters: the receiver's first; a struct's by reference, as the method itself has it
    /// (CS9148 otherwise), so that its change is kept.
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
        var reference = !_method.ContainingType.IsValueType ? "" : IsReadOnly ? "in " : "ref ";
        return string.Join(", ", [$"this {reference}{type} {Name}", .. parameters]);
    }

    internal string Callee() =>
        (_method.IsStatic ? SymbolText.Type(_method.ContainingType) : Name) + "." + Identifiers.Escape(_method.Name);

    internal ImmutableArray<ArgumentModel> Arguments(bool throughAccessor)
    {
        var arguments = _method.Parameters.Select(SymbolText.Argument);
        return throughAccessor ? [Self(), .. arguments] : [.. arguments];
    }

    /// <summary>The first argument of an accessor: for a static member only its type counts.</summary>
    internal ArgumentModel Self() => _method switch
    {
        { IsStatic: true } when _method.ContainingType.IsReferenceType => new ArgumentModel("null", ""),
        { IsStatic: true } => new ArgumentModel("default", ""),
        _ => new ArgumentModel(Name, !_method.ContainingType.IsValueType ? "" : IsReadOnly ? "in " : "ref "),
    };
}
