using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace IoPolicy.CommandLine;

/// <summary>The output of a command: text for people, JSON for programs, or nothing. Standard error always reports failures.</summary>
internal readonly record struct OutputOptions(bool Json, bool Quiet)
{
    /// <summary>Writes the result of a command as its document, or prints it for people.</summary>
    /// <param name="document">The result.</param>
    /// <param name="type">Gets the JSON type. Called only for a document, because the metadata take a fifth of the time of a short command.</param>
    /// <param name="print">Prints the result.</param>
    internal void Report<T>(T document, Func<JsonTypeInfo<T>> type, Action<T> print)
    {
        if (Json)
        {
            using var output = StandardStreams.OpenOutput("the document");
            output.Write([.. JsonSerializer.SerializeToUtf8Bytes(document, type()), (byte)'\n']);
        }
        else if (!Quiet)
        {
            print(document);
        }
    }
}
