namespace IoPolicy.Benchmarks.Kernel;

/// <summary>A behavior of the kernel, measured on each file system.</summary>
/// <param name="Fact">The operation, and the quantity that is measured.</param>
/// <param name="Meaning">The consequence for a user.</param>
/// <param name="Unit">The unit of the figure.</param>
/// <param name="Measure">Runs the operation on a new file. Returns null if the file system does not support it.</param>
internal sealed record KernelFact(string Fact, string Meaning, string Unit, Func<TestFile, double?> Measure);
