using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// A child process that another thread starts inherits no descriptor, because the runtime opens each descriptor with O_CLOEXEC. The
/// flag does not change the behavior of the parent, so these tests look for the flag itself.
/// </summary>
public sealed class InheritedDescriptorTests : IDisposable
{
    private const int Bytes = 256 << 10;

    private static readonly string[] Ways =
        ["path", "path in windows", "directory", "handle in the background", "preserved", "stream", "by offset", "small files", "durable", "durable with backup", "residency"];

    private readonly ScratchDirectory _directory = new();

    public static TheoryData<string> AllWays => [.. Ways];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(AllWays))]
    public void Each_file_is_opened_with_O_CLOEXEC(string way)
    {
        Strace.Require();
        _ = SampleFile.Create(_directory.File("sample"), Bytes);
        var (result, calls) = Strace.Run(ChildProcess.Start(Use, [_directory.Path, way]), "openat");
        _ = result.OrThrow();
        var opened = calls.Select(call => call.Arguments).Where(IsOurs).ToArray();
        Assert.NotEmpty(opened);
        Assert.All(opened, arguments => Assert.Contains("O_CLOEXEC", arguments, StringComparison.Ordinal));
    }

    internal static void Use(string[] arguments)
    {
        var (sample, fresh) = (Path.Combine(arguments[0], "sample"), Path.Combine(arguments[0], "fresh"));
        switch (arguments[1])
        {
            case "path":
                Under(Policy(), sample, () => File.WriteAllBytes(sample, new byte[Bytes]));
                break;
            case "path in windows":
                Under(Policy(windowBytes: 64 << 10), sample, () => File.WriteAllBytes(sample, new byte[Bytes]));
                break;
            case "directory":
                Under(new(PolicyKind.DropAfterFullWrite, nameof(InheritedDescriptorTests)) { Recurse = true }, arguments[0], () => File.WriteAllBytes(fresh, new byte[Bytes]));
                break;
            case "handle in the background":
                using (var handle = File.OpenHandle(sample))
                {
                    _ = PageCache.Background.Drop(handle);
                    PageCache.Background.FlushAsync().GetAwaiter().GetResult();
                }

                break;
            case "preserved":
                Under(new(PolicyKind.DropAfterFullRead, nameof(InheritedDescriptorTests)) { PreserveCached = true }, sample, () => File.ReadAllBytes(sample));
                break;
            case "stream":
                using (var stream = File.Create(fresh).DropBehind(new() { WindowBytes = 64 << 10 }))
                {
                    stream.Write(new byte[Bytes]);
                }

                break;
            case "by offset":
                using (var file = new DropBehindFile(File.OpenHandle(fresh, FileMode.Create, FileAccess.ReadWrite), new() { WindowBytes = 64 << 10 }))
                {
                    file.Write(new byte[Bytes], 0);
                }

                break;
            case "small files":
                var series = Policy();
                for (var number = 0; number < 100; number++)
                {
                    Under(series, $"{fresh}-{number}", () => File.WriteAllBytes($"{fresh}-{number}", new byte[4096]));
                }

                PageCache.Background.FlushAsync().GetAwaiter().GetResult();
                break;
            case "durable":
                DurableFile.Replace(sample, static stream => stream.Write(new byte[Bytes]));
                _ = DurableFile.RemoveAbandoned(arguments[0]);
                break;
            case "durable with backup":
                DurableFile.Replace(sample, static stream => stream.Write(new byte[Bytes]), new() { BackupPath = fresh });
                break;
            default:
                _ = PageCache.GetResidency(sample);
                break;
        }
    }

    private bool IsOurs(string arguments) =>
        arguments.Contains(_directory.Path, StringComparison.Ordinal) || arguments.Contains("\"/proc/self/fd/", StringComparison.Ordinal);

    private static PagePolicy Policy(int windowBytes = 0) => new(PolicyKind.DropAfterFullWrite, nameof(InheritedDescriptorTests)) { WindowBytes = windowBytes };

    private static void Under(PagePolicy policy, string path, Action body)
    {
        policy.Enter(path, out var scope);
        body();
        scope.Complete();
        scope.Dispose();
    }
}
