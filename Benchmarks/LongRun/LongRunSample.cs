namespace IoPolicy.Benchmarks.LongRun;

/// <summary>The state of the process after one period.</summary>
/// <param name="Seconds">The time since the start.</param>
/// <param name="Managed">The managed memory after a full collection, in MiB.</param>
/// <param name="Resident">The resident memory of the process, in MiB.</param>
/// <param name="Descriptors">The open descriptors, without those of loaded assemblies.</param>
/// <param name="LogPeak">The largest number of cached pages of the log in the period.</param>
/// <param name="DirectoryPages">The cached pages of the checkpoints.</param>
/// <param name="DirectoryBytes">The size of the checkpoints, in MiB.</param>
internal sealed record LongRunSample(double Seconds, double Managed, double Resident, double Descriptors, double LogPeak, double DirectoryPages, double DirectoryBytes);
