using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>A method that reads and writes one file has two policies, and its body gets one wrapped stream.</summary>
[Collection(nameof(OneAtATime))]
public sealed class RewriteTests(RewriteTests.Methods methods) : IClassFixture<RewriteTests.Methods>, IDisposable
{
    private const int Bytes = 32 << 20;
    private const string Read = "DropPagesAfterFullRead";
    private const string Write = "DropPagesAfterFullWrite";
    private const string WithoutWindows = $"{Read}(WindowBytes = 0), {Write}(WindowBytes = 0)";

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<string, Declared, bool, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, Declared, bool, string, string>();
            foreach (var declared in Enum.GetValues<Declared>())
            {
                foreach (var isAsync in (bool[])[false, true])
                {
                    rows.Add("both automatic", declared, isAsync, $"{Read}, {Write}", "Write");
                    rows.Add("both automatic, the write first", declared, isAsync, $"{Write}, {Read}", "Write");
                }

                rows.Add("the read's window by number", declared, false, $"{Read}(WindowBytes = 1_048_576), {Write}", "Read");
                rows.Add("the write's window by number", declared, false, $"{Read}, {Write}(WindowBytes = 1_048_576)", "Write");
                rows.Add("the read uncached", declared, false, $"{Read}(Mode = DropBehindMode.Uncached), {Write}", "Read");
                rows.Add("no windows for the write", declared, false, $"{Read}, {Write}(WindowBytes = 0)", "Read");
                rows.Add("no windows for the read", declared, false, $"{Read}(WindowBytes = 0), {Write}", "Write");
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Two_policies_get_one_wrapped_stream_and_leave_no_page(string label, Declared declared, bool isAsync, string attributes, string windowed)
    {
        var method = Methods.Create(declared, isAsync, attributes);
        Assert.Equal(1, methods.WrappedStreams(method));
        Assert.Equal([windowed], methods.WindowedPolicies(method));

        var (peak, sample) = Run(method);
        if (windowed == "Write")
        {
            // A read's windows write nothing back, so pages that are written within them stay until the end.
            Assert.InRange(peak, 1, sample.Pages / 2);
        }

        Assert.True(sample.CachedPages == 0, label);
        Assert.Equal(2 * Bytes, new FileInfo(sample.Path).Length);
    }

    /// <summary>The control: without windows, all pages that the body read and wrote are cached until it ends.</summary>
    [Theory]
    [InlineData(Declared.Partial)]
    [InlineData(Declared.Ordinary)]
    public void Without_windows_the_body_gets_the_users_own_stream(Declared declared)
    {
        var method = Methods.Create(declared, isAsync: false, WithoutWindows);
        Assert.Equal(0, methods.WrappedStreams(method));
        var (peak, sample) = Run(method);
        Assert.InRange(peak, sample.Pages + 1, 2 * sample.Pages);
        Assert.Equal(0, sample.CachedPages);
    }

    private (long Peak, SampleFile Sample) Run(MovingMethod method)
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        sample.MakeCold();
        using var file = new FileStream(sample.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 4096, FileOptions.RandomAccess);
        return (methods.Run(method, file, Bytes), sample);
    }

    public sealed class Methods() : MovingMethods(
    [
        .. Rows.Select(row => Create(row.Data.Item2, row.Data.Item3, row.Data.Item4)),
        .. Enum.GetValues<Declared>().Select(declared => Create(declared, isAsync: false, WithoutWindows)),
    ])
    {
        internal static MovingMethod Create(Declared declared, bool isAsync, string attributes) =>
            new(declared, isAsync, "FileStream", attributes, "Work.Read(file); Work.Write(file);");
    }
}
