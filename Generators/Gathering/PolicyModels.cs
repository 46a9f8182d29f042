using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Emitting;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Gathering;

/// <summary>Turns the attributes on a method into what the carriers emit.</summary>
internal static class PolicyModels
{
    private const int SmallestWindow = 65_536;

    /// <summary>
    /// The policies with their files; empty where one of them has no file, or more than one, or contradicts another,
    /// or says what cannot be: the rules report it (IOP001, IOP002, IOP003, IOP006), and nothing is emitted.
    /// </summary>
    internal static ImmutableArray<PolicyModel> Gather(IMethodSymbol method, Func<FileCandidate, FileReach?> reach)
    {
        var found = ImmutableArray.CreateBuilder<PolicyModel>();
        foreach (var (options, _) in PolicyReader.Read(method))
        {
            if (!IsInRange(options)
                || FileCandidates.Find(method, options.File) is not [var file]
                || reach(file) is not { } reached
                || found.Any(other => Contradicts(other, options, file, reached)))
            {
                return [];
            }

            found.Add(new PolicyModel(options, new FileModel(file.Place, file.Kind, reached.Expression, IsWrappable(method, file))
            {
                Accessor = reached.Accessor,
            }));
        }

        return found.ToImmutable();
    }

    /// <summary>How a file is reached from inside the containing type.</summary>
    internal static FileReach FromInside(IMethodSymbol method, FileCandidate file) => new(
        file.Place switch
        {
            FilePlace.Result => "",
            FilePlace.Field or FilePlace.Property when method.Parameters.Any(parameter => parameter.Name == file.Name) =>
                (file.IsStatic ? SymbolText.Type(method.ContainingType) : "this") + "." + Identifiers.Escape(file.Name),
            _ => Identifiers.Escape(file.Name),
        },
        Accessor: null);

    /// <summary>A read and a write of one file go together, as a rewrite does; keeping its pages and dropping them do not.</summary>
    private static bool Contradicts(PolicyModel other, PolicyOptions options, FileCandidate file, FileReach reached) =>
        other.File.Place == file.Place
        && other.File.Expression == reached.Expression
        && (other.Options.Kind == PolicyKind.HeaderOnly) != (options.Kind == PolicyKind.HeaderOnly);

    private static bool IsInRange(PolicyOptions options) =>
        options.WindowBytes is PolicyOptions.AutomaticWindow or 0 or >= SmallestWindow
        && options.Extent is 0 or 1
        && options.Spare is 0 or 1;

    /// <summary>A reference to a stream must stay the caller's own; a type derived from Stream cannot be stood in for.</summary>
    private static bool IsWrappable(IMethodSymbol method, FileCandidate file) =>
        file.Place == FilePlace.Parameter
        && method.Parameters.First(parameter => parameter.Name == file.Name) is { RefKind: RefKind.None, Type: var type }
        && type.MetadataName is "FileStream" or "Stream"
        && type.IsIn("System.IO");
}
