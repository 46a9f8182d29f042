using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace IoPolicy.CommandLine;

/// <summary>How a command speaks: to people, to programs, or not at all. Failures are told on standard error in any case.</summary>
internal readonly record struct OutputOptions(bool Json, bool Quiet)
{
    /// <summary>Tells what a command has done: as its document, or as it is printed for people.</summary>
    internal void Tell<T>(T document, JsonTypeInfo<T> type, Action<T> print)
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
