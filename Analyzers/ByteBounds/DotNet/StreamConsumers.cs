using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.DotNet;

/// <summary>
/// The parsers, serializers, hashes and archives of .NET. Each family has dozens of overloads with the same effect on their one
/// stream, so a family has one row.
/// </summary>
internal static class StreamConsumers
{
    private const string Cryptography = "System.Security.Cryptography";
    private const string Json = "System.Text.Json";
    private const string Xml = "System.Xml";

    private static readonly Size ToEnd = new(SizeRule.ToEnd);
    private static readonly Size Unknown = new(SizeRule.Unknown);
    private static readonly Size WholeSource = new(SizeRule.WholeSource);

    private static readonly Family[] Families =
    [
        // These read their stream to its end.
        Reader(Cryptography, null, "HashData", "HashDataAsync", "HmacData", "HmacDataAsync", "ComputeHash", "ComputeHashAsync", "SignData", "VerifyData"),
        Reader(Json, null, "Parse", "ParseAsync", "Deserialize", "DeserializeAsync"),
        Reader("System.Text.Json.Nodes", "JsonNode", "Parse", "ParseAsync"),
        Reader("System.Xml.Linq", null, "Load", "LoadAsync"),
        Reader(Xml, null, "Load"),
        Reader("System.Xml.XPath", "XPathDocument", ".ctor"),
        Reader("System.Xml.Schema", "XmlSchema", "Read"),
        Reader("System.Xml.Serialization", "XmlSerializer", "Deserialize"),
        Reader("System.Runtime.Serialization", null, "ReadObject", "Deserialize"),
        Reader("System.Runtime.Serialization.Json", "DataContractJsonSerializer", "ReadObject"),
        Reader("System.Runtime.Serialization.Formatters.Binary", "BinaryFormatter", "Deserialize"),
        Reader("System.Data", null, "ReadXml", "ReadXmlSchema", "InferXmlSchema"),
        Reader("System.IO.Compression", "ZipFile", "ExtractToDirectory", "ExtractToDirectoryAsync"),
        Reader("System.Formats.Tar", "TarFile", "ExtractToDirectory", "ExtractToDirectoryAsync"),
        Reader("System.IO.Pipelines", "StreamPipeExtensions", "CopyToAsync"),

        // These write an object of unknown size.
        Writer(Unknown, Json, "JsonSerializer", "Serialize", "SerializeAsync"),
        Writer(Unknown, "System.Xml.Linq", null, "Save", "SaveAsync"),
        Writer(Unknown, Xml, "XmlDocument", "Save"),
        Writer(Unknown, "System.Xml.Schema", "XmlSchema", "Write"),
        Writer(Unknown, "System.Xml.Serialization", "XmlSerializer", "Serialize"),
        Writer(Unknown, "System.Xml.Xsl", null, "Transform"),
        Writer(Unknown, "System.Runtime.Serialization", null, "WriteObject", "Serialize"),
        Writer(Unknown, "System.Runtime.Serialization.Json", "DataContractJsonSerializer", "WriteObject"),
        Writer(Unknown, "System.Runtime.Serialization.Formatters.Binary", "BinaryFormatter", "Serialize"),
        Writer(Unknown, "System.Data", null, "WriteXml", "WriteXmlSchema"),
        Writer(Unknown, "System.Reflection.Metadata", "BlobBuilder", "WriteContentTo"),
        Writer(Unknown, "System.Reflection.Emit", "PersistedAssemblyBuilder", "Save"),

        // These write all bytes of another source.
        Writer(WholeSource, "System.IO", "MemoryStream", "WriteTo"),
        Writer(WholeSource, "System.IO.Compression", "ZipFile", "CreateFromDirectory", "CreateFromDirectoryAsync"),
        Writer(WholeSource, "System.Formats.Tar", "TarFile", "CreateFromDirectory", "CreateFromDirectoryAsync"),
        Writer(WholeSource, "System.Net.Http", "HttpContent", "CopyTo", "CopyToAsync"),

        // These return an object that reads the stream later.
        new(Xml, "XmlReader", ["Create"], new MemberEffect("", "A reader over the stream.") { Result = ResultRule.Wrapper }),
        new(Json, "JsonSerializer", ["DeserializeAsyncEnumerable"], new MemberEffect("", "A sequence over the stream.") { Result = ResultRule.Wrapper }),
        new("System.Formats.Tar", "TarReader", [".ctor"], new MemberEffect("", "A reader over the stream.") { Result = ResultRule.Wrapper }),
    ];

    /// <summary>Returns the effect of a member on its stream argument; null if it has none or several, or is in no family.</summary>
    internal static MemberEffect? Find(ISymbol member)
    {
        if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.Constructor } method)
        {
            return null;
        }

        IParameterSymbol? stream = null;
        foreach (var parameter in method.Parameters)
        {
            if (StreamTypes.Find(parameter.Type) is { Name: "Stream" })
            {
                if (stream is not null)
                {
                    return null;
                }

                stream = parameter;
            }
        }

        return stream is not null && Array.Find(Families, family => family.Has(method)) is { Effect: var effect }
            ? effect with { Member = DotNetMembers.NameOf(method), File = stream.Name }
            : null;
    }

    private static Family Reader(string @namespace, string? type, params string[] methods) =>
        new(@namespace, type, methods, new MemberEffect("", "To the end.") { Read = ToEnd, Result = ResultRule.Contents });

    private static Family Writer(Size size, string @namespace, string? type, params string[] methods) =>
        new(@namespace, type, methods, new MemberEffect("", "All data that it receives.") { Written = size });

    /// <param name="Namespace">The namespace of the types.</param>
    /// <param name="Type">The type; null for each type of the namespace.</param>
    /// <param name="Methods">The names of the methods.</param>
    /// <param name="Effect">The effect of the methods on their stream.</param>
    private sealed record Family(string Namespace, string? Type, string[] Methods, MemberEffect Effect)
    {
        internal bool Has(IMethodSymbol method) =>
            Methods.Contains(method.Name) && (Type is null || method.ContainingType.Name == Type) && method.ContainingType.IsIn(Namespace);
    }
}
