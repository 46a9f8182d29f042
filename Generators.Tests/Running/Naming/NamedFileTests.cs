using Generators.Tests.Infrastructure;
using Generators.Tests.Running.Files;
using IoPolicy;
using IoPolicy.Testing;

namespace Generators.Tests.Running.Naming;

/// <summary>With each way to name a file, its pages are gone after the method. With the policies switched off, they stay.</summary>
[Collection(nameof(OneAtATime))]
public sealed class NamedFileTests : GeneratedCodeTests
{
    private const int Bytes = 256 * 1024;

    private static readonly bool[] Either = [false, true];

    public static TheoryData<string, bool, bool> Rows =>
    [
        .. from form in NamedFileForm.All
           from isPartial in Either
           from isTask in Either
           where isPartial || !form.IsPartialOnly
           where !isTask || !form.Parameters.StartsWith("in ", StringComparison.Ordinal)
           where !isTask || !form.Type.Contains("struct", StringComparison.Ordinal)
           select new TheoryDataRow<string, bool, bool>(form.Name, isPartial, isTask),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_read_file_leaves_no_pages(string form, bool isPartial, bool isTask) => Check(form, isPartial, isTask, writes: false);

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_written_file_leaves_no_pages(string form, bool isPartial, bool isTask) => Check(form, isPartial, isTask, writes: true);

    private void Check(string name, bool isPartial, bool isTask, bool writes)
    {
        var form = NamedFileForm.All.Single(form => form.Name == name);
        var entry = Load(form.Source(isPartial, isTask, writes));
        using var outcomes = new AdviceOutcomes();
        var pages = PagesAfter(entry, form, writes);
        if (form.IsNull)
        {
            AssertKept(pages);
            Assert.Equal([(writes ? "write" : "read") + ":no-file"], outcomes.Counted);
            return;
        }

        Assert.Equal(0, pages);
        PageCache.KeepPages = true;
        try
        {
            AssertKept(PagesAfter(entry, form, writes));
        }
        finally
        {
            PageCache.KeepPages = false;
        }
    }

    private static void AssertKept(long pages) => KeptPages.AssertAll(Bytes / Environment.SystemPageSize, pages);

    private long PagesAfter(Type entry, NamedFileForm form, bool writes)
    {
        var sample = SampleFile.Create(Scratch.File("sample"), Bytes);
        using (var file = form.UsesStream ? new FileStream(sample.Path, FileMode.Open, writes ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite) : null)
        {
            entry.GetMethod("Run")!.Invoke(null, [sample.Path, file]);
        }

        return sample.CachedPages;
    }

    private Type Load(string source) => Load(GeneratorRun.From(source).CompilesWithoutWarnings().Output.ToBytes())
        .GetType("Entry", throwOnError: true)!;
}
