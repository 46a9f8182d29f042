using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>A file that a call passes to a method with a policy: the policy, the method's parameter and the argument.</summary>
/// <param name="Options">The policy.</param>
/// <param name="File">The method's parameter.</param>
/// <param name="Value">The argument.</param>
internal readonly record struct PolicyArgument(PolicyOptions Options, FileCandidate File, IOperation Value)
{
    /// <summary>Gets the arguments for the policies of the called method, in the order of the attributes. A path gives none, because it is no open file.</summary>
    internal static IEnumerable<PolicyArgument> Of(IInvocationOperation call, MethodPolicies policies)
    {
        foreach (var options in policies.Get(call))
        {
            if (FileCandidates.Find(call.TargetMethod.OriginalDefinition, options) is [{ Place: FilePlace.Parameter, Kind: not FileKind.Path } file]
                && FileOperations.ArgumentOf(call, file.Name) is { } value)
            {
                yield return new PolicyArgument(options, file, value);
            }
        }
    }
}
