namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>How a value holds the stream.</summary>
/// <param name="IsStream">It is the stream itself; otherwise an object made over it, a reader or a compressor.</param>
/// <param name="IsCertain">Whenever the code runs, the value is that; otherwise it may be another stream.</param>
/// <param name="Closes">Whoever closes the value may close the stream.</param>
internal readonly record struct StreamState(bool IsStream, bool IsCertain, bool Closes = true)
{
    /// <summary>A value that is this one or another.</summary>
    internal StreamState OrAnother => this with { IsCertain = false };

    /// <summary>An object that is made over it.</summary>
    internal StreamState Over => this with { IsStream = false };

    /// <summary>A variable that is this on one way and the other on another: the stricter of both.</summary>
    internal StreamState Or(StreamState other) => new(IsStream || other.IsStream, IsCertain: false, Closes || other.Closes);
}
