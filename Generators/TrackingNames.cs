namespace IoPolicy.Generators;

/// <summary>The names of the pipeline's steps, by which the tests follow what an edit makes run again.</summary>
internal static class TrackingNames
{
    /// <summary>The compilation, new only where it declares something else than before: an edit of code alone ends here.</summary>
    internal const string Declarations = nameof(Declarations);

    /// <summary>One method with a policy, as its declaration says it.</summary>
    internal const string AnnotatedMethod = nameof(AnnotatedMethod);

    /// <summary>The partial carrier: the methods whose windows depend on a proof; none in a design-time build.</summary>
    internal const string WantedProofs = nameof(WantedProofs);

    /// <summary>The partial carrier: what was proven, for windows.</summary>
    internal const string WindowProofs = nameof(WindowProofs);

    /// <summary>The partial carrier: one type with the methods that are to be implemented.</summary>
    internal const string PartialType = nameof(PartialType);

    /// <summary>The policies of the assembly, for the policy map.</summary>
    internal const string PolicyMap = nameof(PolicyMap);

    /// <summary>The interceptor carrier: the names of the annotated methods in one reference.</summary>
    internal const string AnnotatedReference = nameof(AnnotatedReference);

    /// <summary>The interceptor carrier: the names to look for calls by; none where it is switched off.</summary>
    internal const string InterceptedNames = nameof(InterceptedNames);

    /// <summary>The interceptor carrier: the calls, by the methods that they call.</summary>
    internal const string InterceptedCalls = nameof(InterceptedCalls);
}
