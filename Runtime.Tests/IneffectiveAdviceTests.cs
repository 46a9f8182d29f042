using System.IO.MemoryMappedFiles;
using IoPolicy.Advice;
using IoPolicy.Measuring;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>The reason why pages stayed after advice, and its label in the meter. Each test creates a cause.</summary>
public sealed class IneffectiveAdviceTests(StallingMount mount) : IClassFixture<StallingMount>, IDisposable
{
    private const int Bytes = 1 << 20;
    private const long PagesOfFile = Bytes / 4096;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>The device has stopped, so the pages stay dirty, or under write-back, while the test looks at them.</summary>
    [Theory]
    [InlineData(false, "dirty", " pages are dirty, ")]
    [InlineData(true, "write-back", " pages are being written at this moment")]
    public void Dirty_pages_and_pages_under_write_back_have_different_reasons(bool startsWriteBack, string label, string reason)
    {
        using var directory = mount.CreateDirectory();
        using var file = File.OpenHandle(directory.File("fresh"), FileMode.Create, FileAccess.Write);
        RandomAccess.SetLength(file, Bytes);
        mount.Stall();
        try
        {
            RandomAccess.Write(file, new byte[Bytes], 0);
            if (startsWriteBack)
            {
                WriteBack.Start(file, ByteRange.WholeFile);
            }

            Expect(label, PagesOfFile + reason, Explain(file));
        }
        finally
        {
            mount.Resume();
        }
    }

    [Fact]
    public void Pages_that_were_not_on_disk_at_the_advice_count_as_write_back()
    {
        using var file = Cached().OpenHandle();
        Expect("write-back", "3 pages were dirty or being written when the advice was issued", Explain(file, uncleanPages: 3));
    }

    [Fact]
    public void The_reason_for_pages_that_this_process_maps_names_the_process()
    {
        var sample = Cached();
        using var map = MemoryMappedFile.CreateFromFile(sample.Path, FileMode.Open);
        using var view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _ = view.ReadByte(0);
        using var file = sample.OpenHandle();
        Expect("mapped-here", "this process has mapped the file", Explain(file));
    }

    [Fact]
    public void Clean_pages_that_nobody_maps_have_the_label_other()
    {
        using var file = Cached().OpenHandle();
        Expect("other", "other processes are reading them", Explain(file));
    }

    [Fact]
    public void Pages_that_the_advice_preserved_need_no_reason()
    {
        var sample = Cached();
        using var file = sample.OpenHandle();
        Assert.Null(IneffectiveAdvice.Of(file, ByteRange.WholeFile, ResidencyMapReader.Read(file, ByteRange.WholeFile), uncleanPages: 0));
        sample.MakeCold();
        Assert.Null(Explain(file));
    }

    [Fact]
    public void A_directory_cannot_be_measured()
    {
        using var directory = Interop.Kernel.OpenForAdvice(_directory.Path)!;
        Expect("unmeasured", "it is a directory", Explain(directory), pages: 0);
    }

    private SampleFile Cached() => SampleFile.Create(_directory.File("sample"), Bytes);

    private static IneffectiveAdvice? Explain(SafeFileHandle file, long uncleanPages = 0) =>
        IneffectiveAdvice.Of(file, ByteRange.WholeFile, preserved: null, uncleanPages);

    private static void Expect(string label, string reason, IneffectiveAdvice? advice, long pages = PagesOfFile)
    {
        Assert.NotNull(advice);
        Assert.Equal((label, pages), (advice.Value.Label, advice.Value.Pages));
        Assert.Contains(reason, advice.Value.Reason, StringComparison.Ordinal);
    }
}
