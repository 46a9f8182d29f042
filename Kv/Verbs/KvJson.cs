using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kv.Bench;
using Kv.Demo;

namespace Kv.Output;

/// <summary>The serializer of everything that <c>--json</c> prints; <c>docs/kv.md</c> has the schema.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(BenchDocument))]
[JsonSerializable(typeof(CompletionDocument))]
[JsonSerializable(typeof(DemoDocument))]
[JsonSerializable(typeof(DropDocument))]
[JsonSerializable(typeof(EvictDocument))]
[JsonSerializable(typeof(ExportDocument))]
[JsonSerializable(typeof(ImportDocument))]
[JsonSerializable(typeof(ListDocument))]
[JsonSerializable(typeof(LoadDocument))]
[JsonSerializable(typeof(PrefetchDocument))]
[JsonSerializable(typeof(ResidencyDocument))]
[JsonSerializable(typeof(SaveDocument))]
[JsonSerializable(typeof(ShowDocument))]
[JsonSerializable(typeof(VerifyDocument))]
internal sealed partial class KvJson : JsonSerializerContext
{
    internal static void Write<T>(T document, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(document, type));
}
