namespace IoPolicy.Advice;

/// <summary>A stream of ours that hands every operation on to another, a flush too.</summary>
internal interface IPassesThrough
{
    /// <summary>The stream that all operations go to.</summary>
    Stream InnerStream { get; }
}
