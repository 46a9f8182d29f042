using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Emitting;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Gathering;

/// <summary>Turns the attributes on a method into what the carriers emit.</summary>
internal static class PolicyModels
{
    /// <summary>
    /// The policies with their files; empty where one of them has no file, or more than one, or contradicts another,
    /// or says what cannot be: the rules report it (IOP001, IOP002, IOP003, IOP006), and nothing is emitted.
    /// </summary>
    internal static ImmutableArray<PolicyModel> Gather(IMethodSymbol method, Func<FileCandidate, FileReach?> reach)
    {
        var found = ImmutableArray.CreateBuilder<PolicyModel>();
        foreach (var (options, _) in PolicyReader.Read(method))
        {
            if (!options.IsInRange
                || FileCandidates.Find(method, options.File) is not [var file]
                || reach(file) is not { } reached
                || found.Any(other => Contradicts(other, options, file, reached)))
            {
                return [];
            }

            found.Add(new PolicyModel(options, new FileModel(file.Place, file.Kind, reached.Expression, FileCandidates.IsWrappable(method, file))
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

    private static bool Contradicts(PolicyModel other, PolicyOptions options, FileCandidate file, FileReach reached) =>
        other.File.Place == file.Place
        && other.File.Expression == reached.Expression
        && other.Options.Contradicts(options);
}
