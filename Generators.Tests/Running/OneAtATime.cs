namespace Generators.Tests.Running;

/// <summary>The tests that switch policies off for the whole process (<c>PageCache.KeepPages</c>) or count all advice of the process, so no other test runs beside them.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;
