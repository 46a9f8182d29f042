using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace IoPolicy.CommandLine;

/// <summary>The output of a command: text for people, JSON for programs, or nothing. Standard error always reports failures.</summary>
internal readonly record struct OutputOptions(bool Json, bool Quiet)
{
    /// <summary>Writes the result of a command as its document, or prints it for people.</summary>
    internal void Report<T>(T document, JsonTypeInfo<T> type, Action<T> print)
    {
        if (Json)
        {
            using var output = StandardStreams.OpenOutput("the document");
            output.Write([.. JsonSerializer.SerializeToUtf8Bytes(document, type), (byte)'\n']);
        }
        else if (!Quiet)
        {
            print(document);
        }
    }
}
