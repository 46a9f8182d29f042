using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace IoPolicy.CommandLine;

/// <summary>The sentence that explains a failure to the user: which file, and why.</summary>
internal static partial class FailureSentence
{
    /// <summary>The whole sentence, with the path where the exception has one.</summary>
    internal static string Of(Exception failure)
    {
        if (failure is CommandException)
        {
            return failure.Message;
        }

        var reason = ReasonOf(failure);
        return PathOf(failure) is { } path ? $"{path}: {reason}" : reason;
    }

    /// <summary>The reason alone, for a sentence that has named the path.</summary>
    internal static string ReasonOf(Exception failure) => failure switch
    {
        // .NET has one exception for EACCES and EPERM; the inner one has the system's own text.
        UnauthorizedAccessException => failure.InnerException is IOException inner && !inner.Message.StartsWith("Permission denied", StringComparison.Ordinal)
            ? Lower(inner.Message)
            : "permission denied",
        FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
        PathTooLongException => "the name is too long",
        IOException when failure.Message.EndsWith("already exists.", StringComparison.Ordinal) => "there is already a file of that name",

        // FileStream and RandomAccess throw it for EFBIG, a file longer than the file system or `ulimit -f` allows.
        ArgumentOutOfRangeException { ParamName: "value" } => "the file grew past the size limit (ulimit -f, or the file system's own)",
        OutOfMemoryException => "there is not enough memory",
        IOException => Lower(Quoted().Replace(failure.Message, "").TrimEnd(' ', ':', '.')),
        _ => $"unexpected {failure.GetType().Name}: {failure.Message}",
    };

    /// <summary>The reason of a failed system call.</summary>
    internal static string ReasonOf(int error) => Lower(Marshal.GetPInvokeErrorMessage(error));

    private static string? PathOf(Exception failure) =>
        failure is IOException or UnauthorizedAccessException && Quoted().Match(failure.Message) is { Success: true } match ? match.Groups["path"].Value : null;

    private static string Lower(string text) => text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    /// <summary>.NET's messages end with the path in quotes, or have it between them.</summary>
    [GeneratedRegex("'(?<path>.+)'", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
