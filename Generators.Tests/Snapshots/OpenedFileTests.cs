using Generators.Tests.Infrastructure;

namespace Generators.Tests.Snapshots;

/// <summary>The approved output of the interceptors of calls that open a file.</summary>
public class OpenedFileTests
{
    [Fact]
    public void A_method_a_constructor_and_a_type() => GeneratorRun.From("""
        namespace Storage;

        public static class Sessions
        {
            [DropPagesAfterFullRead]
            public static byte[] Load(string name)
            {
                using var file = File.OpenRead(name + ".bin");
                var bytes = new byte[file.Length];
                file.ReadExactly(bytes);
                return bytes;
            }

            [DropPagesAfterFullRead, DropPagesAfterFullWrite(Durable = true, WindowBytes = 65_536)]
            public static void Copy(string from, string to)
            {
                File.Copy(from, to);
                new FileInfo(from).CopyTo(to, overwrite: true);
                foreach (var line in File.ReadLines(from))
                {
                    File.AppendAllText(to, line);
                }
            }

            [HeaderOnly(Opened = true)]
            public static int Peek(Stream? other, string name) => (other ?? File.OpenRead(name)).ReadByte();
        }

        public sealed class Log
        {
            private readonly StreamWriter _writer;

            [DropPagesAfterFullWrite]
            public Log(string path) => _writer = File.AppendText(path);

            public void Write(string line) => _writer.WriteLine(line);
        }

        [DropPagesAfterFullWrite(Background = true)]
        public partial class Export<T>
        {
            private readonly FileStream _file = File.Create("export");

            public Task SaveAsync(byte[] bytes) => File.WriteAllBytesAsync("other", bytes);

            private class Nested
            {
                public StreamWriter? Open(FileInfo? info) => info?.CreateText();
            }
        }
        """).MatchesSnapshot();

    [Fact]
    public void A_partial_method_and_two_policies_on_one_method() => GeneratorRun.From("""
        partial class Sessions
        {
            [DropPagesAfterFullRead] public static partial string Load(string name);
            private static string LoadCore(string name) => File.ReadAllText(name + ".txt");

            [DropPagesAfterFullRead, DropPagesAfterFullWrite(Opened = true)] public partial void Save(FileStream source, string name);
            private void SaveCore(FileStream source, string name)
            {
                using var target = File.Open(name, FileMode.Create, FileAccess.Write);
                source.CopyTo(target);
            }
        }
        """).MatchesSnapshot();
}
