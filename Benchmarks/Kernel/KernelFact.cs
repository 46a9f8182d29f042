namespace IoPolicy.Benchmarks.Kernel;

/// <summary>One thing that the kernel does, measured on each file system.</summary>
/// <param name="Fact">What is done, and what the figure counts.</param>
/// <param name="Meaning">What it means for a user.</param>
/// <param name="Unit">The figure's unit.</param>
/// <param name="Measure">Does it to a new file; null where the file system does not know it.</param>
internal sealed record KernelFact(string Fact, string Meaning, string Unit, Func<TestFile, double?> Measure);
