using System.Reflection;
using IoPolicy;
using IoPolicy.Testing;

namespace Generators.Tests.ReplacedFiles;

/// <summary>Methods with <c>[ReplacesFile]</c>, compiled and run.</summary>
public sealed class ReplacedFileTests : IDisposable
{
    private const string Source = """
        public static partial class Entry
        {
            [ReplacesFile(nameof(path))]
            public static partial void Save(string path, byte[] bytes);
            private static void SaveCore(FileStream file, byte[] bytes) => Write(file, bytes);

            [ReplacesFile(nameof(path), FailIfExists = true)]
            public static partial void Create(string path, byte[] bytes);
            private static void CreateCore(Stream file, byte[] bytes) => Write(file, bytes);

            [ReplacesFile(nameof(path)), DropPagesAfterFullWrite(WindowBytes = 65_536)]
            public static partial void Drop(string path, byte[] bytes);
            private static void DropCore(FileStream file, byte[] bytes) => Write(file, bytes);

            [ReplacesFile(nameof(path)), DropPagesAfterFullWrite(WindowBytes = 0)]
            public static partial void DropAtLast(string path, byte[] bytes);
            private static void DropAtLastCore(FileStream file, byte[] bytes) => Write(file, bytes);

            [ReplacesFile(nameof(path)), DropPagesAfterFullWrite(WindowBytes = 65_536, When = nameof(drops))]
            public static partial void DropIf(string path, byte[] bytes, bool drops);
            private static void DropIfCore(FileStream file, byte[] bytes, bool drops) => Write(file, bytes);

            [ReplacesFile(nameof(path))]
            public static partial Task<int> SaveAsync(byte[] bytes, string path, CancellationToken cancellation);
            private static async Task<int> SaveCoreAsync(byte[] bytes, Stream file, CancellationToken cancellation)
            {
                Write(file, bytes);
                await Task.Yield();
                return bytes.Length;
            }

            [ReplacesFile("place.Path")]
            private static partial void SaveAt(Place? place, byte[] bytes);
            private static void SaveAtCore(FileStream file, Place? place, byte[] bytes) => Write(file, bytes);
            public static void SaveTo(string path, byte[] bytes) => SaveAt(path.Length == 0 ? null : new Place(path), bytes);

            [ReplacesFile("place.Value.Path")]
            private static partial Task SaveAtAsync((string Path, int)? place, byte[] bytes);
            private static async Task SaveAtCoreAsync((string Path, int)? place, FileStream file, byte[] bytes) { await Task.Yield(); Write(file, bytes); }
            public static void SaveToValue(string path, byte[] bytes) => SaveAtAsync(path.Length == 0 ? null : (path, 1), bytes).GetAwaiter().GetResult();

            private sealed record Place(string Path);

            private static void Write(Stream file, byte[] bytes)
            {
                file.Write(bytes);
                if (bytes[0] == 255) throw new InvalidTimeZoneException("the body's own");
            }
        }
        """;

    private static readonly ReplacedFileRun Run = new ReplacedFileRun(Source).CompilesWithoutWarnings();

    private readonly ScratchDirectory _directory = new();

    private string Target => _directory.File("target");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("SaveTo")]
    [InlineData("SaveToValue")]
    public void A_dotted_name_that_leads_through_null_is_an_argument_error(string method) =>
        Assert.ThrowsAny<ArgumentException>(() => Invoke(method, "", new byte[] { 2 }));

    [Theory]
    [InlineData("Save")]
    [InlineData("Drop")]
    [InlineData("DropAtLast")]
    [InlineData("SaveTo")]
    [InlineData("SaveToValue")]
    public void The_body_writes_the_new_file(string method)
    {
        File.WriteAllBytes(Target, [1]);
        _ = Invoke(method, Target, new byte[] { 2, 3 });
        Assert.Equal([2, 3], File.ReadAllBytes(Target));
        AssertAlone();
    }

    [Theory]
    [InlineData("Save")]
    [InlineData("Drop")]
    [InlineData("SaveAsync")]
    public void An_exception_of_the_body_leaves_the_old_file(string method)
    {
        File.WriteAllBytes(Target, [1]);
        byte[] bytes = [255, 3]; // The body throws if the first byte is 255.
        _ = Assert.Throws<InvalidTimeZoneException>(() => method == "SaveAsync" ? Wait(bytes, isCancelled: false) : Invoke(method, Target, bytes));
        Assert.Equal([1], File.ReadAllBytes(Target));
        AssertAlone();
    }

    [Fact]
    public void An_asynchronous_body_returns_its_result_after_the_commit()
    {
        Assert.Equal(2, Wait([2, 3], isCancelled: false));
        Assert.Equal([2, 3], File.ReadAllBytes(Target));
        AssertAlone();
    }

    [Fact]
    public void A_cancellation_after_the_body_leaves_the_old_file()
    {
        File.WriteAllBytes(Target, [1]);
        _ = Assert.ThrowsAny<OperationCanceledException>(() => Wait([2], isCancelled: true));
        Assert.Equal([1], File.ReadAllBytes(Target));
        AssertAlone();
    }

    [Fact]
    public void Options_of_the_attribute_reach_the_replacement()
    {
        _ = Invoke("Create", Target, new byte[] { 2 });
        _ = Assert.Throws<DurableFileException>(() => Invoke("Create", Target, new byte[] { 3 }));
        Assert.Equal([2], File.ReadAllBytes(Target));
        AssertAlone();
    }

    [Theory]
    [InlineData("Save", false)]
    [InlineData("Drop", true)]
    [InlineData("DropAtLast", true)]
    public void The_pages_of_the_new_file_are_dropped_if_requested(string method, bool drops)
    {
        const int Bytes = 1 << 20;
        _ = Invoke(method, Target, new byte[Bytes]);
        var cached = PageCache.GetResidency(Target).CachedPages;
        if (drops)
        {
            Assert.Equal(0, cached);
        }
        else
        {
            KeptPages.AssertAll(Bytes / Environment.SystemPageSize, cached);
        }
    }

    [Fact]
    public void The_policy_generator_only_lists_the_methods()
    {
        var map = Assert.Single(Run.PolicyFiles).SourceText.ToString();
        // Split returns one part more than there are entries: 8 replacements, of which 3 drop pages.
        Assert.Equal(9, map.Split(", \"ReplacesFile\", ").Length);
        Assert.Equal(4, map.Split(", \"DropPagesAfterFullWrite\", ").Length);
        Assert.Contains("when: \"drops\"", map, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_condition_decides_whether_the_pages_are_dropped(bool drops)
    {
        const int Bytes = 1 << 20;
        _ = Invoke("DropIf", Target, new byte[Bytes], drops);
        var cached = PageCache.GetResidency(Target).CachedPages;
        if (drops)
        {
            Assert.Equal(0, cached);
        }
        else
        {
            KeptPages.AssertAll(Bytes / Environment.SystemPageSize, cached);
        }
    }

    private static object? Invoke(string method, params object[] arguments) =>
        Run.Method(method).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private int Wait(byte[] bytes, bool isCancelled) =>
        ((Task<int>)Invoke("SaveAsync", bytes, Target, new CancellationToken(isCancelled))!).GetAwaiter().GetResult();

    private void AssertAlone() => Assert.Equal([Target], Directory.GetFileSystemEntries(_directory.Path));
}
