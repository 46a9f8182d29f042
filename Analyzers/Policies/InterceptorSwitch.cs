using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Whether this build wants the interceptor carrier, from the properties that the package makes visible.</summary>
internal static class InterceptorSwitch
{
    /// <summary>
    /// Not in a design-time build, whose output nobody runs: the IDE would pay for the look-up of calls at each edit.
    /// Not with <c>IoPolicyIntercept=false</c>.
    /// </summary>
    internal static bool IsOn(AnalyzerConfigOptions options) => !IsDesignTime(options) && !IsOff(options);

    /// <summary>Whether an IDE asks for the compiler's command line alone.</summary>
    internal static bool IsDesignTime(AnalyzerConfigOptions options) => Is(options, "IoPolicyDesignTime", "true");

    /// <summary>Whether the user has turned the carrier off, with <c>IoPolicyIntercept=false</c>.</summary>
    internal static bool IsOff(AnalyzerConfigOptions options) => Is(options, "IoPolicyIntercept", "false");

    private static bool Is(AnalyzerConfigOptions options, string property, string value) =>
        options.TryGetValue("build_property." + property, out var actual)
        && string.Equals(actual, value, StringComparison.OrdinalIgnoreCase);
}
