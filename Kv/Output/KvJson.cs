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
[JsonSerializable(typeof(DemoDocument))]
[JsonSerializable(typeof(ListDocument))]
[JsonSerializable(typeof(ShowDocument))]
[JsonSerializable(typeof(ResidencyDocument))]
[JsonSerializable(typeof(VerifyDocument))]
internal sealed partial class KvJson : JsonSerializerContext
{
    internal static void Write<T>(T document, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(document, type));
}
