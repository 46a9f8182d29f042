using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Generators.Tests.Infrastructure;
using IoPolicy;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>The code of docs/where-is-your-file.md compiles without warnings, and leaves no pages. With the policies switched off, all pages stay.</summary>
[Collection(nameof(OneAtATime))]
public sealed partial class WhereIsYourFileTests
{
    private const int Bytes = 256 * 1024;

    /// <summary>A call of the code for each section. It reads or writes 256 KiB of the file at <c>path</c>.</summary>
    private static readonly Dictionary<string, string> Calls = new()
    {
        ["A parameter"] = "using var file = File.OpenRead(path); ParameterSession.Load(file);",
        ["Opened inside the method"] = "OpenedSession.Load(Path.GetDirectoryName(path)!, Path.GetFileName(path));",
        ["Held by a type"] = "using var log = new HeldLog(path); log.Append(new byte[262144]);",
        ["Kept as a handle"] = "using var pool = new SegmentPool(Path.GetDirectoryName(path)!); pool.Write(Path.GetFileName(path), new byte[262144], 0);",
        ["In an object"] = "ObjectSession.Save(new SaveOptions { Path = path }, new byte[262144]);",
        ["Returned"] = "using var file = ReturnedSession.Open(path); file.CopyTo(Stream.Null);",
        ["Wrapped by your own stream"] = "using var file = new CountingStream(File.OpenRead(path)); WrappedSession.Load(file);",
        ["Given by its path"] = "PathSession.Load(path);",
        ["In a directory"] = "DirectorySession.Save(Path.GetDirectoryName(path)!, [1], new byte[262144]);",
        ["Used by another library"] = "using (var file = File.Create(path)) { file.Write(System.Text.Encoding.ASCII.GetBytes(\"<a>\" + new string('x', 262144 - 7) + \"</a>\")); file.Flush(true); } LibrarySession.Load(path);",
        ["Used by native code"] = "NativeSession.Save(path, new byte[262144]);",
    };

    private static readonly Dictionary<string, string> Sections = Section()
        .Matches(File.ReadAllText(Repository.PathOf("docs/where-is-your-file.md")))
        .ToDictionary(static match => match.Groups[1].Value, static match => match.Groups[2].Value);

    public static TheoryData<string> Names => [.. Sections.Keys];

    [Fact]
    public void Each_section_with_code_has_a_call() => Assert.Equal(Calls.Keys.Order(), Sections.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void The_code_of_a_section_leaves_no_pages(string section)
    {
        using var directory = new ScratchDirectory();
        var context = new AssemblyLoadContext("page", isCollectible: true);
        try
        {
            var run = GeneratorRun.From(Sections[section], $"public static class Entry {{ public static void Run(string path) {{ {Calls[section]} }} }}").CompilesWithoutWarnings();
            var entry = context.LoadFromStream(new MemoryStream(run.Output.ToBytes())).GetType("Entry", throwOnError: true)!;
            var sample = SampleFile.Create(directory.File("state"), Bytes);
            entry.GetMethod("Run")!.Invoke(null, [sample.Path]);
            Assert.Equal(0, sample.CachedPages);

            PageCache.KeepPages = true;
            entry.GetMethod("Run")!.Invoke(null, [sample.Path]);
            KeptPages.AssertAll(sample.Pages, sample.CachedPages);
        }
        finally
        {
            PageCache.KeepPages = false;
            context.Unload();
        }
    }

    [GeneratedRegex("""^## ([^\n]+)\n(?:(?!^## ).)*?^```csharp\n(.*?)^```$""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();
}
