using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Emitting;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Gathering;

/// <summary>How an interceptor reaches the file of a policy.</summary>
internal sealed class InterceptorFiles(Nameable nameable, IMethodSymbol method, InterceptorReceiver receiver)
{
    /// <summary>Whether a file was asked for that cannot be reached.</summary>
    internal bool IsHidden { get; private set; }

    /// <summary>Null where the file cannot be reached.</summary>
    internal FileReach? Reach(FileCandidate file)
    {
        var reach = file.Place switch
        {
            // Of a referenced assembly the compiler imports no private member; one of those may be the file.
            FilePlace.Result when method.DeclaringSyntaxReferences.IsEmpty => null,
            FilePlace.Result => new FileReach("", Accessor: null),
            FilePlace.Parameter => new FileReach(Identifiers.Escape(file.Name), Accessor: null),
            _ => Member(file),
        };
        IsHidden |= reach is null;
        return reach;
    }

    private FileReach? Member(FileCandidate file)
    {
        var member = Find(file);
        if (member is null)
        {
            return null;
        }

        if (nameable.IsMember(member) && (member is not IPropertySymbol { GetMethod: { } getter } || nameable.IsMember(getter)))
        {
            var owner = member.IsStatic ? SymbolText.Type(member.ContainingType) : receiver.Name;
            return new FileReach($"{owner}.{Identifiers.Escape(member.Name)}", Accessor: null);
        }

        // The runtime looks for the member in the very type of the first parameter, not in its bases.
        var accessor = !SymbolEqualityComparer.Default.Equals(member.ContainingType, method.ContainingType) ? null : member switch
        {
            IFieldSymbol field when !field.ContainingType.IsStatic => Accessors.OfField(field),
            IPropertySymbol { GetMethod: { } get } => Accessors.OfMethod(get),
            _ => null,
        };
        if (accessor is null)
        {
            return null;
        }

        var self = receiver.Self();
        return new FileReach(self.Prefix + self.Name, accessor);
    }

    private ISymbol? Find(FileCandidate file)
    {
        for (var type = method.ContainingType; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(file.Name))
            {
                if (member is IFieldSymbol or IPropertySymbol)
                {
                    return member;
                }
            }
        }

        return null;
    }
}
