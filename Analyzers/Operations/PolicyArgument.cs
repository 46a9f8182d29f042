using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>What a call passes to a policy of its method as the file.</summary>
/// <param name="Options">The policy.</param>
/// <param name="File">The method's parameter.</param>
/// <param name="Value">The argument.</param>
internal readonly record struct PolicyArgument(PolicyOptions Options, FileCandidate File, IOperation Value)
{
    /// <summary>What the call passes to each policy of its method, in the order of the attributes. A path is no open file yet, and left out.</summary>
    internal static IEnumerable<PolicyArgument> Of(IInvocationOperation call, MethodPolicies policies)
    {
        foreach (var options in policies.Get(call.TargetMethod))
        {
            if (FileCandidates.Find(call.TargetMethod.OriginalDefinition, options.File) is [{ Place: FilePlace.Parameter, Kind: not FileKind.Path } file]
                && FileOperations.ArgumentOf(call, file.Name) is { } value)
            {
                yield return new PolicyArgument(options, file, value);
            }
        }
    }
}
