namespace IoPolicy.Testing;

/// <summary>Compares generated text with a file of the repository. With <c>UPDATE_DOCS=1</c>, the test writes the file.</summary>
public static class WrittenText
{
    private static readonly bool IsWriting = Environment.GetEnvironmentVariable("UPDATE_DOCS") is not null;

    /// <summary>Asserts that a file has the text.</summary>
    /// <param name="path">The file, relative to the root.</param>
    /// <param name="expected">The text, with <c>\n</c> line ends.</param>
    public static void AssertFile(string path, string expected)
    {
        if (IsWriting)
        {
            File.WriteAllText(Repository.PathOf(path), expected);
        }

        Assert.Equal(expected, Repository.Read(path));
    }

    /// <summary>Asserts that a file has the text between two marks.</summary>
    /// <param name="path">The file, relative to the root.</param>
    /// <param name="begin">The mark before the text.</param>
    /// <param name="end">The mark after the text.</param>
    /// <param name="expected">The text, with <c>\n</c> line ends.</param>
    public static void AssertPart(string path, string begin, string end, string expected)
    {
        var file = Repository.Read(path);
        var (from, to) = (file.IndexOf(begin, StringComparison.Ordinal), file.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, $"{path} has no part between '{begin.TrimEnd()}' and '{end}'.");
        AssertFile(path, file[..(from + begin.Length)] + expected + file[to..]);
    }
}
