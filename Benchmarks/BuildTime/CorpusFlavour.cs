namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>Whose attributes the corpus bears.</summary>
internal enum CorpusFlavour
{
    /// <summary>Nobody's.</summary>
    Plain,

    /// <summary>IoPolicy's: half on partial methods, half on ordinary ones that are called four times each.</summary>
    IoPolicy,

    /// <summary>Mapperly's: a mapper with one mapping.</summary>
    Mapperly,

    /// <summary>Dapper.AOT's: a query that it intercepts.</summary>
    Dapper,
}
