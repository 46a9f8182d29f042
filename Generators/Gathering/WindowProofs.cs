using System.Collections.Immutable;
using IoPolicy.Analyzers.EscapeAnalysis;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Gathering;

/// <summary>The proofs that automatic windows of partial methods rest on.</summary>
/// <remarks>
/// A proof follows the stream into other methods and other files, so it is made anew for each compilation, and can never be
/// stale. That costs the binding of each body: a build pays it once, and a design-time build, whose output nobody runs,
/// asks for none.
/// </remarks>
internal static class WindowProofs
{
    /// <summary>The methods to look at, by their documentation ids.</summary>
    internal static EquatableArray<string> Wanted(ImmutableArray<AnnotatedMethodModel> methods) =>
        new([.. methods.Select(static method => method.ProofId).OfType<string>().OrderBy(static id => id, StringComparer.Ordinal)]);

    internal static EquatableArray<ProvenWindow> Find(Compilation compilation, EquatableArray<string> wanted, CancellationToken cancellation)
    {
        var proven = ImmutableArray.CreateBuilder<ProvenWindow>();
        foreach (var id in wanted)
        {
            var method = DocumentationCommentId.GetSymbolsForDeclarationId(id, compilation)
                .OfType<IMethodSymbol>()
                .FirstOrDefault(found => SymbolEqualityComparer.Default.Equals(found.ContainingAssembly, compilation.Assembly));
            if (method is null)
            {
                continue;
            }

            foreach (var (options, _) in PolicyReader.Read(method))
            {
                if (options.HasAutomaticWindow
                    && FileCandidates.Find(method, options.File) is [var file]
                    && WindowDecision.HasWindows(compilation, method, options, file, cancellation))
                {
                    proven.Add(new ProvenWindow(id, file.Name));
                }
            }
        }

        return new EquatableArray<ProvenWindow>([.. proven.Distinct()]);
    }

    /// <summary>The methods with what was proven about them.</summary>
    internal static ImmutableArray<AnnotatedMethodModel> Apply(ImmutableArray<AnnotatedMethodModel> methods, EquatableArray<ProvenWindow> proven)
    {
        if (proven.Length == 0)
        {
            return methods;
        }

        var known = proven.Items.ToImmutableHashSet();
        return [.. methods.Select(method => method is { ProofId: { } id, Carrier: { } carrier } ? method with { Carrier = carrier with { Policies = Prove(carrier.Policies, id, known) } } : method)];
    }

    private static EquatableArray<PolicyModel> Prove(EquatableArray<PolicyModel> policies, string method, ImmutableHashSet<ProvenWindow> proven) => new(
    [
        .. policies.Items.Select(policy => policy.WantsProof ? policy with { IsProven = proven.Contains(new ProvenWindow(method, policy.File.Name)) } : policy),
    ]);
}
