using Snapshooter.Xunit3;

namespace Generators.Tests.ReplacedFiles;

/// <summary>The generated methods that replace a file, compared with approved code.</summary>
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

            private bool Large() => true;

            [ReplacesFile(nameof(_path)), DropPagesAfterFullWrite(When = nameof(Large), KeepPagesVariable = "KEEP")]
            public partial void Rewrite(Session session);
            private void RewriteCore(FileStream file, Session session) => file.Write(session.Payload);

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

    [Fact]
    public void The_policy_map_lists_replaced_files() => Snapshot.Match(
        new ReplacedFileRun("""
            namespace KvCache;

            public partial class Sessions
            {
                private readonly string _path = "";
                internal string Place => _path;

                [ReplacesFile(nameof(path))]
                public static partial void Save(string path, byte[] state);
                private static void SaveCore(FileStream file, byte[] state) => file.Write(state);

                [DropPagesAfterFullWrite(WindowBytes = 65_536, When = nameof(isLarge)), ReplacesFile(nameof(_path))]
                public partial void Drop(bool isLarge);
                private void DropCore(FileStream file, bool isLarge) { }

                [ReplacesFile(nameof(Place))]
                public partial void Write();
                private void WriteCore(FileStream file) { }

                [ReplacesFile("missing")]
                public partial void Fault();
            }
            """).CompilesWithoutWarnings().PolicyFiles.Single(static file => file.HintName.Contains("Map", StringComparison.Ordinal)).SourceText.ToString().Split("// One policy of one method.")[0],
        "ReplacedFileSnapshotTests.The_policy_map_lists_replaced_files");

    private static void Match(string source, [System.Runtime.CompilerServices.CallerMemberName] string name = "") =>
        Snapshot.Match(new ReplacedFileRun(source).CompilesWithoutWarnings().Text, "ReplacedFileSnapshotTests." + name);
}
