using System.Collections.Immutable;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>The body of a method with <c>[ReplacesFile]</c>: it writes the new file to a stream.</summary>
/// <param name="Method">The body. Null if there is none with a stream parameter.</param>
/// <param name="StreamIndex">The position of the stream among the body's parameters.</param>
/// <param name="GetsPath">Whether the body has the path as a parameter.</param>
/// <param name="Obstacle">Why generated code cannot call the body.</param>
internal readonly record struct ReplacingBody(IMethodSymbol? Method, int StreamIndex, bool GetsPath, ReplacingObstacle Obstacle)
{
    /// <summary>Gets the names that a body may have: <c>SaveCore</c>, or <c>SaveCoreAsync</c> and <c>SaveAsyncCore</c>.</summary>
    internal static ImmutableArray<string> NamesFor(IMethodSymbol method) =>
        [.. PolicyBody.NamesFor(method.Name).Distinct()];

    /// <summary>Finds the body.</summary>
    /// <param name="method">The method with the attribute.</param>
    /// <param name="path">The path, whose parameter the body can omit; null if there is none.</param>
    internal static ReplacingBody Find(IMethodSymbol method, ISymbol? path)
    {
        var (body, stream, getsPath) = FindMethod(method, path);
        return new ReplacingBody(body, stream, getsPath, ObstacleOf(method, body));
    }

    private static ReplacingObstacle ObstacleOf(IMethodSymbol method, IMethodSymbol? body) => WrapperObstacles.ForPartial(method, body) switch
    {
        WrapperObstacle.FileLocalType => ReplacingObstacle.FileLocalType,
        WrapperObstacle.Iterator => ReplacingObstacle.Iterator,
        WrapperObstacle.AsyncVoid => ReplacingObstacle.AsyncVoid,
        WrapperObstacle.UnknownCompletion => ReplacingObstacle.UnknownCompletion,
        WrapperObstacle.AwaitWithPointers or WrapperObstacle.AwaitInUnsafeMethod or WrapperObstacle.PointersInUnsafeType => ReplacingObstacle.Pointers,
        not WrapperObstacle.None => ReplacingObstacle.NotPartial,
        _ when !method.IsPartialDefinition => ReplacingObstacle.NotPartial,
        _ when !InterceptableMethods.HasPartialWrapper(method) => ReplacingObstacle.Implemented,
        _ => ReturnShapes.Of(method) switch
        {
            ReturnShape.Ref or ReturnShape.RefReadonly => ReplacingObstacle.RefResult,
            ReturnShape.Task or ReturnShape.TaskOfValue when !AsyncWrappers.IsAllowedForPartial(method) => ReplacingObstacle.NotAsync,
            _ when body is not null => ReplacingObstacle.None,
            _ => MissingBody(method),
        },
    };

    private static ReplacingObstacle MissingBody(IMethodSymbol method)
    {
        var others = NamesFor(method).SelectMany(name => method.ContainingType.GetMembers(name)).OfType<IMethodSymbol>().ToList();
        return others.Count == 0 ? ReplacingObstacle.NoBody
            : others.TrueForAll(static other => !other.Parameters.Any(IsStream)) ? ReplacingObstacle.NoStream
            : ReplacingObstacle.OtherSignature;
    }

    private static (IMethodSymbol? Body, int Stream, bool GetsPath) FindMethod(IMethodSymbol method, ISymbol? path)
    {
        foreach (var name in NamesFor(method))
        {
            foreach (var member in method.ContainingType.GetMembers(name))
            {
                if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } body
                    && body.IsStatic == method.IsStatic
                    && body.Arity == method.Arity
                    && StreamOf(body, method, path) is var (index, getsPath))
                {
                    return (body, index, getsPath);
                }
            }
        }

        return (null, -1, false);
    }

    /// <summary>Gets the position of the stream, if the other parameters are those of the method, with or without the path.</summary>
    private static (int Index, bool GetsPath)? StreamOf(IMethodSymbol body, IMethodSymbol method, ISymbol? path)
    {
        var constructed = body.Arity == 0 ? body : body.Construct([.. method.TypeParameters]);
        if (!SymbolEqualityComparer.Default.Equals(constructed.ReturnType, method.ReturnType) || constructed.RefKind != method.RefKind)
        {
            return null;
        }

        for (var i = 0; i < constructed.Parameters.Length; i++)
        {
            if (!IsStream(constructed.Parameters[i]))
            {
                continue;
            }

            var others = constructed.Parameters.RemoveAt(i);
            if (path is IParameterSymbol && AreSame(others, method.Parameters.RemoveAll(parameter => SymbolEqualityComparer.Default.Equals(parameter, path))))
            {
                return (i, GetsPath: false);
            }

            if (AreSame(others, method.Parameters))
            {
                return (i, GetsPath: path is IParameterSymbol);
            }
        }

        return null;
    }

    private static bool IsStream(IParameterSymbol parameter) =>
        parameter is { RefKind: RefKind.None, Type.Name: "FileStream" or "Stream" } && parameter.Type is INamedTypeSymbol type && type.IsIn("System.IO");

    private static bool AreSame(ImmutableArray<IParameterSymbol> body, ImmutableArray<IParameterSymbol> method) =>
        body.Length == method.Length
        && body.Zip(method, static (own, wanted) => own.RefKind == wanted.RefKind && SymbolEqualityComparer.Default.Equals(own.Type, wanted.Type)).All(static same => same);
}

/// <summary>Why generated code cannot call the body to replace a file.</summary>
internal enum ReplacingObstacle
{
    None,

    /// <summary>The member is not a partial declaration, so generated code cannot implement it.</summary>
    NotPartial,

    /// <summary>The user implements the partial method.</summary>
    Implemented,

    NoBody,

    /// <summary>A method has the body's name, but no stream parameter.</summary>
    NoStream,

    /// <summary>A method has the body's name and a stream parameter, but other parameters or another result.</summary>
    OtherSignature,

    /// <summary>The result is returned by reference, so it could refer to the temporary file's data.</summary>
    RefResult,

    /// <summary>
    /// The method returns a task, but its wrapper cannot be <c>async</c>: it has a by-reference or ref struct parameter, or is in a mutable
    /// struct.
    /// </summary>
    NotAsync,

    /// <summary>The result is an asynchronous sequence, or an awaitable type that is no task.</summary>
    UnknownCompletion,

    /// <summary>The body is an iterator, which runs after the commit.</summary>
    Iterator,

    /// <summary>The body is <c>async void</c>, which completes after the commit.</summary>
    AsyncVoid,

    /// <summary>The method has pointers or the <c>unsafe</c> modifier, and generated code must await or has no <c>unsafe</c> context.</summary>
    Pointers,

    /// <summary>The containing type is file-local. The generator reports it (IOP005).</summary>
    FileLocalType,
}
