namespace KvCache;

/// <summary>Whether a file fits a directory's budget, with a reserve of one percent so that it is not evicted at once. Immutable.</summary>
/// <param name="FileBytes">The file's length in bytes; null if it does not fit in 64 bits.</param>
/// <param name="RequiredBytes">The length plus one percent, in bytes; null if that does not fit in 64 bits, or there is no budget.</param>
/// <param name="Fits">Whether the file may be written.</param>
public readonly record struct FileBudget(ulong? FileBytes, ulong? RequiredBytes, bool Fits)
{
    /// <summary>Adds the lengths of a file's parts and compares the sum with a budget.</summary>
    /// <param name="budgetBytes">The budget in bytes; 0: none.</param>
    /// <param name="textBytes">The text's length in bytes.</param>
    /// <param name="payloadBytes">The payload's length in bytes.</param>
    /// <param name="trailerBytes">The tool map's length in bytes.</param>
    public static FileBudget Of(ulong budgetBytes, ulong textBytes, ulong payloadBytes, ulong trailerBytes)
    {
        if (Sum(Sum(Sum(KvcHeader.Size, textBytes), payloadBytes), trailerBytes) is not { } file)
        {
            return default;
        }

        if (budgetBytes == 0)
        {
            return new FileBudget(file, null, true);
        }

        var reserve = (file / 100) + (file % 100 == 0 ? 0UL : 1);
        var required = Sum(file, reserve);
        return new FileBudget(file, required, required <= budgetBytes);
    }

    private static ulong? Sum(ulong? first, ulong second) =>
        first is { } number && number <= ulong.MaxValue - second ? number + second : null;
}
