namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>
/// On the number that a read returned: before it is added to the counter, all that was read is at most
/// <c>sign × counter + offset + this number</c>.
/// </summary>
/// <param name="Key">The relation that adding the number restores.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Counter">The counter's value then; another one there now means that the counter was changed.</param>
/// <param name="Read">The read; another one since means that the number is no longer all that came on top.</param>
/// <param name="Whole">What the counter and this number are together at most, where the counter grows.</param>
internal sealed record CountedRead(RelationKey Key, long Offset, AbstractValue Counter, object Read, long Whole);
