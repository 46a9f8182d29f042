using Generators.Tests.Infrastructure;

namespace Generators.Tests.Snapshots;

/// <summary>The approved output of the partial-method wrapper.</summary>
public class PartialMethodTests
{
    [Fact]
    public void A_read_and_a_write() => GeneratorRun.From("""
        namespace KvCache;

        public sealed record Session(byte[] Payload);

        public partial class Sessions
        {
            [DropPagesAfterFullRead(KeepPagesVariable = "DS4_KV_KEEP_PAGES", WindowBytes = 4_194_304)]
            public partial Session Load(FileStream file);

            private Session LoadCore(FileStream file)
            {
                var payload = new byte[file.Length];
                file.ReadExactly(payload);
                return new Session(payload);
            }

            [DropPagesAfterFullWrite(Durable = true)]
            public static partial void Save(Session session, Stream file);

            private static void SaveCore(Session session, Stream file) => file.Write(session.Payload);
        }
        """).MatchesSnapshot();

    [Fact]
    public void Every_kind_of_task() => GeneratorRun.From("""
        partial class Sessions
        {
            [DropPagesAfterFullRead]
            internal partial Task ReadAsync(FileStream file, CancellationToken cancellation = default);
            private async Task ReadCoreAsync(FileStream file, CancellationToken cancellation) => await file.CopyToAsync(Stream.Null, cancellation);

            [DropPagesAfterFullRead]
            internal partial Task<int> CountAsync(Stream file);
            private Task<int> CountCoreAsync(Stream file) => Task.FromResult(file.ReadByte());

            [DropPagesAfterFullWrite(WindowBytes = 65_536)]
            internal static partial ValueTask Write(Stream file);
            private static ValueTask WriteCore(Stream file) => file.WriteAsync(new byte[10]);

            [HeaderOnly(MaxBytes = 52)]
            internal partial ValueTask<(int Version, string? Name)> Header(SafeFileHandle file);
            private ValueTask<(int Version, string? Name)> HeaderCore(SafeFileHandle file) => new((1, null));
        }
        """).MatchesSnapshot();

    [Fact]
    public void Task_returning_methods_that_cannot_be_async() => GeneratorRun.From("""
        namespace Shapes;

        partial class Reader
        {
            [DropPagesAfterFullRead]
            public partial Task<int> FindAsync(ReadOnlySpan<byte> key, FileStream file);
            private Task<int> FindCoreAsync(ReadOnlySpan<byte> key, FileStream file) => Task.FromResult(key.Length);

            [DropPagesAfterFullWrite]
            public partial ValueTask CountAsync(in int start, FileStream file, out long position);
            private ValueTask CountCoreAsync(in int start, FileStream file, out long position)
            {
                position = start;
                return default;
            }

            [DropPagesAfterFullRead]
            public static partial Task<FileStream> OpenAsync(string path, ref int count);
            private static Task<FileStream> OpenCoreAsync(string path, ref int count)
            {
                count++;
                return Task.FromResult(File.OpenRead(path));
            }
        }

        /// <summary>An async method of a struct works on a copy of it.</summary>
        partial struct Counter
        {
            public int Reads;

            [DropPagesAfterFullRead]
            public partial Task ReadAsync(FileStream file);
            private Task ReadCoreAsync(FileStream file)
            {
                Reads++;
                return Task.CompletedTask;
            }
        }
        """).MatchesSnapshot();

    [Fact]
    public void Two_files() => GeneratorRun.From("""
        partial class Copier
        {
            [DropPagesAfterFullRead(File = nameof(from))]
            [DropPagesAfterFullWrite(File = nameof(to), WindowBytes = 0)]
            public static partial int Copy(FileStream from, FileStream to);
            private static int CopyCore(FileStream from, FileStream to) => 1;

            [DropPagesAfterFullRead(File = nameof(from))]
            [DropPagesAfterFullWrite(File = nameof(to), WindowBytes = 0)]
            public static partial Task CopyAsync(FileStream from, FileStream to);
            private static async Task CopyCoreAsync(FileStream from, FileStream to) => await from.CopyToAsync(to);

            [DropPagesAfterFullRead(File = nameof(from))]
            [DropPagesAfterFullWrite(File = nameof(to), WindowBytes = 0)]
            public static partial Task<int> FindAsync(ReadOnlySpan<byte> key, FileStream from, FileStream to);
            private static Task<int> FindCoreAsync(ReadOnlySpan<byte> key, FileStream from, FileStream to) => Task.FromResult(key.Length);
        }
        """).MatchesSnapshot();

    [Fact]
    public void Generic_methods_and_types() => GeneratorRun.From("""
        namespace Shapes;

        interface IItem<out T> { T Value { get; } }

        partial class Table<TKey, @record> where TKey : notnull, IComparable<TKey>
        {
            [DropPagesAfterFullRead]
            public partial TItem? Read<TItem, TValue>(FileStream file, TKey key, Dictionary<TKey, List<TItem?>> into)
                where TItem : class, IItem<TValue>, new()
                where TValue : struct, IEquatable<TValue>;

            private TItem? ReadCore<TItem, TValue>(FileStream file, TKey key, Dictionary<TKey, List<TItem?>> into)
                where TItem : class, IItem<TValue>, new()
                where TValue : struct, IEquatable<TValue> => null;

            [DropPagesAfterFullWrite]
            public static partial void Write<T>(FileStream file, scoped ReadOnlySpan<T> items, params T[] more) where T : unmanaged;

            private static void WriteCore<T>(FileStream file, scoped ReadOnlySpan<T> items, T[] more) where T : unmanaged
            {
            }

            [DropPagesAfterFullWrite]
            public static partial Task WriteAll<T, U>(FileStream file, T item, U? other) where T : notnull where U : class?;

            private static Task WriteAllCore<T, U>(FileStream file, T item, U? other) where U : class? => Task.CompletedTask;

            [DropPagesAfterFullWrite]
            public partial void Visit<T>(FileStream file, T visitor) where T : allows ref struct;

            private void VisitCore<T>(FileStream file, T visitor) where T : allows ref struct
            {
            }
        }

        partial interface ISource<in TIn, out TOut>
        {
            [DropPagesAfterFullRead]
            public partial TOut? Read(FileStream file, TIn input);

            private TOut? ReadCore(FileStream file, TIn input) => default;
        }
        """).MatchesSnapshot();

    [Fact]
    public void Types_of_every_kind() => GeneratorRun.From("""
        partial class Outer<T>
        {
            private partial record Inner
            {
                internal readonly partial record struct Innermost(FileStream File)
                {
                    [DropPagesAfterFullRead]
                    public partial void Read();
                    private void ReadCore() => File.ReadByte();
                }

                [DropPagesAfterFullRead]
                private partial void Read(BinaryReader reader);
                private void ReadCore(BinaryReader reader) => reader.ReadByte();
            }

            ref partial struct View
            {
                private FileStream? _file;

                [DropPagesAfterFullRead]
                public readonly partial int Read();
                private readonly int ReadCore() => _file!.ReadByte();

                [DropPagesAfterFullRead]
                public readonly partial Task<int> ReadAsync();
                private readonly Task<int> ReadCoreAsync() => Task.FromResult(_file!.ReadByte());

                public void Use(FileStream file) => _file = file;
            }

            readonly partial struct Value
            {
                [DropPagesAfterFullRead]
                public partial Task<int> ReadAsync(FileStream file);
                private Task<int> ReadCoreAsync(FileStream file) => Task.FromResult(1);
            }
        }

        static partial class Extensions
        {
            [DropPagesAfterFullWrite]
            public static partial void WriteAll(this BinaryWriter writer, ReadOnlySpan<byte> bytes);
            private static void WriteAllCore(this BinaryWriter writer, ReadOnlySpan<byte> bytes) => writer.Write(bytes);
        }
        """).MatchesSnapshot();

    [Fact]
    public void Names_that_would_clash() => GeneratorRun.From("""
        namespace @namespace.@class;

        partial class @event
        {
            public static int Policies;
            private readonly FileStream file = null!;
            public FileStream Handle => file;

            [DropPagesAfterFullRead(File = nameof(@in))]
            public partial int @return(FileStream @in, int scope, string result, int @await);
            private int returnCore(FileStream @in, int scope, string result, int @await) => scope;

            [DropPagesAfterFullRead]
            public static partial Task<int> Equals(FileStream finish, int Finish, Func<int> EqualsCore, in int pending);
            private static Task<int> EqualsCore(FileStream finish, int Finish, Func<int> EqualsCore, in int pending) => Task.FromResult(1);

            [DropPagesAfterFullRead(File = nameof(file))]
            public partial int Read(int file);
            private int ReadCore(int file) => file;

            [DropPagesAfterFullRead]
            public partial int Read(FileStream stream, int Policies2);
            private int ReadCore(FileStream stream, int Policies2) => Policies2;

            public void Use() => Policies++;
        }
        """).MatchesSnapshot();

    [Fact]
    public void Every_modifier() => GeneratorRun.From("""
        namespace Shapes;

        interface IReader<T> where T : IReader<T>
        {
            static abstract T Read(FileStream file);
        }

        abstract partial class Base
        {
            [DropPagesAfterFullRead] public virtual partial T? Read<T>(FileStream file) where T : class;
            [DropPagesAfterFullRead] protected internal virtual unsafe partial byte* Pointer(FileStream file, byte* buffer);
            [DropPagesAfterFullRead] private protected partial ref int Reference(FileStream file, ref int value);
            [DropPagesAfterFullRead] protected partial ref readonly int Readonly(FileStream file, ref readonly int value);
            public abstract void Skip(FileStream file);
            public void Hide(FileStream file) { }

            private T? ReadCore<T>(FileStream file) where T : class => null;
            private unsafe byte* PointerCore(FileStream file, byte* buffer) => buffer;
            private ref int ReferenceCore(FileStream file, ref int value) => ref value;
            private ref readonly int ReadonlyCore(FileStream file, ref readonly int value) => ref value;
        }

        sealed partial class Derived : Base, IReader<Derived>
        {
            [DropPagesAfterFullRead] public sealed override partial T? Read<T>(FileStream file) where T : class;
            [DropPagesAfterFullRead] public override partial void Skip(FileStream file);
            [DropPagesAfterFullRead] public new partial void Hide(FileStream file);
            [DropPagesAfterFullRead] public static partial Derived Read(FileStream file);
            [DropPagesAfterFullRead] partial void Quiet(FileStream file);

            private T? ReadCore<T>(FileStream file) where T : class => null;
            private void SkipCore(FileStream file) => Quiet(file);
            private void HideCore(FileStream file) { }
            private static Derived ReadCore(FileStream file) => new();
            private void QuietCore(FileStream file) { }
        }
        """).MatchesSnapshot();

    [Fact]
    public void Attributes_and_defaults_stay_with_the_declaration() => GeneratorRun.From("""
        #nullable enable
        using System.ComponentModel;
        using System.Diagnostics;
        using System.Diagnostics.CodeAnalysis;
        using System.Runtime.CompilerServices;

        partial class Sessions
        {
            /// <summary>Reads.</summary>
            [DropPagesAfterFullRead, DebuggerStepThrough, Description("read")]
            [return: NotNullIfNotNull(nameof(text))]
            public partial string? Read(
                [DisallowNull] FileStream? file, string? text = "x", [CallerMemberName] string caller = "",
                [CallerArgumentExpression(nameof(file))] string expression = "", DateTime when = default);

            [return: NotNullIfNotNull(nameof(text))]
            private string? ReadCore(FileStream? file, string? text, string caller, string expression, DateTime when) => text;
        }
        """).MatchesSnapshot();

    [Fact]
    public void A_declaration_without_nullable_annotations() => GeneratorRun.From("""
        #nullable disable
        partial class Sessions
        {
            [DropPagesAfterFullRead]
            public partial List<string> Read(FileStream file, string text, object[] values);
            private List<string> ReadCore(FileStream file, string text, object[] values) => null;

            [DropPagesAfterFullRead]
            public partial Task<T> ReadAsync<T>(FileStream file, T text) where T : class;
            private Task<T> ReadCoreAsync<T>(FileStream file, T text) where T : class => null;
        }
        """).MatchesSnapshot();
}
