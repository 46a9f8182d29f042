using IoPolicy;
using IoPolicy.CommandLine;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>Commands without a free descriptor or memory. A shortage says nothing about a file, so no command may call the file faulty.</summary>
public sealed class DescriptorShortageTests(SampleCache sample) : IClassFixture<SampleCache>, IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("load FILE -o payload", "EMFILE", "too many open files")]
    [InlineData("load FILE -o payload", "ENFILE", "too many open files in system")]
    [InlineData("load FILE -o payload", "ENOMEM", "cannot allocate memory")]
    [InlineData("show FILE", "EMFILE", "too many open files")]
    [InlineData("import to -i FILE", "EMFILE", "too many open files")]
    [InlineData("verify FILE", "EMFILE", "too many open files")]
    [InlineData("residency FILE", "EMFILE", "too many open files")]
    [InlineData("drop FILE", "EMFILE", "too many open files")]
    [InlineData("ls cache", "EMFILE", "too many open files")]
    [InlineData("evict cache", "EMFILE", "too many open files")]
    [InlineData("export cache -o to.tar", "EMFILE", "too many open files")]
    public void A_shortage_is_named_and_is_not_a_fault_of_the_file(string command, string error, string reason)
    {
        Strace.Require();
        var file = sample.CopyTo(_scratch.Path);

        // strace compares absolute paths, or the name that is opened relative to a directory. It does not change the directory.
        string[] arguments = [.. command.Split(' ').Select(word => word switch
        {
            "FILE" => file,
            "cache" or "to" or "to.tar" or "payload" => _scratch.File(word),
            _ => word,
        })];

        var (result, calls) = Strace.RunOn([file, Path.GetFileName(file)], KvCli.Describe(_scratch.Path, [], arguments), "openat", $"openat:error={error}");

        Assert.Contains(calls, call => call.IsInjected);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("pipe", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("omitted", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_scratch.File("to.tar")));
        Assert.False(File.Exists(_scratch.File("payload")));
    }

    /// <summary>.NET appends the path of a failed call to the text of the system.</summary>
    [Theory]
    [InlineData("Too many open files : '/a/b'", "/a/b: too many open files", Label = "a path at the end")]
    [InlineData("Is a directory : '/a/it's'", "/a/it's: is a directory", Label = "an apostrophe in the path")]
    public void The_sentence_of_a_failure_names_one_path(string message, string expected) => Assert.Equal(expected, FailureSentence.From(new IOException(message)));

    [Fact]
    public void The_sentence_of_a_failed_replacement_names_one_path()
    {
        var directory = _scratch.Path.TrimEnd('/');
        var sentence = FailureSentence.From(Assert.Throws<DurableFileException>(() => DurableFile.Create(directory)));

        Assert.StartsWith($"{directory}: checking the target failed: ", sentence, StringComparison.Ordinal);
        Assert.Single(sentence.Split(' '), word => word.Contains('/', StringComparison.Ordinal));
    }
}
