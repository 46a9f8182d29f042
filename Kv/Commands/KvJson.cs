using System.Text.Json.Serialization;
using Kv.Bench;
using Kv.Demo;
using Kv.Output;

namespace Kv.Commands;

/// <summary>The serializer of the documents of <c>--json</c>. <c>docs/kv.md</c> describes them.</summary>
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
internal sealed partial class KvJson : JsonSerializerContext;
