namespace IoPolicy.Advice;

/// <summary>A stream of IoPolicy that forwards every operation, flushes included, to another stream.</summary>
internal interface IPassesThrough
{
    /// <summary>The stream that all operations go to.</summary>
    Stream InnerStream { get; }
}
