using System.Collections.Immutable;
using IoPolicy.Analyzers.EscapeAnalysis;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Parsing;

/// <summary>Finds the partial methods whose bodies provably keep the stream to themselves, and may have automatic windows.</summary>
/// <remarks>
/// A proof follows the stream into other methods and files, so each compilation repeats it. That requires binding of each body. A build
/// does it once. A design-time build of an IDE makes no proofs, because it runs on each keystroke.
/// </remarks>
internal static class WindowProofs
{
    /// <summary>Gets the documentation ids of the methods that need a proof.</summary>
    internal static EquatableArray<string> Required(EquatableArray<AnnotatedMethodModel> methods) =>
        new([.. methods.Select(static method => method.ProofId).OfType<string>().OrderBy(static id => id, StringComparer.Ordinal)]);

    internal static EquatableArray<ProvenWindow> Find(Compilation compilation, EquatableArray<string> required, CancellationToken cancellation)
    {
        var proven = ImmutableArray.CreateBuilder<ProvenWindow>();
        foreach (var id in required)
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
                    && FileCandidates.Find(method, options) is [var file]
                    && WindowDecision.HasWindows(compilation, method, options, file, cancellation))
                {
                    proven.Add(new ProvenWindow(id, file.Name));
                }
            }
        }

        return new EquatableArray<ProvenWindow>([.. proven.Distinct()]);
    }

    /// <summary>Adds the proven windows to the models.</summary>
    internal static EquatableArray<AnnotatedMethodModel> Apply(EquatableArray<AnnotatedMethodModel> methods, EquatableArray<ProvenWindow> proven)
    {
        if (proven.Length == 0)
        {
            return methods;
        }

        var known = proven.Items.ToImmutableHashSet();
        return new([.. methods.Select(method => method is { ProofId: { } id, Wrapper: { } wrapper } ? method with { Wrapper = wrapper with { Policies = Prove(wrapper.Policies, id, known) } } : method)]);
    }

    private static EquatableArray<PolicyModel> Prove(EquatableArray<PolicyModel> policies, string method, ImmutableHashSet<ProvenWindow> proven) => new(
    [
        .. policies.Items.Select(policy => policy.NeedsProof ? policy with { IsProven = proven.Contains(new ProvenWindow(method, policy.File.Name)) } : policy),
    ]);
}
