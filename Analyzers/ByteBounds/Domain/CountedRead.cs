namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>
/// The relation between a counter and the number of bytes that a read returned. Until the code adds the number to the counter, the bytes read
/// so far are at most <c>sign × counter + offset + number</c>.
/// </summary>
/// <param name="Key">The relation that holds again after the addition.</param>
/// <param name="Offset">The offset of the relation.</param>
/// <param name="Counter">The value of the counter at the read. A different value later means that the counter was changed.</param>
/// <param name="Read">The read. A later read means that the number no longer covers all new bytes.</param>
/// <param name="MaxSum">The upper bound of the sum of the counter and the number, if the counter grows.</param>
internal sealed record CountedRead(RelationKey Key, long Offset, AbstractValue Counter, object Read, long MaxSum);
