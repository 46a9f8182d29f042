using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Parsing;

/// <summary>Describes how an interceptor gets the file and the condition of a policy.</summary>
internal sealed class InterceptorFileAccess(InterceptableMethods interceptable, IMethodSymbol method, InterceptorReceiver receiver)
{
    /// <summary>Gets the expression for the file. Null if the file is not accessible.</summary>
    internal FileExpression? Get(PolicyOptions options, FileCandidate file) => !interceptable.CanReach(method, options, file) ? null : file.Place switch
    {
        FilePlace.Result => new FileExpression(file.Name.Length == 0 ? "" : Identifiers.Escape(file.Name), Accessor: null),
        FilePlace.Parameter => Complete(file, new FileExpression(Identifiers.Escape(file.Name), Accessor: null)),
        FilePlace.Dotted => DottedFile.Find(method, file.Name).Parts[0] switch
        {
            IParameterSymbol root => Complete(file, new FileExpression(Identifiers.Escape(root.Name), Accessor: null)),
            var root => Complete(file, Member(root)),
        },
        _ => FileCandidates.MemberOf(method, file) is { } member ? Complete(file, Member(member)) : null,
    };

    private FileExpression? Complete(FileCandidate file, FileExpression? root) => root is null ? null : PathText.Complete(method, file, root);

    /// <summary>Gets the expression for the condition. Null if it is not accessible.</summary>
    internal ConditionModel? GetCondition(ISymbol condition) =>
        condition is IParameterSymbol ? new ConditionModel(Identifiers.Escape(condition.Name), Accessor: null)
        : !interceptable.CanReadCondition(method, condition) || Member(condition) is not { } member ? null
        : new ConditionModel(condition is IMethodSymbol && member.Accessor is null ? member.Text + "()" : member.Text, member.Accessor);

    private FileExpression? Member(ISymbol member)
    {
        if (interceptable.IsVisible(member))
        {
            var owner = member.IsStatic ? SymbolText.Type(member.ContainingType) : receiver.Name;
            return new FileExpression($"{owner}.{Identifiers.Escape(member.Name)}", Accessor: null);
        }

        var accessor = member switch
        {
            IFieldSymbol field => Accessors.ForField(field),
            IPropertySymbol { GetMethod: { } get } => Accessors.ForMethod(get),
            IMethodSymbol condition => Accessors.ForMethod(condition),
            _ => null,
        };
        var self = receiver.Self();
        return accessor is null ? null : new FileExpression(self.Prefix + self.Name, accessor);
    }
}
