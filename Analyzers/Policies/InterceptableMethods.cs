using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Decides whether an interceptor can apply the policies of a method, whatever the call. If it can, the generator intercepts the calls of the
/// method. Otherwise, a rule reports them. Thread-safe.
/// </summary>
internal sealed class InterceptableMethods(Compilation compilation)
{
    // The keys are weak, so the host can release a compilation, although its instance refers back to it.
    private static readonly ConditionalWeakTable<Compilation, InterceptableMethods> Instances = new();

    private readonly GeneratedCodeAccess _access = new(compilation);
    private readonly TargetPlatform _platform = new(compilation);
    private readonly CallPolicyReader _policies = CallPolicyReader.Of(compilation);
    private readonly ConcurrentDictionary<CallPolicies, BypassReason> _known = new();

    /// <summary>Gets the instance that all rules share for a compilation.</summary>
    internal static InterceptableMethods Of(Compilation compilation) => Instances.GetValue(compilation, static compilation => new InterceptableMethods(compilation));

    internal BypassReason GetBypassReason(IMethodSymbol method, ITypeSymbol? receiver = null) => GetBypassReason(_policies.For(method, receiver));

    internal BypassReason GetBypassReason(CallPolicies call) => _known.GetOrAdd(call, ComputeBypassReason);

    /// <summary>
    /// Whether the generator implements the method. In source, it is a partial declaration without an implementation. In a
    /// referenced assembly, the attributes of both parts are merged, and the generated part has an attribute of its own.
    /// </summary>
    internal static bool HasPartialWrapper(IMethodSymbol method) =>
        PolicyBody.IsNeededFor(method) || IsByGenerator(method) || method is { PartialImplementationPart: { } part } && IsByGenerator(part);

    /// <summary>Whether generated code can access the file, by its name or by an accessor.</summary>
    internal bool CanReach(IMethodSymbol method, PolicyOptions options, FileCandidate file) => file.Place switch
    {
        // A private field comes before the result, but the compiler does not import the private members of a referenced assembly. So the
        // result may not be the file that the attribute of that assembly means.
        FilePlace.Result => options.IsOfAssembly || ResultFiles.OutParameterOf(method, file.Name) is not null || !method.DeclaringSyntaxReferences.IsEmpty,
        FilePlace.Parameter => true,

        // The compiler stores the parameter in a field, and C# does not specify the name of that field.
        FilePlace.PrimaryParameter => false,
        FilePlace.Dotted => CanReachParts(method, DottedFile.Find(method, file.Name)),
        _ => FileCandidates.MemberOf(method, file) is { } member && (IsVisible(member) || HasAccessor(method, member)),
    };

    /// <summary>Whether generated code can access the first part of a dotted name by its name or an accessor, and name each other part.</summary>
    private bool CanReachParts(IMethodSymbol method, DottedFile file) =>
        file is { Fault: DottedFault.None, Parts: [var root, ..] } && CanReachRoot(method, root) && file.Parts.Skip(1).All(IsVisible);

    private bool CanReachRoot(IMethodSymbol method, ISymbol root) => root is IParameterSymbol
        ? FileCandidates.ParametersOf(method).Contains(root, SymbolEqualityComparer.Default)
        : IsVisible(root) || (HasAccessor(method, root) && TypeFacts.TypeOfVariable(root) is { } type && _access.CanNameType(type));

    /// <summary>Gets the first part of a dotted name that an interceptor cannot access. There must be one.</summary>
    internal ISymbol FindUnreachablePart(IMethodSymbol method, FileCandidate file)
    {
        var parts = DottedFile.Find(method, file.Name).Parts;
        return CanReachRoot(method, parts[0]) ? parts.Skip(1).First(part => !IsVisible(part)) : parts[0];
    }

    /// <summary>Whether the wrapper of the method can read its condition, by its name or by an accessor.</summary>
    internal bool CanReadCondition(IMethodSymbol method, ISymbol condition) =>
        condition is IParameterSymbol || HasPartialWrapper(method) || IsVisible(condition) || HasAccessor(method, condition);

    /// <summary>Whether generated code can read a static condition outside its type, by its name or by an accessor.</summary>
    internal bool CanReadStatic(ISymbol condition) => IsVisible(condition) || (HasAccessors(condition) && condition switch
    {
        IFieldSymbol => !condition.ContainingType.IsStatic,
        IPropertySymbol { GetMethod: { } getter } => CanBeAccessed(getter),
        IMethodSymbol method => CanBeAccessed(method),
        _ => false,
    });

    /// <summary>Whether generated code can name a field or method, or a property and its getter.</summary>
    internal bool IsVisible(ISymbol member) =>
        _access.CanNameMember(member) && (member is not IPropertySymbol { GetMethod: { } getter } || _access.CanNameMember(getter));

    /// <summary>
    /// Whether an <c>UnsafeAccessor</c> can call the method. It calls without virtual dispatch, and the runtime finds a static
    /// method by the type of the first parameter, which cannot be a static class.
    /// </summary>
    internal static bool CanBeAccessed(IMethodSymbol method) =>
        !method.IsVirtual && !method.IsOverride && !method.IsAbstract && !method.ContainingType.IsStatic;

    private BypassReason ComputeBypassReason(CallPolicies call) => call.Method switch
    {
        var method when call.IsOwn && HasPartialWrapper(method) => BypassReason.NoPolicy,
        _ when HasHiddenFile(call) => BypassReason.HiddenFile,
        _ when !AreSupported(call) => BypassReason.NoPolicy,
        var method when (call.IsOwn ? WrapperObstacles.ForInterceptor(method) : WrapperObstacles.ForCall(method)) != WrapperObstacle.None => BypassReason.Unsupported,
        var method when HasDuplicateTypeParameters(method) => BypassReason.DuplicateTypeParameter,
        var method when !_access.CanNameSignature(method) => BypassReason.HiddenType,
        var method when !_access.CanNameMember(method) && !CanBeAccessed(method) => BypassReason.HiddenVirtual,
        var method when !_access.CanNameMember(method) && !HasAccessors(method) => BypassReason.NoAccessor,
        _ when !CanReachFiles(call) => IsReportedAtDeclaration(call) ? BypassReason.NoPolicy : BypassReason.HiddenFile,
        var method when !CanReadConditions(call) => method.DeclaringSyntaxReferences.IsEmpty ? BypassReason.HiddenCondition : BypassReason.NoPolicy,
        _ => BypassReason.None,
    };

    private bool CanReachFiles(CallPolicies call) => call.Policies.All(policy =>
        OpenedFiles.AreTargeted(call.Method, policy.Options) || FileCandidates.Find(call.Method, policy.Options) is [var file] && CanReach(call.Method, policy.Options, file));

    /// <summary>Whether a policy of a referenced assembly names a file that is private there. The compiler does not import it.</summary>
    private static bool HasHiddenFile(CallPolicies call) => call.IsOwn && call.Method.DeclaringSyntaxReferences.IsEmpty && call.Policies.Any(policy =>
        policy.Options is { File: not null, IsInRange: true } && FileCandidates.Find(call.Method, policy.Options).IsEmpty);

    /// <summary>Whether IOP008 reports a file of this compilation that no interceptor can read.</summary>
    private bool IsReportedAtDeclaration(CallPolicies call) => call.IsOwn && !call.Method.DeclaringSyntaxReferences.IsEmpty && call.Policies.Any(policy =>
        FileCandidates.Find(call.Method, policy.Options) is [{ Place: FilePlace.PrimaryParameter or FilePlace.Dotted } file] && !CanReach(call.Method, policy.Options, file));

    /// <remarks>
    /// IOP007 reports a condition of this compilation that cannot be read. Private members of a reference are not imported, so they are not
    /// found.
    /// </remarks>
    private bool CanReadConditions(CallPolicies call) => call.Policies.All(policy =>
        policy.Options.When is not { } when
        || (PolicyConditions.Find(call.Method, when) is { Fault: ConditionFault.None, Symbol: { } condition } && CanReadCondition(call.Method, condition)));

    /// <summary>
    /// Whether each policy is in range and has exactly one file, and no two policies contradict or repeat each other. A policy for opened
    /// files needs no file. A policy for a result that no wrapper can replace is ignored. False if no policy needs a wrapper.
    /// </summary>
    private static bool AreSupported(CallPolicies call)
    {
        var seen = new List<(PolicyOptions Options, FileCandidate File)>();
        foreach (var (options, _) in call.Policies)
        {
            if (options.IsInRange && (OpenedFiles.AreTargeted(call.Method, options) || IsUnfollowable(call.Method, options)))
            {
                continue;
            }

            if (!options.IsInRange
                || FileCandidates.Find(call.Method, options) is not [var file]
                || seen.Any(other => other.File == file && (other.Options.Contradicts(options) || other.Options.Repeats(options))))
            {
                return false;
            }

            seen.Add((options, file));
        }

        return seen.Count > 0 || call.Policies.Any(policy => OpenedCalls.NeedMethodWrapper(call.Method, policy.Options));
    }

    /// <summary>Whether the file is a result that no wrapper can replace. IOP210 reports it.</summary>
    internal static bool IsUnfollowable(IMethodSymbol method, PolicyOptions options) =>
        FileCandidates.Find(method, options) is [{ Place: FilePlace.Result } file] && !ResultFiles.IsFollowable(method, file);

    /// <summary>Whether an accessor can reach the member. The runtime searches the type of the first parameter, not its base types.</summary>
    private bool HasAccessor(IMethodSymbol method, ISymbol member) =>
        HasAccessors(member) && SymbolEqualityComparer.Default.Equals(member.ContainingType, method.ContainingType) && member switch
        {
            IFieldSymbol => !member.ContainingType.IsStatic,
            IPropertySymbol { GetMethod: { } getter } => CanBeAccessed(getter),
            IMethodSymbol condition => CanBeAccessed(condition),
            _ => false,
        };

    /// <summary>Whether the target framework supports accessors for the member, whose type parameters become those of the accessor.</summary>
    private bool HasAccessors(ISymbol member) =>
        member.ContainingType.IsGenericType || member is IMethodSymbol { IsGenericMethod: true } ? _platform.HasGenericAccessors : _platform.HasAccessors;

    private static bool IsByGenerator(IMethodSymbol method) =>
        method.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: PolicyNames.AppliedPolicy });

    /// <summary>Whether a type parameter hides another one. An interceptor has the type parameters of the method and of its types.</summary>
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
