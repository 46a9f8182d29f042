namespace KvCache.Tests;

/// <summary>Short accessors for the values in the tables of <see cref="Fixture"/>.</summary>
internal static class Json
{
    internal static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    internal static string? TextOrNull(this JsonElement element, string name) => element.GetProperty(name).GetString();

    internal static bool Flag(this JsonElement element, string name) => element.GetProperty(name).GetBoolean();

    internal static int Int(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    internal static long Long(this JsonElement element, string name) => element.GetProperty(name).GetInt64();

    internal static uint UInt(this JsonElement element, string name) => element.GetProperty(name).GetUInt32();

    internal static ulong ULong(this JsonElement element, string name) => element.GetProperty(name).GetUInt64();

    internal static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.Text(name));

    internal static bool IsNull(this JsonElement element, string name) => element.GetProperty(name).ValueKind == JsonValueKind.Null;

    internal static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.GetProperty(name).EnumerateArray();

    internal static KvcKey? KeyOrNull(this JsonElement element, string name) =>
        element.TextOrNull(name) is { } hex && KvcKey.TryParse(hex, out var key) ? key : null;
}
