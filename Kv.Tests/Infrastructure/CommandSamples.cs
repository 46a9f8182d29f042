using System.Text.Json.Serialization.Metadata;
using Kv.Commands;

namespace Kv.Tests.Infrastructure;

/// <summary>A valid command line for each command, and the type of its <c>--json</c> document.</summary>
internal static class CommandSamples
{
    private static readonly Dictionary<string, (string[] Arguments, JsonTypeInfo Document)> Samples = new()
    {
        ["demo"] = (["--weights-mib", "64", "--tokens", "1024", "--limit-mib", "128"], KvJson.Default.DemoDocument),
        ["ls"] = (["cache"], KvJson.Default.ListDocument),
        ["show"] = (["cache/FILE"], KvJson.Default.ShowDocument),
        ["verify"] = (["cache"], KvJson.Default.VerifyDocument),
        ["save"] = (["cache", "--text", "another", "--tokens", "1"], KvJson.Default.SaveDocument),
        ["load"] = (["cache/FILE", "-o", "payload.bin"], KvJson.Default.LoadDocument),
        ["residency"] = (["cache", "cache/FILE"], KvJson.Default.ResidencyDocument),
        ["drop"] = (["cache"], KvJson.Default.DropDocument),
        ["prefetch"] = (["cache"], KvJson.Default.PrefetchDocument),
        ["evict"] = (["cache", "--budget-mib", "1"], KvJson.Default.EvictDocument),
        ["export"] = (["cache", "-o", "cache.tar"], KvJson.Default.ExportDocument),
        ["import"] = (["other", "-i", "sample.tar"], KvJson.Default.ImportDocument),
        ["bench"] = (["--tokens", "64", "--entries", "50", "--runs", "1"], KvJson.Default.BenchDocument),
        ["completion"] = (["bash"], KvJson.Default.CompletionDocument),
    };

    internal static IEnumerable<string> Commands => Samples.Keys;

    internal static JsonTypeInfo DocumentOf(string command) => Samples[command].Document;

    /// <summary>Gets the arguments, with the name of the sample cache's file.</summary>
    internal static IEnumerable<string> ArgumentsOf(string command, string file) =>
        Samples[command].Arguments.Select(argument => argument.Replace("FILE", file, StringComparison.Ordinal));
}
