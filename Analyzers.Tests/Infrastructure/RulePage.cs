using System.Collections.Immutable;
using System.Text.RegularExpressions;
using IoPolicy.Analyzers;
using IoPolicy.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Analyzers.Tests.Infrastructure;

/// <summary>A rule's page, with its examples as code that compiles.</summary>
internal sealed partial record RulePage(string Id, string Text)
{
    /// <summary>The declarations that the examples of the pages leave out, so that the examples are short.</summary>
    private const string Surroundings = """

        namespace Surroundings
        {
            public class Session { public static Session Parse(BinaryReader reader) => new(); }
            public class Header { public static Header Parse(ReadOnlySpan<byte> bytes) => new(); }
            public class Row { public static Row? Next(Stream file) => null; }
            public class Table(Row[] rows) { public int Count => rows.Length; }

            public interface IStore { void Save(Stream file); }

            internal class Sessions
            {
                [DropPagesAfterFullRead] public Session Load(Stream file) { file.CopyTo(Stream.Null); return new(); }
                [DropPagesAfterFullWrite] public Task SaveAsync(Session session, Stream file) => file.WriteAsync(new byte[100], 0, 100);
                public Session Parse(Stream file) => new();
            }

            internal static class Store
            {
                [DropPagesAfterFullRead] public static Session Load(Stream file) { file.CopyTo(Stream.Null); return new(); }
                [DropPagesAfterFullWrite] public static void Save(Session session, Stream file) => file.Write(new byte[100]);
                [DropPagesAfterFullWrite] public static void WriteAndVerify(Session session, Stream file) => file.Write(new byte[100]);
                public static void Verify(Session session) { }
            }

            public class Members
            {
                protected byte[] _payload = [];
                protected byte[] _buffer = [];
            }
        }
        """;

    private const string Usings = """
        using System.IO.MemoryMappedFiles;
        using System.Runtime.InteropServices;
        using Surroundings;
        using static Surroundings.Store;

        """;

    internal static RulePage Of(string id) => new(id, Repository.Read(RuleHelp.PageOf(id)));

    /// <summary>Gets the code under a heading. Each fence is its own source.</summary>
    internal ImmutableArray<string> Examples(string heading) => [.. Fence().Matches(Section(heading)).Select(match => Complete(match.Groups[1].Value))];

    internal string Section(string heading)
    {
        var start = Text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{Id}: no section {heading}");
        var end = Text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return end < 0 ? Text[start..] : Text[start..end];
    }

    /// <summary>Completes an example: a file with attributes of the assembly, the members of a type, or the statements of a method. An elided body throws.</summary>
    private string Complete(string example)
    {
        // Only this rule is about types that another assembly sees. The @ keeps EveryRuleTests, which edits "class Page" by its text,
        // from changing this part.
        var publicPart = Id == "IOP304" ? "public partial class @Page;" : "";
        var code = example.Replace("{ … }", "{ throw null!; }", StringComparison.Ordinal);
        if (code.StartsWith("[assembly:", StringComparison.Ordinal))
        {
            return $"{Usings}\n{code}\npartial class Page : Members;\n{Surroundings}";
        }

        var asMembers = $$"""
            {{Usings}}
            partial class Page : Members
            {
            {{code}}
            }
            {{publicPart}}
            {{Surroundings}}
            """;
        if (!CSharpSyntaxTree.ParseText(asMembers, Source.ParseOptions).GetDiagnostics().Any())
        {
            return asMembers;
        }

        var isAsync = CSharpSyntaxTree.ParseText($"async void M() {{ {code} }}", Source.ParseOptions).GetRoot().DescendantNodes().OfType<AwaitExpressionSyntax>().Any();
        return $$"""
            {{Usings}}
            class Page : Members
            {
                {{(isAsync ? "async Task<object?>" : "object?")}} Example(
                    FileStream file, BinaryReader reader, byte[] payload, byte[][] records, byte[] bytes, long offset, FileStream[] files, Session session, Sessions sessions)
                {
            {{code}}
                    return null;
                }
            }
            {{Surroundings}}
            """;
    }

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
