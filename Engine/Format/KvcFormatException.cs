namespace KvCache;

/// <summary>A file is no KVC file, or not the one it should be. The message names the file, the offset and what was expected.</summary>
public sealed class KvcFormatException : IOException
{
    /// <summary>Makes the exception of a fault.</summary>
    public KvcFormatException(string path, KvcFault fault)
        : base($"{path}: {fault}")
    {
        Path = path;
        Fault = fault;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is wrong, and where.</summary>
    public KvcFault Fault { get; }

    /// <summary>
    /// Bytes of the payload that a load had written to its destination before the file could not be read further; 0 for
    /// every other fault.
    /// </summary>
    public long DeliveredBytes { get; init; }
}
