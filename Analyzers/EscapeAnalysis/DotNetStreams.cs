using System.Collections.Immutable;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>The effect of a .NET method on a stream argument.</summary>
internal enum ArgumentEffect
{
    /// <summary>Unknown.</summary>
    Unknown,

    /// <summary>Tests whether it is null.</summary>
    Inspected,

    /// <summary>Writes to it, and does not use it after the return.</summary>
    Written,

    /// <summary>Reads or writes it, and does not use it after the return, or after the end of its task.</summary>
    Consumed,

    /// <summary>Returns an object over it.</summary>
    Wrapped,
}

/// <summary>The effects of .NET's members on a stream, as far as they are known to be harmless.</summary>
internal static class DotNetStreams
{
    /// <summary>
    /// The members by which a drop-behind stream behaves like the stream that it replaces. The handle and all other members would show
    /// a difference.
    /// </summary>
    private static readonly ImmutableHashSet<string> HarmlessOnStream =
    [
        "Read", "ReadAsync", "ReadByte", "ReadExactly", "ReadExactlyAsync", "ReadAtLeast", "ReadAtLeastAsync",
        "Write", "WriteAsync", "WriteByte", "CopyTo", "CopyToAsync",
        "Seek", "SetLength", "Flush", "FlushAsync", "Lock", "Unlock", "Close", "Dispose", "DisposeAsync",
        "Length", "Position", "CanRead", "CanWrite", "CanSeek", "CanTimeout", "ReadTimeout", "WriteTimeout", "Name", "IsAsync",
    ];

    /// <summary>
    /// The members that run a callback, write other files or return an unknown object. All other members of a reader or writer only move or describe
    /// data. The analysis follows the objects that they return.
    /// </summary>
    private static readonly ImmutableHashSet<string> NotHarmlessOnReader =
    [
        "BeginRead", "EndRead", "BeginWrite", "EndWrite", "GetLifetimeService", "InitializeLifetimeService", "CreateObjRef",
        "OnWriterCompleted", "OnReaderCompleted", "ExtractToDirectory",
    ];

    /// <summary>
    /// The methods whose effect on a stream argument is known. A wrapped stream is used until the returned object is disposed of, any other
    /// stream until the method returns or its task ends.
    /// </summary>
    private static readonly ImmutableDictionary<string, ArgumentEffect> Arguments = new Dictionary<string, ArgumentEffect>(StringComparer.Ordinal)
    {
        ["ArgumentNullException.ThrowIfNull"] = ArgumentEffect.Inspected,
        ["Stream.CopyTo"] = ArgumentEffect.Written,
        ["Stream.CopyToAsync"] = ArgumentEffect.Written,
        ["JsonSerializer.Serialize"] = ArgumentEffect.Written,
        ["JsonSerializer.SerializeAsync"] = ArgumentEffect.Written,
        ["JsonSerializer.Deserialize"] = ArgumentEffect.Consumed,
        ["JsonSerializer.DeserializeAsync"] = ArgumentEffect.Consumed,
        ["JsonDocument.Parse"] = ArgumentEffect.Consumed,
        ["JsonDocument.ParseAsync"] = ArgumentEffect.Consumed,
        ["JsonNode.Parse"] = ArgumentEffect.Consumed,
        ["JsonNode.ParseAsync"] = ArgumentEffect.Consumed,
        ["XDocument.Load"] = ArgumentEffect.Consumed,
        ["XDocument.LoadAsync"] = ArgumentEffect.Consumed,
        ["XDocument.Save"] = ArgumentEffect.Written,
        ["XDocument.SaveAsync"] = ArgumentEffect.Written,
        ["XElement.Load"] = ArgumentEffect.Consumed,
        ["XElement.LoadAsync"] = ArgumentEffect.Consumed,
        ["XElement.Save"] = ArgumentEffect.Written,
        ["XElement.SaveAsync"] = ArgumentEffect.Written,
        ["XmlDocument.Load"] = ArgumentEffect.Consumed,
        ["XmlDocument.Save"] = ArgumentEffect.Written,
        ["XmlReader.Create"] = ArgumentEffect.Wrapped,
        ["XmlWriter.Create"] = ArgumentEffect.Wrapped,
        ["XmlSerializer.Deserialize"] = ArgumentEffect.Consumed,
        ["XmlSerializer.Serialize"] = ArgumentEffect.Written,
        ["PipeReader.Create"] = ArgumentEffect.Wrapped,
        ["PipeWriter.Create"] = ArgumentEffect.Wrapped,
        ["HashAlgorithm.ComputeHash"] = ArgumentEffect.Consumed,
        ["HashAlgorithm.ComputeHashAsync"] = ArgumentEffect.Consumed,
        ["NonCryptographicHashAlgorithm.Append"] = ArgumentEffect.Consumed,
        ["NonCryptographicHashAlgorithm.AppendAsync"] = ArgumentEffect.Consumed,
        ["CryptographicOperations.HashData"] = ArgumentEffect.Consumed,
        ["CryptographicOperations.HashDataAsync"] = ArgumentEffect.Consumed,
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private static readonly ImmutableHashSet<string> Hashes = ["MD5", "SHA1", "SHA256", "SHA384", "SHA512", "SHA3_256", "SHA3_384", "SHA3_512"];

    internal static bool IsDotNet(ISymbol member) => TypeFacts.IsDotNet(member.OriginalDefinition);

    /// <summary>Whether a drop-behind stream behaves like the stream that it replaces if code uses this member.</summary>
    internal static bool IsHarmlessOnStream(ISymbol member) => HarmlessOnStream.Contains(member.Name);

    /// <summary>Whether an object over a drop-behind stream behaves like an object over the replaced stream if code uses this member.</summary>
    internal static bool IsHarmlessOnReader(ISymbol member) =>
        !NotHarmlessOnReader.Contains(member.Name) && member.ContainingType.SpecialType != SpecialType.System_Object;

    /// <summary>Returns the effect of a method on its stream argument.</summary>
    internal static ArgumentEffect OfArgument(IMethodSymbol method)
    {
        var type = method.ContainingType;
        if (method is { IsStatic: true, Name: "HashData" or "HashDataAsync" } && Hashes.Contains(type.Name) && type.IsIn("System.Security.Cryptography"))
        {
            return ArgumentEffect.Consumed;
        }

        for (; type is not null; type = type.BaseType)
        {
            if (Arguments.TryGetValue(type.Name + "." + method.Name, out var effect))
            {
                return effect;
            }
        }

        return ArgumentEffect.Unknown;
    }

    internal static bool IsAwaitable(ITypeSymbol type) =>
        type is { Name: "Task" or "ValueTask" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable" }
        && (type.IsIn("System.Threading.Tasks") || type.IsIn("System.Runtime.CompilerServices"));

    /// <summary>Whether a value of the type cannot hold a stream, such as a number, a text, a time, or an array, span or task of these.</summary>
    internal static bool IsContent(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsContent(array.ElementType),
        { TypeKind: TypeKind.Enum } => true,
        { SpecialType: not (SpecialType.None or SpecialType.System_Object) } => IsPlain(type.SpecialType),
        INamedTypeSymbol { Name: "Task" or "ValueTask" or "Nullable" or "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "ValueTuple" } generic when IsDotNet(generic) =>
            generic.TypeArguments.All(IsContent),
        { Name: "Encoding" or "Guid" or "Half" or "Int128" or "UInt128" or "TimeSpan" or "DateTimeOffset" } => IsDotNet(type),
        _ => false,
    };

    private static bool IsPlain(SpecialType type) =>
        type is SpecialType.System_Void or SpecialType.System_String or SpecialType.System_DateTime or SpecialType.System_Nullable_T
        || (type >= SpecialType.System_Boolean && type <= SpecialType.System_Double);
}
