using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Generators.Models;

/// <summary>The conditions of a build.</summary>
/// <param name="IsDesignTime">Whether this is a design-time build of an IDE.</param>
/// <param name="HasFileTypes">Whether the language has file-local types (C# 11).</param>
/// <param name="IsInterceptionOn">Whether calls are intercepted: not in a design-time build of an IDE, not if the project turns it off, and
/// not before C# 11.</param>
internal sealed record BuildModel(bool IsDesignTime, bool HasFileTypes, bool IsInterceptionOn)
{
    internal static BuildModel Of(AnalyzerConfigOptions options, ParseOptions parsing)
    {
        var hasFileTypes = parsing is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp11 };
        return new BuildModel(InterceptorSwitch.IsDesignTime(options), hasFileTypes, hasFileTypes && InterceptorSwitch.IsOn(options));
    }
}
