using System.Text.RegularExpressions;

namespace IoPolicy.CommandLine;

/// <summary>Creates the sentence that explains a failure to the user, with the file and the reason.</summary>
internal static partial class FailureSentence
{
    private const string Missing = "no such file or directory";
    private const string Denied = "permission denied";
    private const string Exists = "a file of this name already exists";
    private const int ENOENT = 2;
    private const int EACCES = 13;
    private const int EEXIST = 17;

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
            : Denied,
        FileNotFoundException or DirectoryNotFoundException => Missing,
        PathTooLongException => "the path is too long",
        IOException { HResult: EEXIST } => Exists,
        DurableFileException file => ReasonOf(file),

        // FileStream and RandomAccess throw this exception for EFBIG: the file exceeds `ulimit -f` or the limit of the file system.
        ArgumentOutOfRangeException { ParamName: "value" } => "the file exceeds the size limit (ulimit -f, or the file system's limit)",
        OutOfMemoryException => "there is not enough memory",
        IOException => Unquoted(failure.Message),
        _ => $"unexpected {failure.GetType().Name}: {failure.Message}",
    };

    /// <summary>Gets the path of a failed call; null if there is none. Most exceptions of .NET have it in their message only.</summary>
    internal static string? PathOf(Exception failure) =>
        failure is DurableFileException file ? file.Path
        : failure is IOException or UnauthorizedAccessException && Quoted().Match(failure.Message) is { Success: true } match ? match.Groups["path"].Value : null;

    /// <summary>Gets the reason why a DurableFile failed. Two errors get the words that .NET's own exceptions get above.</summary>
    private static string ReasonOf(DurableFileException failure) => failure.HResult switch
    {
        ENOENT => Missing,
        EACCES => Denied,
        _ => $"{failure.Activity} failed: {Unquoted(failure.Reason)}",
    };

    /// <summary>Removes the path that .NET appends to the text of the system.</summary>
    private static string Unquoted(string message) => Lower(Quoted().Replace(message, "").TrimEnd(' ', ':', '.'));

    private static string Lower(string text) => text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    /// <summary>Matches the quoted path and the blank before it. .NET puts the path at the end of a message or inside it.</summary>
    [GeneratedRegex(" ?'(?<path>.+)'", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
