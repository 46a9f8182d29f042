namespace Generators.Tests.Running;

/// <summary>Writes the source of an <see cref="OpenedCase"/>: the annotated code, and an entry that runs it.</summary>
internal static class OpenedCaseSource
{
    /// <summary>Code that creates the documents and archives that the rows read. It has no policy, and leaves clean pages in the cache.</summary>
    public const string Files = """
        using System.IO.Compression;

        namespace Lab;

        public static class Files
        {
            public static void Xml(string path) => Save(path, System.Text.Encoding.ASCII.GetBytes("<a>" + new string('x', Work.Bytes) + "</a>"));

            public static void Zip(string path) => Save(path, ZipBytes());

            public static ZipArchive Zip() => new(new MemoryStream(ZipBytes()));

            /// <summary>Creates a directory with one file, for an archive at the path, which must not exist.</summary>
            public static string Directory(string path)
            {
                File.Delete(path);
                var directory = System.IO.Directory.CreateDirectory(path + ".in").FullName;
                File.WriteAllBytes(Path.Combine(directory, "file"), new byte[Work.Bytes]);
                return directory;
            }

            private static byte[] ZipBytes()
            {
                var bytes = new MemoryStream();
                using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
                using (var entry = zip.CreateEntry("file", CompressionLevel.NoCompression).Open())
                {
                    entry.Write(new byte[Work.Bytes]);
                }

                return bytes.ToArray();
            }

            private static void Save(string path, byte[] bytes)
            {
                using var file = File.Create(path);
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
        }
        """;

    public static string For(OpenedCase row)
    {
        var attribute = row.Opener.Work == Work.Read ? "DropPagesAfterFullRead" : "DropPagesAfterFullWrite";
        var (code, call) = Shape(row.Shape, $"[{attribute}]", $"{{ {row.Opener.Code} }}");
        return $$"""
            using System.IO.Compression;
            using static System.IO.File;

            namespace {{row.Name}};

            {{code.Replace("[Opened]", $"[{attribute}(Opened = true)]", StringComparison.Ordinal)}}

            public static class Entry
            {
                public static async Task<int> Run(string path)
                {
                    await Task.CompletedTask;
                    return {{call}};
                }
            }
            """;
    }

    private static (string Code, string Call) Shape(OpenedShape shape, string policy, string body) => shape switch
    {
        OpenedShape.Method => ($"public static class Owner {{ {policy} public static int Work(string path) {body} }}", "Owner.Work(path)"),
        OpenedShape.Partial => ($"public static partial class Owner {{ {policy} public static partial int Work(string path); private static int WorkCore(string path) {body} }}", "Owner.Work(path)"),
        OpenedShape.OpenedOption => ($"public static class Owner {{ [Opened] public static int Work(string path, FileStream? other) {body} }}", "Owner.Work(path, null)"),
        OpenedShape.Constructor => ($"public class Owner {{ public int Result; private FileStream? _other; {policy} public Owner(string path) {{ _other = null; Result = Work(); int Work() {body} }} public bool HasOther => _other is not null; }}", "new Owner(path).Result"),
        OpenedShape.StaticConstructor => ($"public static class Place<T> {{ public static string Path = \"\"; }} public class Owner {{ public static Func<string, int> Work; {policy} static Owner() {{ Work = static path => {body}; }} }}", "Owner.Work(path)"),
        OpenedShape.Type => ($"{policy} public static class Owner {{ public static int Work(string path) {body} }}", "Owner.Work(path)"),
        OpenedShape.TypeInTwoParts => ($"{policy} public static partial class Owner; public static partial class Owner {{ public static int Work(string path) {body} }}", "Owner.Work(path)"),
        OpenedShape.NestedType => ($"{policy} public static class Outer {{ public static class Owner {{ public static int Work(string path) {body} }} }}", "Outer.Owner.Work(path)"),
        OpenedShape.Struct => ($"{policy} public struct Owner {{ public int Work(string path) {body} }}", "new Owner().Work(path)"),
        OpenedShape.InterfaceDefault => ($"{policy} public interface IOwner {{ public int Work(string path) {body} }} public class Owner : IOwner;", "((IOwner)new Owner()).Work(path)"),
        OpenedShape.FieldInitializer => ($"{policy} public class Owner {{ private readonly Func<string, int> _work = path => {body}; public int Work(string path) => _work(path); }}", "new Owner().Work(path)"),
        OpenedShape.Lambda => ($"public class Owner {{ {policy} public int Work(string path) {{ Func<int> work = () => {body}; return work(); }} }}", "new Owner().Work(path)"),
        OpenedShape.LocalFunction => ($"public class Owner {{ {policy} public int Work(string path) {{ return Outer(); int Outer() {{ return Inner(path); static int Inner(string path) {body} }} }} }}", "new Owner().Work(path)"),
        OpenedShape.Iterator => ($"public class Owner {{ {policy} public IEnumerable<int> Work(string path) {{ yield return 1; yield return Work(); int Work() {body} }} }}", "new Owner().Work(path).Last()"),
        OpenedShape.Getter => ($"public class Owner(string path) {{ public int Work {{ {policy} get {body} }} }}", "new Owner(path).Work"),
        OpenedShape.Operator => ($"public class Owner {{ {policy} public static int operator +(Owner owner, string path) {body} }}", "new Owner() + path"),
        OpenedShape.ExplicitImplementation => ($"public interface IOwner {{ int Work(string path); }} public class Owner : IOwner {{ {policy} int IOwner.Work(string path) {body} }}", "((IOwner)new Owner()).Work(path)"),
        OpenedShape.Generic => ($"public class Owner<T> where T : class {{ {policy} public int Work<TItem>(string path, TItem item) {body} }}", "new Owner<string>().Work(path, 1)"),
        OpenedShape.AsyncMethod => ($"public class Owner {{ {policy} public async Task<int> Work(string path) {body} }}", "await new Owner().Work(path)"),
        OpenedShape.AsyncPartial => ($"public partial class Owner {{ {policy} public partial Task<int> WorkAsync(string path); private async Task<int> WorkCoreAsync(string path) {body} }}", "await new Owner().WorkAsync(path)"),
        OpenedShape.AsyncLambda => ($"public class Owner {{ {policy} public Task<int> Work(string path) {{ Func<Task<int>> work = async () => {body}; return work(); }} }}", "await new Owner().Work(path)"),
        _ => ($"public class Owner {{ {policy} public async void Work(string path, TaskCompletionSource<int> done) {{ done.SetResult(await Work()); async Task<int> Work() {body} }} public Task<int> Run(string path) {{ var done = new TaskCompletionSource<int>(); Work(path, done); return done.Task; }} }}", "await new Owner().Run(path)"),
    };
}
