namespace KvCache.Tests;

/// <summary>The files with which AFL++ found new paths through the readers (Engine.Fuzz). The readers read each of them again.</summary>
public sealed class FuzzCorpusTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Fuzz")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_the_corpus_is_read_or_refused(string name)
    {
        var path = _scratch.File(KvcKey.OfText("a text"u8).FileName);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Fuzz", name), path);

        var verification = KvcVerifier.Verify(path, new KvcVerifyOptions { ReadsPayload = true });

        Assert.Equal(DirectoryScan.Entries(_scratch.Path).SingleOrDefault(), verification.Entry);
        Assert.Equal(verification.Entry is not null, Loads(path, PayloadChecks.None));
        Assert.True(verification.Payload is not null || !Loads(path, PayloadChecks.Dsv4));
    }

    private static bool Loads(string path, PayloadChecks checks)
    {
        try
        {
            using var file = File.OpenRead(path);
            KvcReader.Load(file, new KvcLoad { Path = path, Checks = checks, Tools = new ToolMemory() });
            return true;
        }
        catch (KvcFormatException)
        {
            return false;
        }
    }
}
