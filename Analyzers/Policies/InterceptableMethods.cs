using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Whether an interceptor can carry a method's policies, whatever the call: the generator intercepts where this says
/// so, and the rules report the calls where it does not. Safe for all threads.
/// </summary>
internal sealed class InterceptableMethods(Compilation compilation)
{
    private readonly GeneratedCodeAccess _access = new(compilation);
    private readonly ConcurrentDictionary<IMethodSymbol, BypassReason> _known = new(SymbolEqualityComparer.Default);

    internal BypassReason GetBypassReason(IMethodSymbol method) => _known.GetOrAdd(method, Judge);

    /// <summary>
    /// The partial carrier has the method: in source it is a declaration without a body; in a referenced assembly the
    /// attributes of both parts are one, and the implementing part says that it carries the policy.
    /// </summary>
    internal static bool HasPartialWrapper(IMethodSymbol method) =>
        PolicyBody.IsWantedFor(method) || IsByGenerator(method) || method is { PartialImplementationPart: { } part } && IsByGenerator(part);

    /// <summary>Whether emitted code can reach the file, by its name or by an accessor.</summary>
    internal bool CanReach(IMethodSymbol method, FileCandidate file) => file.Place switch
    {
        // Of a referenced assembly the compiler imports no private member; one of those may be the file.
        FilePlace.Result => !method.DeclaringSyntaxReferences.IsEmpty,
        FilePlace.Parameter => true,
        _ => FileCandidates.MemberOf(method, file) is { } member && (IsVisible(member) || HasAccessor(method, member)),
    };

    /// <summary>Whether emitted code can name a field, or a property and its getter.</summary>
    internal bool IsVisible(ISymbol member) =>
        _access.CanNameMember(member) && (member is not IPropertySymbol { GetMethod: { } getter } || _access.CanNameMember(getter));

    /// <summary>
    /// An accessor calls without virtual dispatch, and a static class cannot be the type of the first parameter, by
    /// which the runtime finds a static method.
    /// </summary>
    internal static bool CanBeAccessed(IMethodSymbol method) =>
        !method.IsVirtual && !method.IsOverride && !method.IsAbstract && !method.ContainingType.IsStatic;

    private BypassReason Judge(IMethodSymbol method) => method switch
    {
        _ when HasPartialWrapper(method) || !HasSupportedPolicies(method) => BypassReason.NoPolicy,
        _ when ReturnShapes.Of(method) is not { } shape || method.IsIterator || (method.IsAsync && shape == ReturnShape.Void) || UnsafeContext.BarsInterceptor(method) => BypassReason.Unfinished,
        { IsExtern: true } or { IsVararg: true } => BypassReason.NotOrdinary,
        _ when HasDuplicateTypeParameters(method) => BypassReason.NotOrdinary,
        _ when !_access.CanNameSignature(method) => BypassReason.HiddenType,
        _ when !_access.CanNameMember(method) && !CanBeAccessed(method) => BypassReason.HiddenVirtual,
        _ when !CanReachFiles(method) => BypassReason.HiddenFile,
        _ => BypassReason.None,
    };

    private bool CanReachFiles(IMethodSymbol method) => PolicyReader.Read(method).All(policy =>
        FileCandidates.Find(method, policy.Options.File) is [var file] && CanReach(method, file));

    /// <summary>Each policy is in range and has its one file, and no two contradict each other.</summary>
    private static bool HasSupportedPolicies(IMethodSymbol method)
    {
        var seen = new List<(PolicyOptions Options, FileCandidate File)>();
        foreach (var (options, _) in PolicyReader.Read(method))
        {
            if (!options.IsInRange
                || FileCandidates.Find(method, options.File) is not [var file]
                || seen.Any(other => other.File == file && other.Options.Contradicts(options)))
            {
                return false;
            }

            seen.Add((options, file));
        }

        return seen.Count > 0;
    }

    /// <summary>The runtime looks for the member in the very type of the first parameter, not in its bases.</summary>
    private static bool HasAccessor(IMethodSymbol method, ISymbol member) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingType, method.ContainingType) && member switch
        {
            IFieldSymbol => !member.ContainingType.IsStatic,
            IPropertySymbol { GetMethod: { } getter } => CanBeAccessed(getter),
            _ => false,
        };

    private static bool IsByGenerator(IMethodSymbol method) =>
        method.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: PolicyNames.AppliedPolicy });

    /// <summary>A type parameter that hides another of the same name would need a new name everywhere in the signature.</summary>
    private static bool HasDuplicateTypeParameters(IMethodSymbol method)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (!type.TypeParameters.All(parameter => names.Add(parameter.Name)))
            {
                return true;
            }
        }

        return !method.TypeParameters.All(parameter => names.Add(parameter.Name));
    }
}
