namespace IoPolicy.Generators;

/// <summary>The names of the pipeline's steps, by which the tests follow what an edit makes run again.</summary>
internal static class TrackingNames
{
    /// <summary>One method with a policy, as its declaration says it.</summary>
    internal const string AnnotatedMethod = nameof(AnnotatedMethod);

    /// <summary>The partial carrier: one type with the methods that are to be implemented.</summary>
    internal const string PartialType = nameof(PartialType);
}
