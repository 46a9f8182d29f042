using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>Publishes the Serializer consumer as a native and as a trimmed program. The linker must report no warning, and the policies must drop the pages.</summary>
public sealed partial class PublishedConsumerTests(PackageFixture package) : IDisposable
{
    private const int Bytes = 4 << 20;
    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public void A_native_program_builds_without_a_warning_and_drops_pages()
    {
        if (!Tools.IsThere("clang") && Tools.MissingGcc() is { } missing)
        {
            Assert.Skip("No linker for a native program is available: " + missing);
        }

        CheckProgram(Publish("-p:PublishAot=true", "-p:NativeDebugSymbols=false"), isNative: true);
    }

    [Fact]
    public void A_trimmed_program_builds_without_a_warning_and_drops_pages() =>
        CheckProgram(Publish("-p:PublishTrimmed=true", "--self-contained"), isNative: false);

    public void Dispose() => _scratch.Dispose();

    private string Publish(params IEnumerable<string> options)
    {
        var directory = package.CopyConsumer("Serializer", machineSources: true);
        string[] all = ["-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-p:NuGetAudit=false", "-p:TrimmerSingleWarn=false", .. options];
        var published = DotNet.Run(directory, ["publish", "-o", "out", .. all]);

        // The linker and the .NET runtime of the program are packages, which come from the machine's sources.
        Assert.SkipWhen(
            !published.Succeeded && UnavailablePackage().IsMatch(published.Output),
            $"A package of the SDK is not available here: {UnavailablePackage().Match(published.Output).Value.Trim()}");
        Assert.DoesNotMatch("warning|IL[23][0-9]{3}", published.OrThrow().Output);
        return Path.Combine(directory, "out");
    }

    private void CheckProgram(string directory, bool isNative)
    {
        var program = Path.Combine(directory, "Serializer");
        Assert.Equal(isNative, !File.Exists(Path.Combine(directory, "Serializer.dll")));
        foreach (var wrapper in (string[])["partial", "intercepted", "handle"])
        {
            var path = SampleFile.Create(_scratch.File(wrapper), Bytes).Path;
            var pages = Bytes / Environment.SystemPageSize;
            ConsumerRun.AssertKept(pages, ConsumerRun.CountPages(program, keepPages: true, "load-" + wrapper, path));
            Assert.Equal((0, pages), ConsumerRun.CountPages(program, keepPages: false, "load-" + wrapper, path));
        }

        foreach (var shape in FileShapes.All)
        {
            var path = FileShapes.CreateFile(_scratch, shape, Bytes);
            var (kept, pages) = ConsumerRun.CountPages(program, keepPages: true, "shape-" + shape, path);
            KeptPages.AssertAll(pages, kept);
            var (cached, counted) = ConsumerRun.CountPages(program, keepPages: false, "shape-" + shape, path);
            Assert.Equal((shape, 0, pages), (shape, cached, counted));
        }
    }

    // NU1101: no source has it. NU1102: not in this version. NU1301: the source does not answer.
    [GeneratedRegex(".*error NU1(101|102|301).*(ILCompiler|ILLink|NETCore.App|service index).*")]
    private static partial Regex UnavailablePackage();
}
