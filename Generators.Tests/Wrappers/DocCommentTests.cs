using System.Xml.Linq;
using Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Generators.Tests.Wrappers;

/// <summary>
/// The documentation file and the IDE show the user's comments, and none of generated code. Therefore generated code has no documentation
/// comments. A comment on an implementing part would replace the comment on the declaration. The compiler would also write comments on
/// interceptors and on the policy map to the file, although no other assembly can use them.
/// </summary>
public class DocCommentTests
{
    private const string Source = """
        namespace KvCache;

        /// <summary>The sessions.</summary>
        public partial class Sessions
        {
            /// <summary>Loads one.</summary>
            /// <param name="file">The open file.</param>
            /// <returns>Its first byte.</returns>
            [DropPagesAfterFullRead]
            public partial int Load(FileStream file);
            private int LoadCore(FileStream file) => file.ReadByte();

            /// <inheritdoc cref="Load"/>
            [DropPagesAfterFullRead]
            public partial Task<T> LoadAsync<T>(FileStream file) where T : new();
            private Task<T> LoadCoreAsync<T>(FileStream file) where T : new() => Task.FromResult(new T());

            /// <summary>Scans one.</summary>
            [HeaderOnly]
            public static int Scan(FileStream file) => file.ReadByte();

            /// <summary>Uses it.</summary>
            public static int Use(FileStream file) => Scan(file);
        }
        """;

    [Fact]
    public void The_documentation_file_has_the_users_comments() => Assert.Equal(
        [
            "T:KvCache.Sessions: The sessions.",
            "M:KvCache.Sessions.Load(System.IO.FileStream): Loads one. The open file. Its first byte.",
            "M:KvCache.Sessions.LoadAsync``1(System.IO.FileStream): ",
            "M:KvCache.Sessions.Scan(System.IO.FileStream): Scans one.",
            "M:KvCache.Sessions.Use(System.IO.FileStream): Uses it.",
        ],
        Members(GeneratorRun.From(Source).CompilesWithoutWarnings().Output));

    [Fact]
    public void The_IDE_shows_the_users_comment_at_a_call()
    {
        var run = GeneratorRun.From(Source);
        var method = Assert.Single(run.Output.GetTypeByMetadataName("KvCache.Sessions")!.GetMembers("Load"));
        Assert.Contains("Loads one.", method.GetDocumentationCommentXml(cancellationToken: TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Roslyn's DocumentationCommentCompiler: "If the partial method implementation has doc comments, we will not emit any doc comments found on the definition".</summary>
    [Fact]
    public void A_comment_on_an_implementing_part_would_take_the_place_of_the_users()
    {
        var member = Assert.Single(Members(GeneratorRun.Compilation(
            """
            public partial class Sessions
            {
                /// <summary>Loads one.</summary>
                public partial int Load(FileStream file);
            }
            """,
            """
            public partial class Sessions
            {
                /// <inheritdoc/>
                public partial int Load(FileStream file) => 1;
            }
            """)));
        Assert.DoesNotContain("Loads one.", member, StringComparison.Ordinal);
    }

    /// <summary>Therefore interceptors have no comments. Each comment would add a member to the user's documentation.</summary>
    [Fact]
    public void A_comment_in_a_file_local_type_gets_into_the_documentation() =>
        Assert.Contains(Members(GeneratorRun.Compilation(
            """
            file static class Interceptors
            {
                /// <summary>Loads one.</summary>
                internal static int Load(FileStream file) => 1;
            }
            """)),
            static member => member.Contains("Interceptors", StringComparison.Ordinal));

    private static List<string> Members(Compilation compilation)
    {
        using var image = new MemoryStream();
        using var documentation = new MemoryStream();
        var result = compilation.Emit(image, xmlDocumentationStream: documentation, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        documentation.Position = 0;
        return
        [
            .. XDocument.Load(documentation).Descendants("member")
                .Select(static member => $"{member.Attribute("name")!.Value}: {string.Join(" ", member.Elements().Select(static element => element.Value.Trim()))}"),
        ];
    }
}
