namespace Generators.Tests.Running;

/// <summary>The tests that switch policies off for the whole process.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;
