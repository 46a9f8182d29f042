namespace KvCache.Tests;

/// <summary>Files that another process replaces or removes while they are verified or read.</summary>
public sealed class OpenFileTests : IDisposable
{
    private static readonly KvcVerifyOptions Options = new() { Checks = PayloadChecks.None };

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("a link")]
    [InlineData("another file")]
    [InlineData("no file")]
    public void The_verified_file_is_the_file_that_is_read(string swap)
    {
        var path = Write("text");
        var bytes = File.ReadAllBytes(path);
        using var file = KvcReader.Open(path);
        File.Delete(path);
        switch (swap)
        {
            case "a link":
                File.CreateSymbolicLink(path, "/etc/passwd");
                break;
            case "another file":
                File.WriteAllText(path, "other");
                break;
        }

        for (var verification = 0; verification < 2; verification++)
        {
            Assert.Equal([], KvcVerifier.Verify(file, path, Options).Findings);
        }

        file.Position = 0;
        using var read = new MemoryStream();
        file.CopyTo(read);
        Assert.Equal(bytes, read.ToArray());
    }

    [Theory]
    [InlineData("a link", KvcFaultKind.File)]
    [InlineData("a link to nothing", KvcFaultKind.File)]
    [InlineData("a pipe", KvcFaultKind.File)]
    [InlineData("a socket", KvcFaultKind.File)]
    [InlineData("a device", KvcFaultKind.File)]
    [InlineData("a directory", KvcFaultKind.File)]
    [InlineData("nothing", KvcFaultKind.Missing)]
    [InlineData("a name in a file", KvcFaultKind.Missing)]
    public void Anything_but_a_regular_file_is_refused_without_a_wait(string what, KvcFaultKind expected)
    {
        var path = _scratch.File(KvcKey.OfText("text"u8).FileName);
        switch (what)
        {
            case "a link":
                File.CreateSymbolicLink(path, Write("other"));
                break;
            case "a link to nothing":
                File.CreateSymbolicLink(path, _scratch.File("nothing"));
                break;
            case "a pipe":
                Shell.Run("mkfifo", path).OrThrow();
                break;
            case "a socket":
                using (var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified))
                {
                    // The address of a socket has 108 bytes at most.
                    socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint("/tmp/" + Guid.NewGuid().ToString("N")));
                    File.Move(socket.LocalEndPoint!.ToString()!, path);
                }

                break;
            case "a device":
                Assert.SkipUnless(Shell.Run("mknod", path, "c", "1", "3").Succeeded, "Making a device needs root.");
                break;
            case "a directory":
                Directory.CreateDirectory(path);
                break;
            case "a name in a file":
                path = Path.Combine(Write("other"), "name.kv");
                break;
        }

        Assert.Equal(expected, Assert.Throws<KvcFormatException>(() => KvcReader.Open(path)).Fault.Kind);
        var verification = KvcVerifier.Verify(path, Options);
        Assert.Equal(expected, Assert.Single(verification.Findings).Fault.Kind);
        Assert.Equal(expected == KvcFaultKind.Missing, verification.IsMissing);
        Assert.False(DirectoryScan.TryReadEntry(path, KvcKey.OfText("text"u8), out _, out var fault));
        Assert.Equal(expected, fault.Kind);
    }

    [Fact]
    public void Null_and_empty_arguments_are_refused()
    {
        using var file = File.OpenRead(Write("text"));

        Assert.ThrowsAny<ArgumentException>(() => KvcReader.Open(null!));
        Assert.ThrowsAny<ArgumentException>(() => KvcReader.Open(""));
        Assert.ThrowsAny<ArgumentException>(() => KvcVerifier.Verify(null!, "path"));
        Assert.ThrowsAny<ArgumentException>(() => KvcVerifier.Verify(file, ""));
    }

    /// <summary>Another process evicts files after the verification has read the names, and before it opens the files.</summary>
    [Fact]
    public void Files_that_are_removed_while_a_directory_is_verified_are_no_faults()
    {
        var paths = Enumerable.Range(0, 20).Select(i => Write($"text {i}")).ToArray();
        var verified = new List<KvcVerification>();
        foreach (var verification in KvcVerifier.VerifyDirectory(_scratch.Path, Options))
        {
            verified.Add(verification);
            foreach (var path in paths.Where(path => path != verification.Path))
            {
                File.Delete(path);
            }
        }

        Assert.All(verified, file => Assert.Empty(file.Findings));
        Assert.InRange(verified.Count, 1, 2);
    }

    [Fact]
    public void A_file_without_permission_is_a_faulty_file()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Running a program as another user needs root.");
        Write("open");
        Shell.Run("chmod", "600", Write("closed")).OrThrow();
        Shell.Run("chmod", "-R", "go+X", _scratch.Path).OrThrow();
        Shell.Run("chmod", "755", _scratch.Path).OrThrow();

        var result = Shell.RunAs(ChildProcess.Start(ListInChild, [_scratch.Path]), "nobody");

        Assert.Equal("1 checkpoint, permission denied: Unreadable, verified 1 of 2\n", result.OrThrow().Output);
    }

    private static void ListInChild(string[] arguments)
    {
        var faulty = DirectoryScan.Read(arguments[0]).Single(file => file.Faulty is not null).Faulty!;
        var entries = DirectoryScan.Entries(arguments[0]).Count();
        var verified = KvcVerifier.VerifyDirectory(arguments[0], Options).ToArray();
        Assert.Contains("'permission denied'", faulty.Fault.ToString(), StringComparison.Ordinal);
        Console.WriteLine($"{entries} checkpoint, permission denied: {faulty.Fault.Kind}, verified {verified.Count(file => file.IsSound)} of {verified.Length}");
    }

    private string Write(string text)
    {
        var path = Samples.WriteRaw(_scratch.Path, text, new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, ContextSize = 4096 }, "payload"u8);
        Shell.Run("chmod", "644", path).OrThrow();
        return path;
    }
}
