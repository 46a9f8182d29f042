namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>The library whose attributes a corpus has.</summary>
internal enum CorpusFlavour
{
    /// <summary>No attributes.</summary>
    Plain,

    /// <summary>No attributes, and methods that save a file.</summary>
    Saves,

    /// <summary>IoPolicy: two fifths on methods that open their file, the others on partial methods and ordinary methods with four calls each.</summary>
    IoPolicy,

    /// <summary>Mapperly: a mapper with one mapping.</summary>
    Mapperly,

    /// <summary>Dapper.AOT: a query that it intercepts.</summary>
    Dapper,
}
