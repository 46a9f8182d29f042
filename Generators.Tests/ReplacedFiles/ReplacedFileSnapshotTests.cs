using Snapshooter.Xunit3;

namespace Generators.Tests.ReplacedFiles;

/// <summary>The methods that replace a file, as a person approved them.</summary>
public sealed class ReplacedFileSnapshotTests
{
    [Fact]
    public void Every_kind_of_method() => Match("""
        namespace KvCache;

        public sealed record Session(byte[] Payload);

        public partial class Sessions
        {
            private readonly string _path = "";

            [ReplacesFile(nameof(path))]
            public static partial void Save(string path, Session session);
            private static void SaveCore(FileStream file, Session session) => file.Write(session.Payload);

            [ReplacesFile(nameof(@class), FailIfExists = true, BufferSize = 65_536)]
            internal partial int Count<T>(T item, string @class) where T : struct;
            private int CountCore<T>(T item, Stream replacement) where T : struct => 1;

            [ReplacesFile(nameof(_path), FollowSymbolicLinks = false, SyncDirectory = false), DropPagesAfterFullWrite(WindowBytes = 65_536, PreserveCached = true)]
            public partial Task SaveAsync(Session session, CancellationToken cancellation = default);
            private async Task SaveCoreAsync(Session session, Stream file, CancellationToken cancellation) => await file.WriteAsync(session.Payload, cancellation);

            [ReplacesFile(nameof(path)), DropPagesAfterFullWrite(KeepPagesVariable = "KEEP", Mode = DropBehindMode.Uncached)]
            public static partial ValueTask<int> WriteAsync(string path);
            private static ValueTask<int> WriteAsyncCore(FileStream file, string path) => new(path.Length);

            [ReplacesFile(nameof(path)), DropPagesAfterFullWrite]
            public static partial void Append(string path);
            private static void AppendCore(FileStream file) { }
        }
        """);

    [Fact]
    public void A_method_without_a_path_or_a_body_throws() => Match("""
        partial class Sessions
        {
            [ReplacesFile("missing")]
            public static partial void Save(string path);
            private static void SaveCore(FileStream file) { }

            [ReplacesFile(nameof(number))]
            public static partial void Count(int number);
            private static void CountCore(FileStream file, int number) { }

            [ReplacesFile(nameof(path))]
            public static partial int Write(string path);
            private static int WriteCore(byte[] bytes) => 1;
        }
        """);

    private static void Match(string source, [System.Runtime.CompilerServices.CallerMemberName] string name = "") =>
        Snapshot.Match(new ReplacedFileRun(source).CompilesWithoutWarnings().Text, "ReplacedFileSnapshotTests." + name);
}
