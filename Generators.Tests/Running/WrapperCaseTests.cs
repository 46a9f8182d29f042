using IoPolicy;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>
/// Each row (<see cref="WrapperCase"/>) runs on a real file. The file's pages are dropped, or kept if the policy is <c>[HeaderOnly]</c>. With the policy switched
/// off, they always stay.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class WrapperCaseTests(CaseTable table) : IClassFixture<CaseTable>
{
    private const int Bytes = 256 * 1024;

    public static TheoryData<string> Rows => [.. WrapperCase.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_pages_are_kept_or_dropped_as_the_policy_states(string name)
    {
        var row = WrapperCase.All.Single(row => row.Name == name);
        using var directory = new ScratchDirectory();
        var sample = SampleFile.Create(directory.File("sample"), Bytes);

        var left = await PagesAfter(row, sample, keepPages: false);
        if (row.Work == Work.Header)
        {
            KeptPages.AssertAll(sample.Pages, left);
        }
        else
        {
            Assert.Equal(0, left);
        }

        sample.MakeResident();
        KeptPages.AssertAll(sample.Pages, await PagesAfter(row, sample, keepPages: true));
    }

    /// <summary>If <see cref="CaseSource"/> did not handle a value, its source would equal that of a plain instance method or a plain stream.</summary>
    [Fact]
    public void Each_shape_and_each_form_has_a_source_of_its_own()
    {
        var plain = new WrapperCase(Shape.Instance, Wrapper.Partial, Returns.Value, FileForm.FileStream, Work.Read);
        Assert.Distinct(Enum.GetValues<Shape>().Select(shape => SourceOf(plain with { Shape = shape })));
        Assert.Distinct(Enum.GetValues<FileForm>().Select(form => SourceOf(plain with { Form = form })));

        static string SourceOf(WrapperCase row) => CaseSource.For(row).Replace(row.Name, "Case", StringComparison.Ordinal);
    }

    private async Task<long> PagesAfter(WrapperCase row, SampleFile sample, bool keepPages)
    {
        table.Bytes = Bytes;
        var calls = table.Calls;
        PageCache.KeepPages = keepPages;
        try
        {
            using (var file = Open(row, sample))
            {
                var result = await table.Run(row, sample.Path, file);
                Assert.Equal(row.Returns is Returns.Void or Returns.Task or Returns.ValueTask ? -1 : row.Work == Work.Header ? 52 : Bytes, result);
            }

            Assert.Equal(calls + 1, table.Calls);
            return sample.CachedPages;
        }
        finally
        {
            PageCache.KeepPages = false;
        }
    }

    /// <summary>Opens the file for the row's method. Null if the method opens the file itself.</summary>
    private static FileStream? Open(WrapperCase row, SampleFile sample) => row switch
    {
        { Form: FileForm.Path or FileForm.Result } => null,
        { Work: Work.Write } => new FileStream(sample.Path, FileMode.Create, FileAccess.ReadWrite),
        _ => sample.OpenRead(),
    };
}
