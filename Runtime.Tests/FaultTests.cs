using System.Globalization;
using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// Real faults at every ordinal of each call of a save under a policy: the file is complete, or the caller has an
/// exception; where the kernel says that data is at risk, the caller has one.
/// </summary>
public sealed class FaultTests : IDisposable
{
    private const int Window = 64 << 10;
    private const int Bytes = (2 * Window) + 100;

    private readonly ScratchFolder _folder = new();

    public static TheoryData<string, string, string> Faults
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var error in (string[])["EIO", "ENOSPC", "EPERM", "EINTR", "EBADF", "ESPIPE", "ENOSYS"])
            {
                data.Add("windowed", "sync_file_range", error);
                data.Add("windowed", "fadvise64", error);
                data.Add("durable", "fdatasync", error);
            }

            data.Add("windowed", "pwrite64", "EIO");
            data.Add("plain", "pwrite64", "ENOSPC");
            data.Add("plain", "sync_file_range", "EIO");
            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_save_is_complete_or_the_caller_has_an_exception(string policy, string call, string error)
    {
        Strace.Require();
        var ordinals = Ordinals(policy, call);
        Assert.NotEmpty(ordinals);
        for (var ordinal = 1; ordinal <= ordinals.Length; ordinal++)
        {
            var path = _folder.File($"{call}-{ordinal}");
            var (result, _) = Strace.Run(ChildProcess.Start(Save, [path, policy]), call, $"{call}:error={error}:when={ordinal}");
            var answer = result.OrThrow().Output.Trim();
            var what = $"{call} #{ordinal} {error}: {answer}";
            Assert.True(answer is "saved" or "IOException", what);
            if (answer == "saved")
            {
                Assert.True(Payload().AsSpan().SequenceEqual(File.ReadAllBytes(path)), what);
            }

            var told = call switch
            {
                "fadvise64" => false,
                "pwrite64" => true,
                "sync_file_range" when !ordinals[ordinal - 1].Arguments.Contains("WAIT", StringComparison.Ordinal) => false,
                _ => error is "EIO" or "ENOSPC" or "EPERM",
            };
            Assert.True(told == (answer != "saved"), what);
        }
    }

    internal static void Save(string[] arguments)
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(FaultTests))
        {
            WindowBytes = arguments[1] == "windowed" ? Window : 0,
            Durable = arguments[1] == "durable",
        };
        try
        {
            using var file = new FileStream(arguments[0], FileMode.Create, FileAccess.Write, FileShare.Read, 0);
            Body.Run(policy, file, f => f.Write(Payload()));
            Console.WriteLine("saved");
        }
        catch (IOException e)
        {
            Console.WriteLine(e.GetType().Name);
        }
    }

    private static byte[] Payload()
    {
        var bytes = new byte[Bytes];
        new Random(3).NextBytes(bytes);
        return bytes;
    }

    /// <summary>The file's own calls of a kind; strace counts those of one thread, and a synchronous save has no other.</summary>
    private SystemCall[] Ordinals(string policy, string call)
    {
        var path = _folder.File("probe");
        var (result, calls) = Strace.Run(ChildProcess.Start(Save, [path, policy]), call);
        Assert.Equal("saved", result.OrThrow().Output.Trim());
        var own = calls.Where(c => c.Arguments.Contains(path, StringComparison.Ordinal)).ToArray();
        var before = calls.TakeWhile(c => !c.Arguments.Contains(path, StringComparison.Ordinal)).Count(c => own.Length > 0 && c.Thread == own[0].Thread);
        Assert.True(before == 0, before.ToString(CultureInfo.InvariantCulture) + " calls of the kind come before the file's own.");
        return own;
    }
}
