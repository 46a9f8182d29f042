using System.Text.Json.Serialization;

namespace Kv.Demo;

/// <summary>The serializer of what passes between the demo and its children.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PassMessage))]
internal sealed partial class ProtocolJson : JsonSerializerContext;
