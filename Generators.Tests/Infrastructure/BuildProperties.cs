using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Generators.Tests.Infrastructure;

/// <summary>MSBuild properties in the form in which the compiler passes them to a generator: <c>build_property.Name</c>.</summary>
internal sealed class BuildProperties(Dictionary<string, string> properties) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(properties);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

    private sealed class Options(Dictionary<string, string> properties) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            const string Prefix = "build_property.";
            value = null;
            return key.StartsWith(Prefix, StringComparison.Ordinal) && properties.TryGetValue(key[Prefix.Length..], out value);
        }
    }
}
