namespace IoPolicy.CommandLine;

/// <summary>The user interrupted a command that has already changed something. Other interruptions leave nothing behind.</summary>
/// <param name="consequence">What stays, as a part of a sentence.</param>
/// <param name="cancellation">The token that was cancelled.</param>
internal sealed class InterruptedException(string consequence, CancellationToken cancellation) : OperationCanceledException(consequence, cancellation);
