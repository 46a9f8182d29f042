namespace IoPolicy.Generators;

/// <summary>The names of the pipeline steps. The caching tests look up each step by its name.</summary>
internal static class TrackingNames
{
    /// <summary>The compilation. It counts as unchanged after an edit of method bodies.</summary>
    internal const string Declarations = nameof(Declarations);

    /// <summary>The methods with a policy.</summary>
    internal const string AnnotatedMethods = nameof(AnnotatedMethods);

    /// <summary>A policy on a partial method of a file-local type.</summary>
    internal const string FileLocalPolicy = nameof(FileLocalPolicy);

    /// <summary>Partial-method wrappers: the methods whose windows depend on a proof. Empty in a design-time build of an IDE.</summary>
    internal const string RequiredProofs = nameof(RequiredProofs);

    /// <summary>Partial-method wrappers: the proven windows.</summary>
    internal const string WindowProofs = nameof(WindowProofs);

    /// <summary>Partial-method wrappers: one type and its methods.</summary>
    internal const string PartialType = nameof(PartialType);

    /// <summary>The entries of the policy map.</summary>
    internal const string PolicyMap = nameof(PolicyMap);

    /// <summary>Interceptor wrappers: the names of the annotated methods in one reference.</summary>
    internal const string AnnotatedReference = nameof(AnnotatedReference);

    /// <summary>Interceptor wrappers: the method names to search for. Empty if interception is off.</summary>
    internal const string InterceptedNames = nameof(InterceptedNames);

    /// <summary>Interceptor wrappers: the intercepted methods with their calls.</summary>
    internal const string InterceptedCalls = nameof(InterceptedCalls);

    /// <summary>Policies for opened files: the methods and types that have one, and the calls in them that open a file. Empty if interception is off.</summary>
    internal const string OpenedFiles = nameof(OpenedFiles);
}
