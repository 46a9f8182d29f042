using Generators.Tests.Infrastructure;

namespace Generators.Tests.Snapshots;

/// <summary>The approved output of the wrappers for the forms of the file, and for most options of a policy.</summary>
public class FileAndOptionTests
{
    [Fact]
    public void The_file_in_all_its_forms() => GeneratorRun.From("""
        namespace Shapes;

        partial class ByParameter
        {
            [DropPagesAfterFullRead] public partial void A(FileStream file);
            [DropPagesAfterFullRead] public partial void B(SafeFileHandle? handle);
            [DropPagesAfterFullRead(WindowBytes = 1_048_576)] public partial void C(Stream? stream);
            [DropPagesAfterFullRead(WindowBytes = 1_048_576)] public partial void D(BufferedStream stream);
            [DropPagesAfterFullRead] public partial void E(BinaryReader reader);
            [DropPagesAfterFullWrite] public partial void F(BinaryWriter writer);
            [DropPagesAfterFullWrite(File = nameof(path))] public partial void G(string path);
            [DropPagesAfterFullWrite(WindowBytes = 1_048_576)] public partial void H(ref FileStream file, in int count);
            [DropPagesAfterFullRead(File = nameof(left))] public partial void I(FileStream left, FileStream right);

            private void ACore(FileStream file) { }
            private void BCore(SafeFileHandle? handle) { }
            private void CCore(Stream? stream) { }
            private void DCore(BufferedStream stream) { }
            private void ECore(BinaryReader reader) { }
            private void FCore(BinaryWriter writer) { }
            private void GCore(string path) { }
            private void HCore(ref FileStream file, in int count) { }
            private void ICore(FileStream left, FileStream right) { }
        }

        partial class ByField
        {
            private readonly FileStream _file = null!;

            [DropPagesAfterFullRead] public partial void Read();
            private void ReadCore() => _file.ReadByte();
        }

        class Base
        {
            protected Stream? File { get; init; }
        }

        partial class ByInheritedProperty : Base
        {
            [DropPagesAfterFullWrite] public partial void Write();
            private void WriteCore() => File!.WriteByte(1);
        }

        partial class ByResult
        {
            [DropPagesAfterFullWrite] public partial FileStream Create();
            [DropPagesAfterFullRead] public static partial Task<Stream> OpenAsync();
            [DropPagesAfterFullRead] public partial BinaryReader? Reader();

            private FileStream CreateCore() => new("x", FileMode.Create);
            private static Task<Stream> OpenCoreAsync() => Task.FromResult<Stream>(File.OpenRead("x"));
            private BinaryReader? ReaderCore() => null;
        }
        """).MatchesSnapshot();

    [Fact]
    public void Options_of_each_attribute() => GeneratorRun.From("""
        partial class Sessions
        {
            private readonly Stream _other = Stream.Null;

            [DropPagesAfterFullRead(
                File = nameof(file), AccessedRangeOnly = true, WindowBytes = 8_388_608, PreserveCached = true, Mode = DropBehindMode.Uncached,
                KeepPagesVariable = "KEEP \"pages\"")]
            public partial void Read(Stream file, Stream other);
            private void ReadCore(Stream file, Stream other) { }

            [DropPagesAfterFullWrite(File = nameof(_other), Durable = true, WindowBytes = 0)]
            public partial void Write(Stream file);
            private void WriteCore(Stream file) => _other.WriteByte(1);

            [HeaderOnly(File = "path", MaxBytes = 8)]
            public partial void Header(string path);
            private void HeaderCore(string path) { }
        }
        """).MatchesSnapshot();

    [Fact]
    public void A_copy_has_a_policy_for_each_of_its_files() => GeneratorRun.From("""
        partial class Copier
        {
            [DropPagesAfterFullRead(File = nameof(source), Mode = DropBehindMode.Uncached, Background = true)]
            [DropPagesAfterFullWrite(File = nameof(destination))]
            public partial long Copy(FileStream source, FileStream destination);
            private long CopyCore(FileStream source, FileStream destination) => source.Length;

            [DropPagesAfterFullWrite(File = nameof(destination))]
            [DropPagesAfterFullRead(File = nameof(source))]
            public partial Task CopyAsync(FileStream source, FileStream destination);
            private Task CopyCoreAsync(FileStream source, FileStream destination) => source.CopyToAsync(destination);

            [DropPagesAfterFullWrite(File = nameof(destination))]
            [DropPagesAfterFullRead(File = nameof(source))]
            public partial Task CopyAsync(FileStream source, FileStream destination, ref int count);
            private Task CopyCoreAsync(FileStream source, FileStream destination, ref int count) => source.CopyToAsync(destination);
        }
        """).MatchesSnapshot();

    [Fact]
    public void A_rewrite_reads_and_writes_one_file() => GeneratorRun.From("""
        static partial class Rewriter
        {
            [DropPagesAfterFullRead, DropPagesAfterFullWrite(WindowBytes = 65_536)]
            public static partial void Sort(FileStream file);
            private static void SortCore(FileStream file) { }

            [DropPagesAfterFullRead, DropPagesAfterFullWrite]
            public static partial Task AppendAsync(FileStream file);
            private static async Task AppendCoreAsync(FileStream file) => await file.WriteAsync(new byte[await file.ReadAsync(new byte[1])]);
        }
        """).MatchesSnapshot();

    [Fact]
    public void Names_of_files() => GeneratorRun.From("""
        namespace Names;

        public class Options { public string? Path { get; set; } public FileInfo? Info; public FileStream? Log; }
        public sealed class PathText { public static implicit operator string(PathText path) => ""; }
        public struct PathValue { public static implicit operator string(PathValue path) => ""; }

        partial class Sessions(FileStream log)
        {
            private Options? _options = new();
            public string Last { get; private set; } = "";

            [DropPagesAfterFullRead(File = "options.Path")] public partial void A(Options options);
            [DropPagesAfterFullWrite(File = "_options.Log")] public partial Task B();
            [DropPagesAfterFullRead(File = nameof(info))] public partial void C(FileInfo info);
            [DropPagesAfterFullRead(File = nameof(path))] public partial void D(PathText path);
            [DropPagesAfterFullRead(File = nameof(path))] public partial void E(PathValue path);
            [DropPagesAfterFullRead] public partial void F<T>(T file) where T : Stream;
            [DropPagesAfterFullWrite] public partial void G();
            [DropPagesAfterFullWrite(File = nameof(Last))] public partial void H();
            [DropPagesAfterFullWrite(File = nameof(Last))] public partial Task I(ReadOnlySpan<byte> key);
            [DropPagesAfterFullRead(File = "_options.Info")] public void J() { }
            [DropPagesAfterFullWrite] public void K(StreamWriter writer) => writer.Write(1);

            private void ACore(Options options) { }
            private Task BCore() => Task.FromResult(_options);
            private void CCore(FileInfo info) { }
            private void DCore(PathText path) { }
            private void ECore(PathValue path) { }
            private void FCore<T>(T file) where T : Stream { }
            private void GCore() => log.WriteByte(1);
            private void HCore() => Last = "b";
            private Task ICore(ReadOnlySpan<byte> key) => Task.CompletedTask;
            private void Use(StreamWriter writer) { J(); K(writer); }
        }
        """).MatchesSnapshot();

    [Fact]
    public void Conditions() => GeneratorRun.From("""
        namespace Conditions;

        partial class Writer
        {
            private static bool Any() => true;
            private bool _isMerge = true;

            [DropPagesAfterFullWrite(When = nameof(_isMerge))] public partial void A(FileStream file);
            [DropPagesAfterFullRead(When = nameof(on)), DropPagesAfterFullWrite(When = nameof(Any))] public partial Task B(FileStream file, bool on);
            [DropPagesAfterFullRead(When = nameof(Any))] public partial Task<FileStream> C(ReadOnlySpan<byte> key, bool applies);
            [DropPagesAfterFullRead(When = nameof(_isMerge))] public int D(FileStream file) => file.ReadByte();

            private void ACore(FileStream file) => file.WriteByte((byte)(_isMerge ? 1 : 0));
            private async Task BCore(FileStream file, bool on) => await file.FlushAsync();
            private Task<FileStream> CCore(ReadOnlySpan<byte> key, bool applies) => Task.FromResult<FileStream>(null!);
            private int Use(FileStream file) => D(file);
        }
        """).MatchesSnapshot();
}
