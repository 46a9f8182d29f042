using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using IoPolicy;
using Microsoft.Extensions.Logging;

/// <summary>The content of the file.</summary>
internal sealed record Entries(string[] Names);

/// <summary>A partial type to which five generators add members.</summary>
[JsonSerializable(typeof(Entries))]
internal sealed partial class Manifest : JsonSerializerContext
{
    [DropPagesAfterFullRead]
    public static partial Entries? LoadPartial(FileStream file);

    private static Entries? LoadPartialCore(FileStream file) => Read(file);

    [DropPagesAfterFullRead]
    public static Entries? LoadIntercepted(FileStream file) => Read(file);

    [GeneratedRegex("^name-[0-9]+$")]
    public static partial Regex Name();

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} names")]
    public static partial void Loaded(ILogger logger, int count);

    [LibraryImport("libc", EntryPoint = "getpid")]
    public static partial int ProcessId();

    private static Entries? Read(FileStream file)
    {
        var payload = new byte[file.Length];
        file.ReadExactly(payload);
        return JsonSerializer.Deserialize(payload, Default.Entries);
    }
}
