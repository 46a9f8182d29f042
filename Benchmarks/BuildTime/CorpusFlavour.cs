namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>The library that some files of a corpus use.</summary>
internal enum CorpusFlavour
{
    /// <summary>No library.</summary>
    Plain,

    /// <summary>No library, but methods that save a file.</summary>
    Saves,

    /// <summary>
    /// IoPolicy: two fifths of the annotated methods open their file. The others are partial methods, and ordinary methods that are called
    /// four times each.
    /// </summary>
    IoPolicy,

    /// <summary>Mapperly: a mapper with one mapping.</summary>
    Mapperly,

    /// <summary>Dapper.AOT: a query that it intercepts.</summary>
    Dapper,
}
