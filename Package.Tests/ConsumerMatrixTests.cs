using System.Text.Json;
using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>Builds different consumers (projects that use the nupkg): one behind a library, one with a second generator, and one for an old framework.</summary>
public sealed class ConsumerMatrixTests(PackageFixture package) : IDisposable
{
    private const int Bytes = 4 << 20;
    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public void A_call_is_intercepted_if_only_the_library_references_the_package()
    {
        var program = package.Consumers["Layered"].Program("App", projectDirectory: "App");
        var path = SampleFile.Create(_scratch.File("archive"), Bytes).Path;
        CheckPages(program, path);
    }

    [Fact]
    public void Another_generator_extends_the_same_type_and_intercepts_beside_it()
    {
        // If the package overwrote InterceptorsNamespaces, the other interceptor would be an error (CS9137).
        var consumer = package.Consumers["TwoGenerators"];
        var program = consumer.Program("TwoGenerators");
        var generated = Path.Combine(consumer.DirectoryPath, "generated");
        var intercepting = Directory.EnumerateFiles(generated, "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("InterceptsLocation(", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(generated, file).Split(Path.DirectorySeparatorChar)[0])
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["IoPolicy.Generators", "Microsoft.Extensions.Configuration.Binder.SourceGeneration"], intercepting);

        var path = _scratch.File("manifest");
        using (var file = new FileStream(path, FileMode.Create))
        {
            JsonSerializer.Serialize(file, new { Names = Enumerable.Range(0, 100_000).Select(i => $"name-{i}") });
            file.Flush(flushToDisk: true); // POSIX_FADV_DONTNEED leaves dirty pages.
        }

        CheckPages(program, path, "partial", path);
        CheckPages(program, path, "intercepted", path);
    }

    [Fact]
    public void A_target_that_cannot_use_netstandard2_0_fails_with_NU1202()
    {
        Assert.True(Restore("net461").Succeeded); // The oldest .NET Framework that can use netstandard2.0.
        foreach (var framework in (string[])["net46", "net45"])
        {
            var refused = Restore(framework);
            Assert.False(refused.Succeeded);
            Assert.Contains("error NU1202", refused.Output, StringComparison.Ordinal);
            Assert.Contains(framework, refused.Output, StringComparison.Ordinal);
        }

        ProgramResult Restore(string framework) => DotNet.Run(
            package.CopyConsumer("OneSource"),
            ["restore", "Library", $"-p:TargetFrameworks={framework}", "-p:DisableImplicitFrameworkReferences=true", "-p:AutomaticallyUseReferenceAssemblyPackages=false"]);
    }

    public void Dispose() => _scratch.Dispose();

    private static void CheckPages(string program, string path, params string[] arguments)
    {
        string[] all = arguments is [] ? [path] : arguments;
        var pages = (new FileInfo(path).Length + Environment.SystemPageSize - 1) / Environment.SystemPageSize;
        ConsumerRun.AssertKept(pages, ConsumerRun.CountPages(program, keepPages: true, all));
        Assert.Equal((0, pages), ConsumerRun.CountPages(program, keepPages: false, all));
    }
}
