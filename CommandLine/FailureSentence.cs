using System.Text.RegularExpressions;

namespace IoPolicy.CommandLine;

/// <summary>Creates the sentence that explains a failure to the user, with the file and the reason.</summary>
internal static partial class FailureSentence
{
    /// <summary>Gets the whole sentence, with the path if the exception has a path.</summary>
    internal static string From(Exception failure)
    {
        if (failure is CommandException)
        {
            return failure.Message;
        }

        var reason = ReasonOf(failure);
        return PathOf(failure) is { } path ? $"{path}: {reason}" : reason;
    }

    /// <summary>Gets the reason only, for a sentence that already names the path.</summary>
    internal static string ReasonOf(Exception failure) => failure switch
    {
        // .NET has one exception for EACCES and EPERM. The inner exception has the text of the system.
        UnauthorizedAccessException => failure.InnerException is IOException inner && !inner.Message.StartsWith("Permission denied", StringComparison.Ordinal)
            ? Lower(inner.Message)
            : "permission denied",
        FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
        PathTooLongException => "the path is too long",
        IOException when failure.Message.EndsWith("already exists.", StringComparison.Ordinal) => "a file of this name already exists",

        // FileStream and RandomAccess throw this exception for EFBIG: the file exceeds `ulimit -f` or the limit of the file system.
        ArgumentOutOfRangeException { ParamName: "value" } => "the file exceeds the size limit (ulimit -f, or the file system's limit)",
        OutOfMemoryException => "there is not enough memory",
        IOException => Lower(Quoted().Replace(failure.Message, "").TrimEnd(' ', ':', '.')),
        _ => $"unexpected {failure.GetType().Name}: {failure.Message}",
    };

    private static string? PathOf(Exception failure) =>
        failure is IOException or UnauthorizedAccessException && Quoted().Match(failure.Message) is { Success: true } match ? match.Groups["path"].Value : null;

    private static string Lower(string text) => text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    /// <summary>Matches the quoted path, which .NET puts at the end of a message or inside it.</summary>
    [GeneratedRegex("'(?<path>.+)'", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
