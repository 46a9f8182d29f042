using System.Collections.Immutable;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Finds the members of .NET that open a file: of <c>File</c> and <c>FileInfo</c>, and those of <see cref="PathMembers"/>.</summary>
internal static class FileOpeners
{
    private static readonly FileOpener Either = new(OpenerForm.Stream, Reads: true, Writes: true);
    private static readonly FileOpener Reader = new(OpenerForm.Stream, Reads: true, Writes: false);
    private static readonly FileOpener Writer = new(OpenerForm.Stream, Reads: false, Writes: true);
    private static readonly FileOpener ReadByPath = new(OpenerForm.Path, Reads: true, Writes: false);
    private static readonly FileOpener WriteByPath = new(OpenerForm.Path, Reads: false, Writes: true);
    private static readonly FileOpener Copy = new(OpenerForm.Path, Reads: true, Writes: true) { ReadPaths = ["sourceFileName"], WrittenPath = "destFileName" };

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
        ["CopyTo"] = Copy with { ReadPaths = [""] },
    };

    internal static IEnumerable<string> Names => ByName.Keys;

    /// <summary>Whether a member with this name can open a file.</summary>
    internal static bool IsName(string name) => ByName.ContainsKey(name) || PathMembers.IsName(name);

    /// <summary>
    /// Gets the rows of a method: none if it opens no file, and two if it opens a file and the files of a directory.
    /// </summary>
    internal static ImmutableArray<FileOpener> Find(IMethodSymbol method)
    {
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.ReducedExtension))
        {
            return [];
        }

        return method.ContainingType is { Name: "File" or "FileInfo" } type && type.IsIn("System.IO")
            ? ByName.TryGetValue(method.Name, out var row) ? [row] : []
            : PathMembers.Find(method);
    }
}
