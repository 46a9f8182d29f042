namespace KvCache;

/// <summary>
/// The exception for a file that is no KVC file, or not the expected one. The message names the file, the offset and the
/// expectation.
/// </summary>
public sealed class KvcFormatException : IOException
{
    /// <summary>Creates the exception of a fault.</summary>
    public KvcFormatException(string path, KvcFault fault)
        : base($"{path}: {fault}")
    {
        Path = path;
        Fault = fault;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The fault and its offset.</summary>
    public KvcFault Fault { get; }

    /// <summary>The bytes of the payload that a load had written to its destination before a read failed; 0 for other faults.</summary>
    public long DeliveredBytes { get; init; }
}
