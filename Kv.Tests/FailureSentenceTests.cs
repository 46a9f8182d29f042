using IoPolicy.CommandLine;

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
}
