namespace IoPolicy.Advice;

/// <summary>What went through a file, counted as it went.</summary>
/// <param name="Total">All bytes, also those that went over the same place twice.</param>
/// <param name="Start">The first byte that was touched.</param>
/// <param name="End">The byte after the last.</param>
internal readonly record struct MovedBytes(long Total, long Start, long End);
