using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Gathering;

/// <summary>Turns the attributes on a method into what the carriers emit.</summary>
internal static class PolicyModels
{
    /// <summary>
    /// The policies with their files; empty where one of them has no file, or more than one, or contradicts another,
    /// or says what cannot be: the rules report it (IOP001, IOP002, IOP003, IOP006), and nothing is emitted.
    /// </summary>
    internal static ImmutableArray<PolicyModel> Gather(IMethodSymbol method, Func<FileCandidate, FileReach?> reach, Func<string, bool>? isProven = null)
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

            var model = new PolicyModel(options, new FileModel(file.Place, file.Kind, file.Name, reached.Expression, FileCandidates.IsWrappable(method, file))
            {
                Accessor = reached.Accessor,
            });
            found.Add(model);
        }

        return
        [
            .. found
                .Select(policy => policy with { IsWrappedByOther = found.Any(other => IsInFavorOf(policy, other)) })
                .Select(policy => policy.WantsProof && isProven is not null ? policy with { IsProven = isProven(policy.File.Name) } : policy),
        ];
    }

    /// <summary>
    /// Of a rewrite, which has two policies for one file, one alone wraps it: the one that asks for a window, or else the
    /// write's, whose windows see what was written.
    /// </summary>
    private static bool IsInFavorOf(PolicyModel policy, PolicyModel other) =>
        other != policy
        && policy.Options.HasAutomaticWindow
        && other.File.Expression == policy.File.Expression
        && (other.Options.RequestedWindow > 0 || (other.Options.HasAutomaticWindow && other.Options.Kind == PolicyKind.DropAfterFullWrite));

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
