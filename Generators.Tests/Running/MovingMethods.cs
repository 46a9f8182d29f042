using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Generators.Tests.Infrastructure;

namespace Generators.Tests.Running;

/// <summary>How the annotated method is declared, which decides its wrapper.</summary>
public enum Declared
{
    Partial,
    Ordinary,
    InExtensionBlock,
}

/// <summary>An annotated method that moves the bytes of one file.</summary>
/// <param name="Declared">How the method is declared.</param>
/// <param name="IsAsync">Whether the method is asynchronous; then each <c>Work.Read</c> and <c>Work.Write</c> of the body is awaited.</param>
/// <param name="FileType">The type of the method's file.</param>
/// <param name="Attributes">The attributes between the brackets.</param>
/// <param name="Body">The statements, which may call <c>Work.Read(file)</c> and <c>Work.Write(file)</c>.</param>
public sealed record MovingMethod(Declared Declared, bool IsAsync, string FileType, string Attributes, string Body);

/// <summary>Annotated methods that are compiled together. A compilation of a hundred methods costs little more than a compilation of one.</summary>
public abstract partial class MovingMethods : IDisposable
{
    private readonly AssemblyLoadContext _context = new("moving", isCollectible: true);
    private readonly Dictionary<MovingMethod, string> _namespaces;
    private readonly Dictionary<string, string> _texts;
    private readonly Assembly _assembly;

    protected MovingMethods(IEnumerable<MovingMethod> methods)
    {
        _namespaces = methods.Distinct().Select((method, index) => (method, index)).ToDictionary(pair => pair.method, pair => $"Case{pair.index}");
        var run = GeneratorRun.From([Work, .. _namespaces.Select(pair => Source(pair.Key, pair.Value))]).CompilesWithoutWarnings();
        _texts = run.WrapperFiles.ToDictionary(source => source.HintName, source => source.SourceText.ToString());
        _assembly = _context.LoadFromStream(new MemoryStream(run.Output.ToBytes()));
    }

    /// <summary>Calls the method with a file.</summary>
    /// <param name="method">One of the compiled methods.</param>
    /// <param name="file">The file.</param>
    /// <param name="bytes">How many bytes <c>Work.Write</c> writes.</param>
    /// <param name="afterBlock">Runs after each block that the body moved.</param>
    /// <returns>The highest number of pages that were cached after a read or a write of the method.</returns>
    internal long Run(MovingMethod method, FileStream file, int bytes = 0, Action? afterBlock = null)
    {
        var work = _assembly.GetType("Work", throwOnError: true)!;
        work.GetField("Bytes")!.SetValue(null, bytes);
        work.GetField("Path")!.SetValue(null, file.Name);
        work.GetField("AfterBlock")!.SetValue(null, afterBlock);
        work.GetField("Peak")!.SetValue(null, 0L);
        _ = _assembly.GetType(_namespaces[method] + ".Entry", throwOnError: true)!.GetMethod("Run")!
            .Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [file], culture: null);
        return (long)work.GetField("Peak")!.GetValue(null)!;
    }

    /// <summary>Counts the drop-behind streams that the wrapper passes to the body.</summary>
    internal int WrappedStreams(MovingMethod method) => method.Declared == Declared.Partial
        ? _texts[_namespaces[method] + ".Entry.g.cs"].Split(".DropBehind(").Length - 1
        : Regex.Count(_texts["Interceptors.g.cs"], $@"global::{_namespaces[method]}\.Entry\.\w+\(scope\d*\.DropBehind\(");

    /// <summary>Gets the policies of the method that have windows: <c>Read</c>, <c>Write</c>.</summary>
    internal IEnumerable<string> WindowedPolicies(MovingMethod method) =>
        Regex.Matches(string.Concat(_texts.Values), $@"DropAfterFull(\w+), ""{_namespaces[method]}\.Entry\.\w+""\)\s*{{[^}}]*WindowBytes =")
            .Select(match => match.Groups[1].Value);

    public void Dispose()
    {
        _context.Unload();
        GC.SuppressFinalize(this);
    }

    private static string Source(MovingMethod method, string name)
    {
        var (type, start, result, end) = method.IsAsync ? ("Task", "async Task", ".GetAwaiter().GetResult()", "Async") : ("void", "void", "", "");
        var body = method.IsAsync ? Calls().Replace(method.Body, "await Work.$1Async(file)") : method.Body;
        var header = method.Declared switch
        {
            Declared.Partial => $"[{method.Attributes}] public static partial {type} Move{end}({method.FileType} file);\n    private static {start} MoveCore{end}({method.FileType} file)",
            Declared.Ordinary => $"[{method.Attributes}] public static {start} Move{end}({method.FileType} file)",
            _ => $"extension({method.FileType} file) {{ [{method.Attributes}] public {start} Move{end}()",
        };
        return $$"""
            namespace {{name}};

            public static partial class Entry
            {
                {{header}}
                {
                    {{body}}
                }
                {{(method.Declared == Declared.InExtensionBlock ? "}" : "")}}

                public static void Run(FileStream file) => {{(method.Declared == Declared.InExtensionBlock ? $"file.Move{end}()" : $"Move{end}(file)")}}{{result}};
            }
            """;
    }

    private const string Work = """
        public static class Work
        {
            public static Action? AfterBlock;
            public static Stream? Kept;
            public static string Path = "";
            public static long Peak;
            public static int Bytes;
            private static readonly byte[] Block = [.. Enumerable.Repeat((byte)1, 1 << 20)];

            public static void Read(Stream file)
            {
                var block = new byte[1 << 20];
                while (file.Read(block) > 0)
                {
                    Look();
                }
            }

            public static async Task ReadAsync(Stream file)
            {
                var block = new byte[1 << 20];
                while (await file.ReadAsync(block) > 0)
                {
                    Look();
                }
            }

            public static void Write(Stream file)
            {
                for (var i = 0; i < Bytes; i += Block.Length)
                {
                    file.Write(Block);
                    Look();
                }
            }

            public static async Task WriteAsync(Stream file)
            {
                for (var i = 0; i < Bytes; i += Block.Length)
                {
                    await file.WriteAsync(Block);
                    Look();
                }
            }

            private static void Look()
            {
                Peak = Math.Max(Peak, PageCache.GetResidency(Path).CachedPages ?? 0);
                AfterBlock?.Invoke();
            }
        }
        """;

    [GeneratedRegex(@"Work\.(Read|Write)\(file\)")]
    private static partial Regex Calls();
}
