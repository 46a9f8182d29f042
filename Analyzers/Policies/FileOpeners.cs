using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>How the generated code follows a file that a member of the platform opens.</summary>
internal enum OpenerForm
{
    /// <summary>The member returns a stream, or a reader or writer over one, and the generated code returns another.</summary>
    Stream,

    /// <summary>The member returns a handle, which cannot drop behind itself.</summary>
    Handle,

    /// <summary>The member returns the lines of the file, which are read later.</summary>
    Lines,

    /// <summary>The member opens and closes the file, so its path is the file of the policy.</summary>
    Path,
}

/// <summary>A member of the platform that opens a file.</summary>
/// <param name="Form">How the generated code follows the file.</param>
/// <param name="Reads">Whether the file can be open for reading.</param>
/// <param name="Writes">Whether the file can be open for writing.</param>
internal sealed record FileOpener(OpenerForm Form, bool Reads, bool Writes)
{
    /// <summary>The parameter with the path of the file that is read. An empty name is the receiver.</summary>
    internal string ReadPath { get; init; } = "path";

    /// <summary>The parameter with the path of the file that is written.</summary>
    internal string WrittenPath { get; init; } = "path";

    /// <summary>Whether a policy of the kind can cover the file.</summary>
    internal bool IsCoveredBy(PolicyKind kind) => kind switch
    {
        PolicyKind.DropAfterFullRead => Reads && Form != OpenerForm.Handle,
        PolicyKind.DropAfterFullWrite => Writes && Form != OpenerForm.Handle,

        // Advice about readahead belongs to an open file, and a path is none.
        _ => Reads && Form is OpenerForm.Stream or OpenerForm.Handle,
    };
}

/// <summary>The table of the members of <c>File</c> and <c>FileInfo</c> that open a file.</summary>
internal static class FileOpeners
{
    private static readonly FileOpener Either = new(OpenerForm.Stream, Reads: true, Writes: true);
    private static readonly FileOpener Reader = new(OpenerForm.Stream, Reads: true, Writes: false);
    private static readonly FileOpener Writer = new(OpenerForm.Stream, Reads: false, Writes: true);
    private static readonly FileOpener ReadByPath = new(OpenerForm.Path, Reads: true, Writes: false);
    private static readonly FileOpener WriteByPath = new(OpenerForm.Path, Reads: false, Writes: true);
    private static readonly FileOpener Copy = new(OpenerForm.Path, Reads: true, Writes: true) { ReadPath = "sourceFileName", WrittenPath = "destFileName" };

    private static readonly Dictionary<string, FileOpener> ByName = new(StringComparer.Ordinal)
    {
        ["Open"] = Either,
        ["Create"] = Either,
        ["OpenRead"] = Reader,
        ["OpenText"] = Reader,
        ["OpenWrite"] = Writer,
        ["CreateText"] = Writer,
        ["AppendText"] = Writer,
        ["OpenHandle"] = new(OpenerForm.Handle, Reads: true, Writes: true),
        ["ReadLines"] = new(OpenerForm.Lines, Reads: true, Writes: false),
        ["ReadLinesAsync"] = new(OpenerForm.Lines, Reads: true, Writes: false),
        ["ReadAllBytes"] = ReadByPath,
        ["ReadAllBytesAsync"] = ReadByPath,
        ["ReadAllText"] = ReadByPath,
        ["ReadAllTextAsync"] = ReadByPath,
        ["ReadAllLines"] = ReadByPath,
        ["ReadAllLinesAsync"] = ReadByPath,
        ["WriteAllBytes"] = WriteByPath,
        ["WriteAllBytesAsync"] = WriteByPath,
        ["WriteAllText"] = WriteByPath,
        ["WriteAllTextAsync"] = WriteByPath,
        ["WriteAllLines"] = WriteByPath,
        ["WriteAllLinesAsync"] = WriteByPath,
        ["AppendAllBytes"] = WriteByPath,
        ["AppendAllBytesAsync"] = WriteByPath,
        ["AppendAllText"] = WriteByPath,
        ["AppendAllTextAsync"] = WriteByPath,
        ["AppendAllLines"] = WriteByPath,
        ["AppendAllLinesAsync"] = WriteByPath,
        ["Copy"] = Copy,
        ["CopyTo"] = Copy with { ReadPath = "" },
    };

    /// <summary>Whether a member with this name can open a file.</summary>
    internal static bool IsName(string name) => ByName.ContainsKey(name);

    /// <summary>Gets the row of a method; null if it opens no file.</summary>
    internal static FileOpener? Find(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, ContainingType: { Name: "File" or "FileInfo" } type }
        && type.IsIn("System.IO")
        && ByName.TryGetValue(method.Name, out var row)
            ? row
            : null;
}
