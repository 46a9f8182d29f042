using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Decides whether this build has interceptors, from the MSBuild properties of the package.</summary>
internal static class InterceptorSwitch
{
    /// <summary>
    /// Whether interceptors are on. They are off with <c>IoPolicyIntercept=false</c>, and in a design-time build of an IDE. An IDE runs the
    /// code of its design-time build only in a hot reload, where an edited caller bypasses its interceptor anyway.
    /// </summary>
    internal static bool IsOn(AnalyzerConfigOptions options) => !IsDesignTime(options) && !IsOff(options);

    /// <summary>Whether this is a design-time build of an IDE.</summary>
    internal static bool IsDesignTime(AnalyzerConfigOptions options) => Is(options, "IoPolicyDesignTime", "true");

    /// <summary>Whether the project has <c>IoPolicyIntercept=false</c>.</summary>
    internal static bool IsOff(AnalyzerConfigOptions options) => Is(options, "IoPolicyIntercept", "false");

    private static bool Is(AnalyzerConfigOptions options, string property, string value) =>
        options.TryGetValue("build_property." + property, out var actual)
        && string.Equals(actual, value, StringComparison.OrdinalIgnoreCase);
}
