using System.Reflection;
using CsCheck;
using Generators.Tests.Infrastructure;

namespace Generators.Tests.Running;

/// <summary>
/// Compares the drop-behind stream that a wrapper with automatic windows passes to the body with the user's own stream. Random sequences of
/// operations have the same results, exceptions, positions and lengths on both, and leave the same bytes in the file.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class WrappedStreamTests : GeneratedCodeTests
{
    private const int Length = (4 << 20) + 70_000;

    private static readonly byte[] Content = RandomBytes();

    /// <summary>Operations with sizes near zero, near the 4 KiB of the file's own buffer, and near the 4 MiB of the test's file.</summary>
    private static readonly Gen<(string Kind, int Argument)> Step = Gen.OneOf(
        Gen.Select(
            OneOf("Read", "ReadSpan", "ReadAsync", "ReadMemory", "ReadExactly", "ReadAtLeast", "Write", "WriteSpan", "WriteAsync", "WriteMemory"),
            Gen.OneOf(Gen.Int[0, 300], Gen.Int[4000, 70_000], Gen.Int[4 << 20, (4 << 20) + 100])),
        Gen.Select(
            OneOf("Position", "SeekBegin", "SeekCurrent", "SeekEnd", "SetLength"),
            Gen.OneOf(Gen.Int[-200, 200], Gen.Int[0, Length + 9000])),
        Gen.Select(
            OneOf("ReadByte", "WriteByte", "Flush", "FlushAsync", "CopyTo", "CopyToAsync", "ReadCanceled", "WriteCanceled", "CopyCanceled", "ReadBeyondTheBuffer", "LengthOnDisk"),
            Gen.Const(0)));

    private static Gen<string> OneOf(params string[] kinds) => Gen.Int[0, kinds.Length - 1].Select(index => kinds[index]);

    private readonly Type _entry;

    public WrappedStreamTests()
    {
        var run = GeneratorRun.From(Source).CompilesWithoutWarnings();

        // Otherwise the test would compare the user's own stream with itself.
        Assert.Equal(4, run.Text().Split(".DropBehind(file)").Length - 1);
        _entry = Load(run.Output.ToBytes()).GetType("Entry", throwOnError: true)!;
    }

    [Theory]
    [InlineData("OnFile", FileAccess.ReadWrite, 4096, false)]
    [InlineData("OnFile", FileAccess.ReadWrite, 0, true)]
    [InlineData("OnFile", FileAccess.Read, 4096, false)]
    [InlineData("OnStream", FileAccess.ReadWrite, 4096, true)]
    [InlineData("OnStream", FileAccess.Write, 4096, false)]
    [InlineData("OnFileAsync", FileAccess.ReadWrite, 4096, true)]
    [InlineData("OnStreamAsync", FileAccess.ReadWrite, 0, false)]
    public void The_wrapped_stream_behaves_like_the_users_own(string method, FileAccess access, int buffer, bool isAsync) =>
        Step.Array[1, 20].Sample(
            steps =>
            {
                var wrapped = After(method, steps, access, buffer, isAsync);
                var plain = After("Plain", steps, access, buffer, isAsync);
                Assert.Equal(plain.Log, wrapped.Log);
                Assert.True(plain.Bytes.AsSpan().SequenceEqual(wrapped.Bytes), "the file's bytes differ");
            },
            iter: 25,
            threads: 1,
            print: static steps => string.Join(" ", steps));

    [Fact]
    public void A_wrapped_stream_under_a_buffer_behaves_like_the_users_own() => Step.Array[1, 15].Sample(
        steps =>
        {
            var wrapped = After("OnStream", steps, FileAccess.ReadWrite, 4096, isAsync: false, buffered: true);
            var plain = After("Plain", steps, FileAccess.ReadWrite, 4096, isAsync: false, buffered: true);
            Assert.Equal(plain.Log, wrapped.Log);
            Assert.True(plain.Bytes.AsSpan().SequenceEqual(wrapped.Bytes), "the file's bytes differ");
        },
        iter: 25,
        threads: 1,
        print: static steps => string.Join(" ", steps));

    private (List<string> Log, byte[] Bytes) After(
        string method, (string, int)[] steps, FileAccess access, int buffer, bool isAsync, bool buffered = false)
    {
        var path = Scratch.File("file");
        File.WriteAllBytes(path, Content);
        var log = new List<string>();
        using (var file = new FileStream(path, FileMode.Open, access, FileShare.ReadWrite, buffer, isAsync))
        using (Stream? outer = buffered ? new BufferedStream(file, 2000) : null)
        {
            var returned = _entry.GetMethod(method)!.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [outer ?? file, path, steps, log], culture: null);
            (returned as Task)?.GetAwaiter().GetResult();

            log.Add($"at the end {(outer ?? file).Position} of {(outer ?? file).Length}");
        }

        return (log, File.ReadAllBytes(path));
    }

    private static byte[] RandomBytes()
    {
        var bytes = new byte[Length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private const string Source = """
        public static partial class Entry
        {
            [DropPagesAfterFullWrite]
            public static partial void OnFile(FileStream file, string path, (string Kind, int Argument)[] steps, List<string> log);

            private static void OnFileCore(FileStream file, string path, (string Kind, int Argument)[] steps, List<string> log) => Plain(file, path, steps, log);

            [DropPagesAfterFullWrite]
            public static partial void OnStream(Stream file, string path, (string Kind, int Argument)[] steps, List<string> log);

            private static void OnStreamCore(Stream file, string path, (string Kind, int Argument)[] steps, List<string> log) => Plain(file, path, steps, log);

            [DropPagesAfterFullWrite]
            public static partial Task OnFileAsync(FileStream file, string path, (string Kind, int Argument)[] steps, List<string> log);

            private static async Task OnFileCoreAsync(FileStream file, string path, (string Kind, int Argument)[] steps, List<string> log)
            {
                await Task.Yield();
                Plain(file, path, steps, log);
            }

            [DropPagesAfterFullWrite]
            public static partial Task OnStreamAsync(Stream file, string path, (string Kind, int Argument)[] steps, List<string> log);

            private static async Task OnStreamCoreAsync(Stream file, string path, (string Kind, int Argument)[] steps, List<string> log)
            {
                await Task.Yield();
                Plain(file, path, steps, log);
            }

            public static void Plain(Stream file, string path, (string Kind, int Argument)[] steps, List<string> log)
            {
                foreach (var (kind, argument) in steps)
                {
                    string result;
                    try
                    {
                        result = Run(file, path, kind, argument);
                    }
                    catch (Exception e)
                    {
                        result = $"{e.GetType()} {(e as ArgumentException)?.ParamName}";
                    }

                    log.Add($"{kind} {argument}: {result}, then at {file.Position} of {file.Length}");
                }
            }

            private static string Run(Stream file, string path, string kind, int argument)
            {
                var buffer = kind is "Position" or "SetLength" || kind.StartsWith("Seek", StringComparison.Ordinal) ? [] : new byte[argument + 2];
                var canceled = new CancellationToken(canceled: true);
                Pattern.AsSpan(0, buffer.Length).CopyTo(buffer);

                switch (kind)
                {
                    case "Read": return Text(file.Read(buffer, 1, argument), buffer);
                    case "ReadSpan": return Text(file.Read(buffer.AsSpan(0, argument)), buffer);
                    case "ReadAsync": return Text(file.ReadAsync(buffer, 1, argument).GetAwaiter().GetResult(), buffer);
                    case "ReadMemory": return Text(file.ReadAsync(buffer.AsMemory(0, argument)).AsTask().GetAwaiter().GetResult(), buffer);
                    case "ReadExactly": file.ReadExactly(buffer, 0, argument); return Text(0, buffer);
                    case "ReadAtLeast": return Text(file.ReadAtLeast(buffer, argument / 2, throwOnEndOfStream: false), buffer);
                    case "Write": file.Write(buffer, 1, argument); return "";
                    case "WriteSpan": file.Write(buffer.AsSpan(0, argument)); return "";
                    case "WriteAsync": file.WriteAsync(buffer, 1, argument).GetAwaiter().GetResult(); return "";
                    case "WriteMemory": file.WriteAsync(buffer.AsMemory(0, argument)).AsTask().GetAwaiter().GetResult(); return "";
                    case "Position": file.Position = argument; return "";
                    case "SeekBegin": return file.Seek(argument, SeekOrigin.Begin).ToString();
                    case "SeekCurrent": return file.Seek(argument, SeekOrigin.Current).ToString();
                    case "SeekEnd": return file.Seek(argument - 100, SeekOrigin.End).ToString();
                    case "SetLength": file.SetLength(argument); return "";
                    case "ReadByte": return file.ReadByte().ToString();
                    case "WriteByte": file.WriteByte(9); return "";
                    case "Flush": file.Flush(); return "";
                    case "FlushAsync": file.FlushAsync().GetAwaiter().GetResult(); return "";
                    case "ReadCanceled": return Text(file.ReadAsync(buffer.AsMemory(), canceled).AsTask().GetAwaiter().GetResult(), buffer);
                    case "WriteCanceled": file.WriteAsync(buffer.AsMemory(), canceled).AsTask().GetAwaiter().GetResult(); return "";
                    case "ReadBeyondTheBuffer": return file.Read(buffer, 1, 5).ToString();
                    case "LengthOnDisk": return new FileInfo(path).Length.ToString();
                    default:
                        var copy = new MemoryStream();
                        switch (kind)
                        {
                            case "CopyTo": file.CopyTo(copy, 5000); break;
                            case "CopyToAsync": file.CopyToAsync(copy).GetAwaiter().GetResult(); break;
                            default: file.CopyToAsync(copy, 5000, canceled).GetAwaiter().GetResult(); break;
                        }

                        return Text((int)copy.Length, copy.ToArray());
                }
            }

            private static string Text(int result, byte[] buffer) =>
                $"{result} #{Convert.ToHexString(System.Security.Cryptography.SHA1.HashData(buffer))}";

            private static readonly byte[] Pattern = [.. Enumerable.Range(0, 5 << 20).Select(i => (byte)(i * 7))];
        }
        """;
}
