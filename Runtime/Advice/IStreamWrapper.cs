namespace IoPolicy;

/// <summary>
/// A stream that wraps another stream and exposes it, so that a policy finds the file. Implement the interface on your own stream class,
/// such as a stream that reports progress, limits the rate, or computes a hash.
/// </summary>
/// <remarks>
/// <para>
/// The runtime reads <see cref="InnerStream"/> on the caller's thread when a call enters a policy. It follows at most 32 streams. If
/// the property throws, or the streams form a circle, the call runs without advice.
/// </para>
/// <para>
/// A drop policy covers the bytes that move in the file. A write policy first flushes the wrapper, so that its buffered bytes are
/// written back too.
/// </para>
/// </remarks>
public interface IStreamWrapper
{
    /// <summary>The stream that receives the wrapper's reads and writes.</summary>
    Stream InnerStream { get; }
}
