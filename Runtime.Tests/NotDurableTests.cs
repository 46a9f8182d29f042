using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.IO.Pipes;
using IoPolicy.CompilerServices;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>
/// <c>Durable = true</c> if the runtime has no open file, or a file that cannot be flushed. The method returns without an exception, an event
/// reports each call, and <c>IOPOLICY_VERIFY</c> reports each cause once.
/// </summary>
public sealed class NotDurableTests : IDisposable
{
    private const int Bytes = 1 << 20;

    private readonly ScratchDirectory _directory = new();

    /// <summary>The file of the policy, and the cause in the event; null if the file becomes durable.</summary>
    public static TheoryData<string, string?> Cases => new()
    {
        { "a file that stays open", null },
        { "a file that moved only a header", null },
        { "a path", null },
        { "a handle", null },
        { "a closed file", "closed" },
        { "a file closed under its drop-behind stream", "closed" },
        { "a closed handle", "closed" },
        { "a closed file under a buffer", "closed" },
        { "a removed path", "no-file" },
        { "no file", "no-file" },
        { "a stream over no file", "no-file" },
        { "a directory", "no-file" },
        { "a pipe", "unsupported" },
        { "the handle of a pipe", "unsupported" },
        { "a wrapped stream over no file", "no-file" },
        { "a wrapped stream whose file was closed", "closed" },
        { "a file by offset whose handle was closed", "closed" },
    };

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_call_that_is_not_durable_writes_an_event(string file, string? cause)
    {
        foreach (var asynchronous in (bool[])[false, true])
        {
            var method = Guid.NewGuid().ToString("N");
            using var listener = new Listener(NameOf(file, method));
            Run(file, method, durable: true, asynchronous);
            Run(file, method, durable: true, asynchronous);
            Assert.Equal(cause is null ? [] : [cause, cause], listener.Causes);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Without_the_option_there_is_no_event(string file, string? cause)
    {
        _ = cause;
        var method = Guid.NewGuid().ToString("N");
        using var listener = new Listener(NameOf(file, method));
        Run(file, method, durable: false, asynchronous: false);
        Assert.Empty(listener.Causes);
    }

    /// <summary>A method that throws does not promise durability.</summary>
    [Fact]
    public async Task A_method_that_throws_writes_no_event()
    {
        var method = Guid.NewGuid().ToString("N");
        using var listener = new Listener(method);
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, method) { Durable = true };
        _ = Assert.Throws<FormatException>(() => PolicyRunner.Run(policy, File.Create(_directory.File("file")), f =>
        {
            f.Dispose();
            throw new FormatException();
        }));
        _ = await Assert.ThrowsAsync<FormatException>(() => PolicyRunner.RunAsync(policy, File.Create(_directory.File("file")), async f =>
        {
            await f.DisposeAsync();
            throw new FormatException();
        }));
        Assert.Empty(listener.Causes);
    }

    /// <summary>The switch only keeps pages cached. The method still promises durability.</summary>
    [Fact]
    public void A_policy_that_is_switched_off_writes_the_event_too()
    {
        var method = Guid.NewGuid().ToString("N");
        using var listener = new Listener(method);
        Environment.SetEnvironmentVariable(method, "1");
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, method) { Durable = true, KeepPagesVariable = method };
        PolicyRunner.Run(policy, File.Create(_directory.File("file")), f => f.Dispose());
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var handle = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        policy.Entered(handle).Complete();
        Assert.Equal(["closed", "unsupported"], listener.Causes);
    }

    [Theory]
    [InlineData("a closed file", "the file was closed before the advice could be issued")]
    [InlineData("a removed path", "there was no file: null, a stream over no file, or a path that does not open")]
    [InlineData("a directory", "the path leads to a directory, and the policy needs a file or Recurse = true")]
    [InlineData("a pipe", "this kind of file cannot be flushed to disk")]
    public void The_verification_reports_each_cause_once(string file, string reason)
    {
        var lines = ChildProcess.Run(RunFourTimes, [_directory.Path, file], ("IOPOLICY_VERIFY", "1")).OrThrow().Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Equal($"IoPolicy: Sample.Save returned without making its file durable: {reason}. (Each cause is reported once.)", Assert.Single(lines, line => line.Contains("durable", StringComparison.Ordinal)));
        Assert.StartsWith("IoPolicy: Sample.Save dropped no pages: ", Assert.Single(lines, line => !line.Contains("durable", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_verification_reports_each_cause_by_itself()
    {
        var error = ChildProcess.Run(RunEachCause, [_directory.Path], ("IOPOLICY_VERIFY", "1")).OrThrow().Error;
        Assert.Equal(4, error.Split("returned without making its file durable").Length - 1);
    }

    [Fact]
    public void The_verification_reports_nothing_about_a_durable_file() =>
        Assert.Empty(ChildProcess.Run(RunFourTimes, [_directory.Path, "a file that stays open"], ("IOPOLICY_VERIFY", "1")).OrThrow().Error);

    internal static void RunFourTimes(string[] arguments)
    {
        for (var round = 0; round < 4; round++)
        {
            Run(arguments[0], arguments[1], "Sample.Save", durable: true, asynchronous: round >= 2);
        }
    }

    internal static void RunEachCause(string[] arguments)
    {
        foreach (var file in (string[])["a closed file", "a removed path", "a directory", "a pipe"])
        {
            Run(arguments[0], file, "Sample.Save", durable: true, asynchronous: false);
        }
    }

    /// <summary>A stream or file that the user wraps by hand reports the name of its type instead of a method.</summary>
    private static string NameOf(string file, string method) =>
        file.StartsWith("a wrapped stream", StringComparison.Ordinal) ? nameof(DropBehindStream)
        : file.StartsWith("a file by offset", StringComparison.Ordinal) ? nameof(DropBehindFile)
        : method;

    private void Run(string file, string method, bool durable, bool asynchronous) => Run(_directory.Path, file, method, durable, asynchronous);

    private static void Run(string directory, string file, string method, bool durable, bool asynchronous)
    {
        var path = Path.Combine(directory, "file");
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, method) { Durable = durable };
        var windowed = new PagePolicy(PolicyKind.DropAfterFullWrite, method) { Durable = durable, WindowBytes = 1 << 16 };
        var options = new DropBehindOptions { Durable = durable };
        switch (file)
        {
            case "a file that stays open":
            case "a file that moved only a header":
            case "a closed file":
            case "a file closed under its drop-behind stream":
                {
                    using var stream = File.Create(path);
                    var entered = file == "a file closed under its drop-behind stream" ? windowed : policy;
                    entered.Enter(stream, out var scope);
                    scope.DropBehind(stream)!.Write(new byte[file == "a file that moved only a header" ? 52 : Bytes]);
                    if (file.Contains("closed", StringComparison.Ordinal))
                    {
                        stream.Dispose();
                    }

                    Leave(scope);
                    break;
                }

            case "a closed file under a buffer":
                {
                    var buffer = new BufferedStream(File.Create(path));
                    policy.Enter(buffer, out var scope);
                    buffer.Write(new byte[Bytes]);
                    buffer.Dispose();
                    Leave(scope);
                    break;
                }

            case "a handle":
            case "a closed handle":
                {
                    using var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
                    policy.Enter(handle, out var scope);
                    RandomAccess.Write(handle, new byte[Bytes], 0);
                    if (file == "a closed handle")
                    {
                        handle.Dispose();
                    }

                    Leave(scope);
                    break;
                }

            case "a path":
            case "a removed path":
                {
                    policy.Enter(path, out var scope);
                    File.WriteAllBytes(path, new byte[Bytes]);
                    if (file == "a removed path")
                    {
                        File.Delete(path);
                    }

                    Leave(scope);
                    break;
                }

            case "no file":
                Leave(policy.Entered((FileStream?)null));
                break;
            case "a stream over no file":
                {
                    policy.Enter(new MemoryStream(), out var scope);
                    Leave(scope);
                    break;
                }

            case "a directory":
                Leave(policy.Entered(directory));
                break;
            case "a pipe":
            case "the handle of a pipe":
                {
                    using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
                    using var handle = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
                    using var stream = new FileStream(handle, FileAccess.Write, bufferSize: 0);
                    Leave(file == "a pipe" ? policy.Entered(stream) : policy.Entered(handle));
                    break;
                }

            case "a wrapped stream over no file":
                Complete(new DropBehindStream(new MemoryStream(), options));
                break;
            case "a wrapped stream whose file was closed":
                {
                    var inner = File.Create(path);
                    var stream = new DropBehindStream(inner, options);
                    stream.Write(new byte[Bytes]);
                    inner.Dispose();
                    Complete(stream);
                    break;
                }

            default:
                {
                    var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
                    using var positioned = new DropBehindFile(handle, options);
                    positioned.Write(new byte[Bytes], 0);
                    handle.Dispose();
                    Wait(asynchronous, positioned.Complete, () => positioned.CompleteAsync().AsTask());
                    break;
                }
        }

        void Leave(PolicyScope scope) => Wait(asynchronous, () => scope.Complete(), () => scope.CompleteAsync());

        void Complete(DropBehindStream stream) => Wait(asynchronous, stream.Complete, () => stream.CompleteAsync().AsTask());
    }

    /// <summary>Waits without code of the test on other threads, because this method also runs in a <see cref="ChildProcess"/>.</summary>
    private static void Wait(bool asynchronous, Action complete, Func<Task> completeAsync)
    {
        if (asynchronous)
        {
            completeAsync().GetAwaiter().GetResult();
        }
        else
        {
            complete();
        }
    }

    private sealed class Listener(string method) : EventListener
    {
        private readonly ConcurrentQueue<string> _causes = [];

        internal IEnumerable<string> Causes => _causes;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "IoPolicy")
            {
                EnableEvents(eventSource, EventLevel.Warning);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "NotDurable" && Equals(eventData.Payload![0], method))
            {
                _causes.Enqueue((string)eventData.Payload[1]!);
            }
        }
    }
}
