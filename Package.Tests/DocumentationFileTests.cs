using System.Xml.Linq;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>A generated wrapper must have no documentation comment, because it would replace the user's comment, or add a member to the user's documentation file.</summary>
public sealed class DocumentationFileTests(PackageFixture package)
{
    [Fact]
    public void The_documentation_file_has_the_comments_of_the_user_only()
    {
        var consumer = package.Consumers["Documented"];
        consumer.AssertClean();
        Assert.Contains(
            Directory.EnumerateFiles(Path.Combine(consumer.DirectoryPath, "obj", "generated"), "*.cs", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains("InterceptsLocation(", StringComparison.Ordinal));

        var members = XDocument.Load(consumer.Program("Documented.xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => string.Concat(member.Nodes()).Trim());

        Assert.Equal(
            [
                "M:Documented.Archive.Load(System.IO.FileStream)",
                "M:Documented.Archive.LoadOrdinary(System.IO.FileStream)",
                "M:Documented.Archive.Open(System.String)",
                "M:Documented.Archive.Parts.Header(System.IO.FileStream)",
                "M:Documented.Archive.SaveAsync``1(System.IO.Stream,System.Collections.Generic.IReadOnlyList{``0})",
                "M:Documented.Archive.SaveCoreAsync``1(System.IO.Stream,System.Collections.Generic.IReadOnlyList{``0})",
                "M:Documented.IArchive.Load(System.IO.FileStream)",
                "T:Documented.Archive",
                "T:Documented.Archive.Parts",
                "T:Documented.IArchive",
            ],
            members.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("<inheritdoc />", members["M:Documented.Archive.Load(System.IO.FileStream)"]);
        Assert.Equal("<summary>An archive. Each member has a comment, or deliberately none.</summary>", members["T:Documented.Archive"]);
        Assert.Equal(
            """<summary>Saves the archive asynchronously.</summary><typeparam name="T">The type of the <paramref name="parts" />.</typeparam><seealso cref="M:Documented.Archive.Load(System.IO.FileStream)" />""",
            members["M:Documented.Archive.SaveAsync``1(System.IO.Stream,System.Collections.Generic.IReadOnlyList{``0})"]);
    }
}
