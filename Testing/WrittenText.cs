namespace IoPolicy.Testing;

/// <summary>Text of the repository that a test derives from something else, and holds to it; with <c>UPDATE_DOCS=1</c> it writes it.</summary>
public static class WrittenText
{
    private static readonly bool IsWriting = Environment.GetEnvironmentVariable("UPDATE_DOCS") is not null;

    /// <summary>Says that a file is the text.</summary>
    /// <param name="path">The file, from the root.</param>
    /// <param name="expected">The text, with lines that end in <c>\n</c>.</param>
    public static void AssertFile(string path, string expected)
    {
        if (IsWriting)
        {
            File.WriteAllText(Repository.PathOf(path), expected);
        }

        Assert.Equal(expected, Repository.Read(path));
    }

    /// <summary>Says that what stands between two marks of a file is the text.</summary>
    /// <param name="path">The file, from the root.</param>
    /// <param name="begin">The mark before it.</param>
    /// <param name="end">The mark behind it.</param>
    /// <param name="expected">The text, with lines that end in <c>\n</c>.</param>
    public static void AssertPart(string path, string begin, string end, string expected)
    {
        var file = Repository.Read(path);
        var (from, to) = (file.IndexOf(begin, StringComparison.Ordinal), file.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, $"{path} has no part between '{begin.TrimEnd()}' and '{end}'.");
        AssertFile(path, file[..(from + begin.Length)] + expected + file[to..]);
    }
}
