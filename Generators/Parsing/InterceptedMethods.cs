using System.Collections.Immutable;
using IoPolicy.Analyzers.EscapeAnalysis;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Parsing;

/// <summary>Describes the interceptor wrappers of annotated methods, once per method.</summary>
internal sealed class InterceptedMethods(Compilation compilation, CancellationToken cancellation)
{
    private readonly GeneratedCodeAccess _access = new(compilation);
    private readonly InterceptableMethods _interceptable = new(compilation);
    private readonly Dictionary<CallPolicies, WrapperModel?> _known = [];

    /// <summary>Gets the wrapper of a method. Null if the method has no policy, or cannot be intercepted.</summary>
    internal WrapperModel? Find(CallPolicies call)
    {
        if (!_known.TryGetValue(call, out var found))
        {
            found = Parse(call);
            _known.Add(call, found);
        }

        return found;
    }

    private WrapperModel? Parse(CallPolicies call)
    {
        var method = call.Method;
        if (_interceptable.GetBypassReason(call) != BypassReason.None || ReturnShapes.Of(method) is not { } shape)
        {
            return null;
        }

        var accessor = _access.CanNameMember(method) ? null : Accessors.ForMethod(method);
        var receiver = new InterceptorReceiver(method);
        var files = new InterceptorFileAccess(_interceptable, method, receiver);
        var policies = PolicyModels.Parse(method, call.Policies, files.Get, files.GetCondition, parameter => !WindowDecision.Obstacles(compilation, method, parameter, cancellation).Any());
        var calls = call.IsOwn ? OpenedPolicies.CallsOf(method, call.Policies, files.GetCondition) : [];
        return policies.IsEmpty && calls.IsEmpty ? null : Model(method, shape, policies, calls, receiver, accessor);
    }

    private WrapperModel Model(
        IMethodSymbol method,
        ReturnShape shape,
        ImmutableArray<PolicyModel> policies,
        ImmutableArray<OpenedCallModel> calls,
        InterceptorReceiver receiver,
        AccessorModel? accessor)
    {
        var isTask = shape is ReturnShape.Task or ReturnShape.TaskOfValue;
        var isAsync = isTask && AsyncWrappers.IsAllowedForInterceptor(method);
        var isUnsafe = UnsafeContext.IsNeededFor(method);
        ImmutableArray<ITypeParameterSymbol> typeParameters = [.. SymbolText.AllTypeParameters(method.ContainingType), .. method.TypeParameters];
        return new WrapperModel
        {
            Name = method.Name,
            Title = $"{SymbolText.Title(method.ContainingType)}.{SymbolText.Title(method)}",
            QualifiedName = SymbolText.QualifiedName(method),
            Attributes = new EquatableArray<string>([.. CopiedAttributes.Of(method), .. WrapperAttributes.For(compilation).Select(attribute => attribute.Text)]),
            Modifiers = "internal static" + (isUnsafe ? " unsafe" : "") + (isAsync ? " async" : ""),
            Returns = shape,
            ReturnType = SymbolText.Type(method.ReturnType),
            TypeParameters = SymbolText.TypeParameters(typeParameters),
            Parameters = receiver.Parameters(),
            Constraints = new EquatableArray<string>([.. SymbolText.Constraints(typeParameters)]),
            Callee = receiver.Callee(),
            CalleeAccessor = accessor,
            TypeArguments = SymbolText.TypeParameters(method.TypeParameters),
            Arguments = new EquatableArray<ArgumentModel>(receiver.Arguments(throughAccessor: accessor is not null)),
            IsAsync = isAsync,
            Policies = new EquatableArray<PolicyModel>(policies),
            OpenedPolicies = new EquatableArray<PolicyOptions>(calls.IsEmpty ? [] : [.. PolicyReader.Read(method).Select(static policy => policy.Options).Where(options => OpenedCalls.NeedMethodWrapper(method, options))]),
            OpenedCalls = new EquatableArray<OpenedCallModel>(calls),
            NamesInUse = new EquatableArray<string>(
            [
                receiver.Name,
                .. method.Parameters.Select(parameter => parameter.Name),
                .. typeParameters.Select(parameter => parameter.Name),
            ]),
        };
    }
}
