using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Gathering;

/// <summary>How an interceptor reaches the file of a policy.</summary>
internal sealed class InterceptorFiles(InterceptableMethods interceptable, IMethodSymbol method, InterceptorReceiver receiver)
{
    /// <summary>Null where the file cannot be reached.</summary>
    internal FileReach? Reach(FileCandidate file) => !interceptable.CanReach(method, file) ? null : file.Place switch
    {
        FilePlace.Result => new FileReach("", Accessor: null),
        FilePlace.Parameter => new FileReach(Identifiers.Escape(file.Name), Accessor: null),
        _ => FileCandidates.MemberOf(method, file) is { } member ? Member(member) : null,
    };

    private FileReach? Member(ISymbol member)
    {
        if (interceptable.IsVisible(member))
        {
            var owner = member.IsStatic ? SymbolText.Type(member.ContainingType) : receiver.Name;
            return new FileReach($"{owner}.{Identifiers.Escape(member.Name)}", Accessor: null);
        }

        var accessor = member switch
        {
            IFieldSymbol field => Accessors.OfField(field),
            IPropertySymbol { GetMethod: { } get } => Accessors.OfMethod(get),
            _ => null,
        };
        var self = receiver.Self();
        return accessor is null ? null : new FileReach(self.Prefix + self.Name, accessor);
    }
}
