using IoPolicy.Testing;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>A document with generated parts, each between two HTML comments as marks. The rest of the document stays unchanged.</summary>
internal static class SectionedDocument
{
    /// <summary>Replaces a part, or adds it at the end if its marks are missing.</summary>
    /// <param name="document">The file, relative to the repository root.</param>
    /// <param name="name">The part's name in its marks.</param>
    /// <param name="markdown">The new text.</param>
    internal static void Replace(string document, string name, string markdown)
    {
        var path = Repository.PathOf(document);
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        var (begin, end) = ($"<!-- {name}: written by Benchmarks -->", $"<!-- end of {name} -->");
        var part = $"{begin}\n{markdown}\n{end}";
        var start = text.IndexOf(begin, StringComparison.Ordinal);
        var stop = text.IndexOf(end, StringComparison.Ordinal);
        text = start >= 0 && stop > start
            ? text[..start] + part + text[(stop + end.Length)..]
            : $"{text.TrimEnd()}\n\n{part}\n".TrimStart();
        File.WriteAllText(path, text);
    }
}
