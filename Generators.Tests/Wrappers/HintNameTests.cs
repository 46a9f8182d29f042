using System.Text;
using Generators.Tests.Infrastructure;
using IoPolicy.Generators.Naming;

namespace Generators.Tests.Wrappers;

/// <summary>EmitCompilerGeneratedFiles writes each generated file under its hint name, so the hint name must be a valid file name.</summary>
public class HintNameTests
{
    /// <summary>The longest file name of ext4 and XFS, in bytes. NTFS allows as many UTF-16 units. eCryptfs allows only 143 bytes.</summary>
    private const int LongestFileName = 255;

    private const string Members = "{ [DropPagesAfterFullRead] public partial int Read(FileStream file); int ReadCore(FileStream file) => 1; }";

    private static readonly string Long = new('N', 200);
    private static readonly string Cyrillic = new('ж', 200);
    private static readonly string Kanji = new('鍵', 200);

    /// <summary>The name of a type, and the start of the file name. The limit is 120 bytes: 120 Latin, 60 Cyrillic or 40 Kanji letters.</summary>
    public static TheoryData<string, string> Types => new()
    {
        { "A", "A.g.cs" },
        { "A<TKey, TValue>", "A{TKey,TValue}.g.cs" },
        { "Ключ<字>", "Ключ{字}.g.cs" },
        { Long, $"{Long[..120]}-" },
        { Cyrillic, $"{Cyrillic[..60]}-" },
        { Kanji, $"{Kanji[..40]}-" },
        { "a" + Cyrillic, $"a{Cyrillic[..59]}-" },
        { $"A<{Kanji}>", $"A{{{Kanji[..39]}-" },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void A_types_file_has_its_name_cut_by_bytes(string type, string start)
    {
        var (name, run) = NameOf($"partial class {type} {Members}");
        Assert.StartsWith(start, name, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, LongestFileName);
        Assert.Equal(name, run.Again(run.Input).WrapperFiles.Single().HintName);
    }

    [Fact]
    public void A_nested_types_file_names_the_types_around_it()
    {
        Assert.Equal("N.A{T}.B{U}.g.cs", NameOf($"namespace N; partial class A<T> {{ partial struct B<U> {Members} }}").Name);

        var deep = NameOf($"namespace {Kanji}; partial class {Cyrillic}<T> {{ partial struct {Long}<U> {Members} }}").Name;
        Assert.StartsWith(Kanji[..40] + "-", deep, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(deep), 1, LongestFileName);
    }

    [Fact]
    public void Long_names_with_the_same_start_get_different_files()
    {
        string[] types = [Kanji, Kanji + "一", Kanji + "<T>", Kanji + "<T, U>", Kanji + "a", Kanji + "A"];
        var names = GeneratorRun.From([.. types.Select(type => $"partial class {type} {Members}")])
            .CompilesWithoutWarnings().WrapperFiles.Select(source => source.HintName).ToList();
        Assert.Equal(types.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    /// <summary>With a hash of 32 bits, about five pairs of 200,000 names would collide. The driver throws if two files have the same name.</summary>
    [Fact]
    public void Many_long_names_get_different_files()
    {
        const int Count = 200_000;
        var names = Enumerable.Range(0, Count).Select(i => HintNames.ForType($"{Long}{i}")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.Equal(Count, names.Count);
    }

    /// <summary>C# 14 allows no surrogate pair in an identifier, but the cut does not rely on that. A pair takes 4 bytes, so the limit of 120 bytes allows 30 pairs.</summary>
    [Theory]
    [InlineData(0, 30)]
    [InlineData(1, 29)]
    [InlineData(2, 29)]
    [InlineData(3, 29)]
    [InlineData(4, 29)]
    public void No_surrogate_pair_is_split(int before, int pairs)
    {
        var name = HintNames.ForType(new string('a', before) + string.Concat(Enumerable.Repeat("𐍈", 100)));
        Assert.StartsWith(new string('a', before) + string.Concat(Enumerable.Repeat("𐍈", pairs)) + "-", name, StringComparison.Ordinal);
        Assert.Equal(name, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)));
    }

    [Fact]
    public void Types_with_the_names_of_fixed_files_get_files_of_their_own() => Assert.Equal(
        4,
        GeneratorRun.From(
                $"partial class Interceptors {Members}",
                $"partial class PolicyMAP {Members}",
                "class C { [DropPagesAfterFullRead] public static int M(FileStream file) => 1; int U(FileStream file) => M(file); }")
            .CompilesWithoutWarnings().Result.GeneratedSources.Select(source => source.HintName).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    private static (string Name, GeneratorRun Run) NameOf(string source)
    {
        var run = GeneratorRun.From(source).CompilesWithoutWarnings();
        return (run.WrapperFiles.Single().HintName, run);
    }
}
