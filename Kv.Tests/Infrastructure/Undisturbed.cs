namespace Kv.Tests.Infrastructure;

/// <summary>Tests that find memory cgroups by their names, or need the disk: one at a time, and nothing beside them.</summary>
[CollectionDefinition(nameof(Undisturbed), DisableParallelization = true)]
public sealed class Undisturbed;
