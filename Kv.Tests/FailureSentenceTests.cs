using IoPolicy;
using IoPolicy.CommandLine;
using IoPolicy.Testing;

namespace Kv.Tests;

/// <summary>The sentence about a failure names the path once, at its start.</summary>
public class FailureSentenceTests
{
    [Theory]
    [InlineData("Writing back '/a b/c' from offset 0 failed: input/output error. Its data may not be on disk.", "/a b/c: writing back from offset 0 failed: input/output error. Its data may not be on disk", Label = "a path in the first of two sentences")]
    [InlineData("No space left on device : '/a/b'", "/a/b: no space left on device", Label = "a path after the reason")]
    [InlineData("The file '/a/b' is too large.", "/a/b: the file is too large", Label = "a path in the middle")]
    [InlineData("I/O error.", "I/O error", Label = "no path")]
    public void The_path_is_moved_to_the_start(string message, string sentence) =>
        Assert.Equal(sentence, FailureSentence.From(new IOException(message)));

    public static TheoryData<string, Exception, string> Failures => new()
    {
        { "EACCES", new UnauthorizedAccessException("Access to the path '/a' is denied.", new IOException("Permission denied")), "/a: permission denied" },
        { "EPERM", new UnauthorizedAccessException("Access to the path '/a' is denied.", new IOException("Operation not permitted")), "/a: operation not permitted" },
        { "no inner exception", new UnauthorizedAccessException("Access to the path '/a' is denied."), "/a: permission denied" },
        { "ENOENT of a file", new FileNotFoundException("Could not find file '/a'."), "/a: no such file or directory" },
        { "ENOENT of a directory", new DirectoryNotFoundException("Could not find a part of the path '/a'."), "/a: no such file or directory" },
        { "ENAMETOOLONG", new PathTooLongException("The path '/a' is too long."), "/a: the path is too long" },
        { "EEXIST", new IOException("The file '/a' already exists.", 17), "/a: a file of this name already exists" },
        { "EFBIG", new ArgumentOutOfRangeException("value"), "the file exceeds the size limit (ulimit -f, or the file system's limit)" },
        { "another argument", new ArgumentOutOfRangeException("count", "too many"), "unexpected ArgumentOutOfRangeException: too many (Parameter 'count')" },
#pragma warning disable CA2201 // The test needs the exception that only the runtime throws.
        { "no memory", new OutOfMemoryException(), "there is not enough memory" },
#pragma warning restore CA2201
        { "a bug", new NotSupportedException("no '/a'"), "unexpected NotSupportedException: no '/a'" },
        { "a sentence", new CommandException("It failed."), "It failed." },
        { "an abbreviation", new IOException("EOF at '/a'"), "/a: EOF at" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void The_reason_is_in_the_words_of_the_system(string label, Exception failure, string sentence)
    {
        Assert.NotEmpty(label);
        Assert.Equal(sentence, FailureSentence.From(failure));
        Assert.EndsWith(FailureSentence.ReasonOf(failure), sentence.Replace("It failed.", FailureSentence.ReasonOf(failure), StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void The_reason_of_a_failed_replacement_is_in_the_words_of_the_system()
    {
        using var scratch = new ScratchDirectory(isPrivate: true);
        var path = scratch.File("none/file");

        Assert.EndsWith(": no such file or directory", FailureSentence.From(Record.Exception(() => DurableFile.Create(path))!), StringComparison.Ordinal);
    }
}
