namespace Kv.Tests.Infrastructure;

/// <summary>Tests that run alone, because they search memory cgroups by name or measure the disk.</summary>
[CollectionDefinition(nameof(Undisturbed), DisableParallelization = true)]
public sealed class Undisturbed;
