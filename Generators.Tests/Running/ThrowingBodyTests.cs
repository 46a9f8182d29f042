using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>
/// If a body throws, the caller gets its exception. All bytes that the body wrote are in the file. The pages are dropped after a whole read
/// or write, and stay if the body moved no bytes.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class ThrowingBodyTests(ThrowingBodyTests.Methods methods) : IClassFixture<ThrowingBodyTests.Methods>, IDisposable
{
    private const int Bytes = 8 << 20;
    private const string Throw = "throw new InvalidTimeZoneException(\"the body's own\");";

    // The condition is always true. Without it, the read would be unreachable code (CS0162).
    private const string BeforeAll = $"if (Work.Peak == 0) {Throw} Work.Read(file);";
    private const string AfterRead = $"Work.Read(file); {Throw}";
    private const string AfterWrite = $"Work.Write(file); {Throw}";

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static MatrixTheoryData<Declared, bool, string, string> Rows =>
        new(
            Enum.GetValues<Declared>(),
            [false, true],
            ["FileStream", "Stream"],
            ["", "(WindowBytes = 65_536)", "(WindowBytes = 0)"]);

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_body_that_throws_before_it_moves_bytes_leaves_the_pages(Declared declared, bool isAsync, string type, string options)
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        foreach (var policy in (string[])["DropPagesAfterFullRead", "DropPagesAfterFullWrite"])
        {
            using var file = Open(sample);
            Run(new MovingMethod(declared, isAsync, type, policy + options, BeforeAll), file);
            Assert.Equal(0, file.Position);
            sample.AssertStays();
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_body_that_throws_after_a_whole_read_leaves_no_page(Declared declared, bool isAsync, string type, string options)
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        using var file = Open(sample);
        Run(new MovingMethod(declared, isAsync, type, "DropPagesAfterFullRead" + options, AfterRead), file);
        Assert.Equal(Bytes, file.Position);
        Assert.Equal(0, sample.CachedPages);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_body_that_throws_after_a_write_leaves_all_written_bytes_and_no_page(Declared declared, bool isAsync, string type, string options)
    {
        var sample = SampleFile.Create(_directory.File("sample"), 1);
        using (var file = Open(sample))
        {
            Run(new MovingMethod(declared, isAsync, type, "DropPagesAfterFullWrite" + options, AfterWrite), file);
            Assert.Equal(Bytes, file.Length);
            Assert.Equal(Bytes, file.Position);
            Assert.Equal(0, sample.CachedPages);

            // After the call, the user's own stream continues where the body stopped.
            file.WriteByte(7);
        }

        var written = File.ReadAllBytes(sample.Path);
        Assert.Equal(Bytes + 1, written.Length);
        Assert.Equal(-1, written.AsSpan(0, Bytes).IndexOfAnyExcept((byte)1));
        Assert.Equal(7, written[Bytes]);
    }

    private static FileStream Open(SampleFile sample) => new(sample.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);

    private void Run(MovingMethod method, FileStream file)
    {
        Assert.Equal(method.Attributes.Contains("WindowBytes = 0", StringComparison.Ordinal) ? 0 : 1, methods.WrappedStreams(method));
        var thrown = Assert.Throws<InvalidTimeZoneException>(() => methods.Run(method, file, Bytes));
        Assert.Equal("the body's own", thrown.Message);
    }

    public sealed class Methods() : MovingMethods(
        from row in Rows
        let data = row.Data
        from policy in (string[])["DropPagesAfterFullRead", "DropPagesAfterFullWrite"]
        from body in (string[])[BeforeAll, AfterRead, AfterWrite]
        select new MovingMethod(data.Item1, data.Item2, data.Item3, policy + data.Item4, body));
}
