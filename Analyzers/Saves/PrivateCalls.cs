using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>The calls of a private method or a local function. All of them are in its type.</summary>
internal static class PrivateCalls
{
    /// <summary>
    /// Returns the value that each call passes for a parameter. If a call passes a local variable, this is the variable's initial value.
    /// Empty if other calls are possible, or if there is no call.
    /// </summary>
    internal static IReadOnlyList<IOperation> ArgumentsFor(IParameterSymbol parameter, Compilation compilation, CancellationToken cancellation)
    {
        var arguments = new List<IOperation>();
        if (parameter.ContainingSymbol is not IMethodSymbol { ContainingType: { } type } method
            || (method.MethodKind != MethodKind.LocalFunction && method is not { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary }))
        {
            return [];
        }

        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax(cancellation);
            foreach (var name in declaration.DescendantNodes().OfType<SimpleNameSyntax>().Where(name => name.Identifier.ValueText == method.Name))
            {
                if (SemanticModels.Of(compilation).Of(declaration.SyntaxTree) is not { } model)
                {
                    return [];
                }

                switch (NamedOperation.Find(name, model, cancellation))
                {
                    case IInvocationOperation call when FileOperations.Is(call.TargetMethod.OriginalDefinition, method.OriginalDefinition):
                        if (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value is not { } value)
                        {
                            return [];
                        }

                        arguments.Add(FirstValueOf(value) ?? value);
                        break;
                    case IMethodReferenceOperation:
                        return [];
                }
            }
        }

        return arguments;
    }

    private static IOperation? FirstValueOf(IOperation value) => FileOperations.Unconverted(value) is ILocalReferenceOperation { Local: var local } reference
        ? FileOperations.RootOf(reference).Descendants().OfType<IVariableDeclaratorOperation>().FirstOrDefault(declarator => FileOperations.Is(declarator.Symbol, local))?.GetVariableInitializer()?.Value
        : null;
}
