using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>What only some calls of a method with a policy have.</summary>
/// <param name="Policy">What is asked for.</param>
/// <param name="Spared">The pages that were cached before, and stay.</param>
/// <param name="Own">A descriptor for a hint that the background gives.</param>
/// <param name="Moved">What was counted as it went through.</param>
internal sealed record HintExtras(PolicyTerms Policy, ResidencyMap? Spared = null, SafeFileHandle? Own = null, MovedBytes Moved = default);
