using Generators.Tests.Infrastructure;

namespace Generators.Tests.Snapshots;

/// <summary>The approved output of the interceptor wrapper.</summary>
public class InterceptedCallTests
{
    [Fact]
    public void A_read_and_a_write() => GeneratorRun.From("""
        namespace KvCache;

        public sealed record Session(byte[] Payload);

        public class Sessions
        {
            [DropPagesAfterFullRead(KeepPagesVariable = "DS4_KV_KEEP_PAGES", WindowBytes = 4_194_304)]
            public Session Load(FileStream file)
            {
                var payload = new byte[file.Length];
                file.ReadExactly(payload);
                return new Session(payload);
            }

            [DropPagesAfterFullWrite(Durable = true)]
            public static void Save(Session session, Stream file) => file.Write(session.Payload);

            public void Copy(FileStream from, FileStream to, Sessions? other)
            {
                Save(Load(from), to);
                Sessions.Save(other?.Load(from) ?? this.Load(from), to);
            }
        }
        """).MatchesSnapshot();

    [Fact]
    public void Every_kind_of_task() => GeneratorRun.From("""
        namespace Shapes;

        struct Reader
        {
            [DropPagesAfterFullRead]
            public async Task ReadAsync(FileStream file, CancellationToken cancellation = default) => await file.CopyToAsync(Stream.Null, cancellation);

            [DropPagesAfterFullRead]
            public readonly Task<int> CountAsync(Stream file) => Task.FromResult(file.ReadByte());

            [DropPagesAfterFullWrite(WindowBytes = 65_536)]
            public static ValueTask Write(Stream file) => file.WriteAsync(new byte[10]);

            [HeaderOnly(MaxBytes = 52)]
            public static ValueTask<(int Version, string? Name)> Header(SafeFileHandle file, in int size) => new((1, null));
        }

        static class Program
        {
            static async Task Use(FileStream file)
            {
                var reader = new Reader();
                await reader.ReadAsync(file);
                var count = await reader.CountAsync(file) + await new Reader().CountAsync(file);
                await Reader.Write(file);
                var (version, name) = await Reader.Header(file.SafeFileHandle, count);
            }
        }
        """).MatchesSnapshot();

    [Fact]
    public void Generic_extension_and_reference_shapes() => GeneratorRun.From("""
        namespace Shapes;

        class Table<TKey> where TKey : notnull
        {
            public class Rows<T> where T : class?
            {
                [DropPagesAfterFullRead]
                public TItem? Read<TItem>(FileStream file, TKey key, T row, params int[] columns) where TItem : struct, IComparable<TItem> => null;
            }

            [DropPagesAfterFullRead]
            public static ref TKey Reference(FileStream file, ref TKey key, ref readonly int index, out int count)
            {
                count = index;
                return ref key;
            }
        }

        static class Extensions
        {
            [DropPagesAfterFullWrite]
            public static void WriteAll(this BinaryWriter writer, ReadOnlySpan<byte> bytes) => writer.Write(bytes);

            [DropPagesAfterFullRead]
            public static ReadOnlySpan<char> Fill(this Stream stream, scoped Span<byte> buffer, params ReadOnlySpan<int> sizes) => default;

            [DropPagesAfterFullRead]
            public static unsafe byte* Pointer(FileStream file, byte* buffer) => buffer;
        }

        class Program
        {
            static unsafe void Use(FileStream file, BinaryWriter writer, byte* bytes)
            {
                var number = new Table<string>.Rows<object?>().Read<int>(file, "key", null, 1, 2, 3);
                number = new Table<string>.Rows<string>().Read<int>(file, "key", "row");
                var (key, index) = ("x", 1);
                Table<string>.Reference(file, ref key, in index, out var count) = "y";
                writer.WriteAll([1, 2]);
                Extensions.WriteAll(writer, [1, 2]);
                Span<byte> buffer = stackalloc byte[10];
                var text = file.Fill(buffer, 1, 2);
                bytes = Extensions.Pointer(file, bytes);
            }
        }
        """).MatchesSnapshot();

    [Fact]
    public void Private_members_are_reached_by_accessors() => GeneratorRun.From("""
        namespace Shapes;

        class Sessions<TKey>(FileStream file) where TKey : class
        {
            private readonly FileStream _file = file;
            private static SafeFileHandle Shared { get; } = null!;
            protected virtual FileStream File => _file;
            public FileStream Opened { private get; set; } = file;
            public static FileStream? Last { private get; set; }

            [DropPagesAfterFullRead(File = nameof(_file))]
            public int Read() => _file.ReadByte();

            [DropPagesAfterFullRead(File = nameof(Opened))]
            public int ReadOpened() => Opened.ReadByte();

            [DropPagesAfterFullRead(File = nameof(Last))]
            public static int ReadLast() => Last!.ReadByte();

            [DropPagesAfterFullRead(File = nameof(file))]
            private T? Hidden<T>(FileStream file, TKey key) where T : struct => null;

            [DropPagesAfterFullRead(File = nameof(Shared))]
            private static ref int Static(ref int value) => ref value;

            public void Use(TKey key)
            {
                var value = Read() + ReadOpened() + ReadLast();
                Hidden<int>(_file, key);
                Static(ref value) = 3;
            }
        }

        struct Value
        {
            private FileStream _file;
            public int Reads;

            public Value(FileStream file) => _file = file;

            [DropPagesAfterFullRead]
            private void Read()
            {
                Reads++;
                _file.ReadByte();
            }

            public void Use() => Read();
        }
        """).MatchesSnapshot();

    [Fact]
    public void Members_of_extension_blocks() => GeneratorRun.From("""
        namespace Shapes;

        static class Extensions
        {
            extension(FileStream file)
            {
                [DropPagesAfterFullRead] public int Drain(int limit) => limit;

                [DropPagesAfterFullRead(File = nameof(path))] public static int Open(string path) => 1;
            }

            extension<T>(List<T> items) where T : struct
            {
                [DropPagesAfterFullWrite(WindowBytes = 65_536)] public async Task SaveTo<TKey>(Stream stream, TKey key) => await Task.Yield();
            }
        }

        class Program
        {
            static async Task Use(FileStream file, List<int> items)
            {
                var count = file.Drain(1) + Extensions.Drain(file, 2) + FileStream.Open("x");
                await items.SaveTo(file, "key");
            }
        }
        """).MatchesSnapshot();

    [Fact]
    public void Interface_and_virtual_calls_get_the_policy_of_the_named_method() => GeneratorRun.From("""
        namespace Shapes;

        interface IReader
        {
            [DropPagesAfterFullRead] void Read(FileStream file);
        }

        class Reader : IReader
        {
            public virtual void Read(FileStream file) => file.ReadByte();
        }

        class Derived : Reader
        {
            [DropPagesAfterFullRead] public override void Read(FileStream file) => file.ReadByte();
        }

        class Program
        {
            static void Use(IReader reader, Reader other, Derived derived, FileStream file)
            {
                reader.Read(file);
                other.Read(file);
                derived.Read(file);
            }
        }
        """).MatchesSnapshot();
}
