namespace IoPolicy;

/// <summary>The part of a file that a drop policy is about.</summary>
public enum PolicyExtent
{
    /// <summary>The whole file, to its end: the only extent whose last, partial page goes too.</summary>
    WholeFile,

    /// <summary>From the file position when the method is entered to the position when it returns.</summary>
    Touched,
}
