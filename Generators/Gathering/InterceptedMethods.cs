using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Gathering;

/// <summary>Describes the interceptor of an annotated method, once for all calls of it.</summary>
internal sealed class InterceptedMethods(Compilation compilation)
{
    private readonly Nameable _nameable = new(compilation);
    private readonly Dictionary<IMethodSymbol, (CarrierModel? Model, CallEscape Escape)> _known = new(SymbolEqualityComparer.Default);

    /// <summary>The model; null where the method has no policy, or none that an interceptor can carry.</summary>
    internal CarrierModel? Find(IMethodSymbol method)
    {
        if (!_known.TryGetValue(method, out var found))
        {
            found = Gather(method);
            _known.Add(method, found);
        }

        return found.Model;
    }

    private (CarrierModel? Model, CallEscape Escape) Gather(IMethodSymbol method)
    {
        if (PolicyReader.Read(method).IsEmpty || IsCarriedByItself(method))
        {
            return (null, CallEscape.NoPolicy);
        }

        if (ReturnShapes.Of(method) is not { } shape || method.IsIterator || (method.IsAsync && shape == ReturnShape.Void))
        {
            return (null, CallEscape.Unfinished);
        }

        if (method.IsExtern || method.IsVararg || HasDuplicateTypeParameters(method))
        {
            return (null, CallEscape.NotOrdinary);
        }

        if (!_nameable.IsSignature(method))
        {
            return (null, CallEscape.HiddenType);
        }

        AccessorModel? accessor = null;
        if (!_nameable.IsMember(method))
        {
            accessor = Accessors.OfMethod(method);
            if (accessor is null)
            {
                return (null, CallEscape.HiddenVirtual);
            }
        }

        var receiver = new InterceptorReceiver(method);
        var files = new InterceptorFiles(_nameable, method, receiver);
        var policies = PolicyModels.Gather(method, files.Reach);
        return policies.IsEmpty
            ? (null, files.IsHidden ? CallEscape.HiddenFile : CallEscape.NoPolicy)
            : (Model(method, shape, policies, receiver, accessor), CallEscape.None);
    }

    private static CarrierModel Model(
        IMethodSymbol method, ReturnShape shape, ImmutableArray<PolicyModel> policies, InterceptorReceiver receiver, AccessorModel? accessor)
    {
        var isTask = shape is ReturnShape.Task or ReturnShape.TaskOfValue;
        var isAsync = isTask && AsyncCarriers.IsPossibleOutside(method);
        var isUnsafe = SymbolText.IsPointer(method.ReturnType) || method.Parameters.Any(parameter => SymbolText.IsPointer(parameter.Type));
        ImmutableArray<ITypeParameterSymbol> typeParameters = [.. SymbolText.AllTypeParameters(method.ContainingType), .. method.TypeParameters];
        return new CarrierModel
        {
            Name = method.Name,
            Title = $"{SymbolText.Title(method.ContainingType)}.{SymbolText.Title(method)}",
            QualifiedName = SymbolText.QualifiedName(method),
            Attributes = new EquatableArray<string>([.. CarrierAttributes.All.Select(attribute => attribute.Text)]),
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
            NamesInUse = new EquatableArray<string>(
            [
                receiver.Name,
                .. method.Parameters.Select(parameter => parameter.Name),
                .. typeParameters.Select(parameter => parameter.Name),
            ]),
        };
    }

    /// <summary>
    /// The partial carrier has the method: in source it is a declaration without a body; in a referenced assembly the
    /// attributes of both parts are one, and the implementing part says that it carries the policy.
    /// </summary>
    private static bool IsCarriedByItself(IMethodSymbol method) =>
        PolicyBody.IsWantedFor(method)
        || method.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: CarrierAttributes.Marker });

    /// <summary>A type parameter that hides another of the same name would need a new name everywhere in the signature.</summary>
    private static bool HasDuplicateTypeParameters(IMethodSymbol method)
    {
        var names = SymbolText.AllTypeParameters(method.ContainingType).Concat(method.TypeParameters).Select(parameter => parameter.Name).ToList();
        return names.Distinct().Count() != names.Count;
    }
}
