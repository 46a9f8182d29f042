using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.MappedFileAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class MappedFileAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] MemoryMappedFile M(string path) => {|IOP202:MemoryMappedFile.CreateFromFile(path)|};", Label = "a result")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] MemoryMappedFile M(string path) { var map = {|IOP202:MemoryMappedFile.CreateFromFile(path)|}; return map; }", Label = "a result from a local")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { _map = {|IOP202:MemoryMappedFile.CreateFromFile(path, FileMode.Open)|}; }", Label = "a field")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { _map = {|IOP202:MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, true)|}; }", Label = "a field and a stream")]
    [InlineData("[DropPagesAfterFullWrite] void M(SafeFileHandle file) { var map = {|IOP202:MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, true)|}; _map = map; }", Label = "a field and a handle")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] public partial MemoryMappedFile {|CS8795:M|}(string path); MemoryMappedFile MCore(string own) => {|IOP202:MemoryMappedFile.CreateFromFile(own)|};", Label = "the body of a partial method")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { var own = file; _map = {|IOP202:MemoryMappedFile.CreateFromFile(own, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, true)|}; }", Label = "a local for the stream")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { var handle = file.SafeFileHandle; var again = handle; _map = {|IOP202:MemoryMappedFile.CreateFromFile(again, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, true)|}; }", Label = "locals for the handle")]
    [InlineData("[HeaderOnly(File = nameof(head)), DropPagesAfterFullRead(File = nameof(path))] void M(string head, string path) { _map = {|IOP202:MemoryMappedFile.CreateFromFile(path)|}; }", Label = "after a header policy for another path")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path)), HeaderOnly(File = nameof(head))] void M(string head, string path) { _map = {|IOP202:MemoryMappedFile.CreateFromFile(path)|}; }", Label = "before a header policy for another path")]
    [InlineData("[DropPagesAfterFullRead(File = \"none\"), DropPagesAfterFullWrite(File = nameof(path))] void M(string path) { _map = {|IOP202:MemoryMappedFile.CreateFromFile(path)|}; }", Label = "after a policy without a file")]
    public Task A_mapping_that_outlives_the_method_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { using var map = MemoryMappedFile.CreateFromFile(path); }", Label = "a using declaration")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { using (var map = MemoryMappedFile.CreateFromFile(path)) { using var view = map.CreateViewAccessor(); } }", Label = "a using statement")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { var map = MemoryMappedFile.CreateFromFile(path); map.Dispose(); }", Label = "a Dispose")]
    [InlineData("[HeaderOnly(File = nameof(path))] MemoryMappedFile M(string path) => MemoryMappedFile.CreateFromFile(path);", Label = "a header")]
    [InlineData("MemoryMappedFile M(string path) => MemoryMappedFile.CreateFromFile(path);", Label = "no policy")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] MemoryMappedFile M(string path, string other) => MemoryMappedFile.CreateFromFile(other);", Label = "another path")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file, string other) { _map = MemoryMappedFile.CreateFromFile(other); }", Label = "another path beside a stream")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] MemoryMappedFile M(string path) => MemoryMappedFile.CreateNew(path, 10);", Label = "a mapping without a file")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] long M(string path) { using var map = MemoryMappedFile.CreateFromFile(path); using var view = map.CreateViewStream(); return view.Length; }", Label = "a view")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { Use(MemoryMappedFile.CreateFromFile(path)); } static void Use(MemoryMappedFile map) => map.Dispose();", Label = "a helper that closes it")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file, FileStream other) { var own = file; own = other; _map = MemoryMappedFile.CreateFromFile(own, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, true); }", Label = "a local that gets another file")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { _map = Map(path); } static MemoryMappedFile Map(string path) => MemoryMappedFile.CreateFromFile(path);", Label = "a helper that maps")]
    public Task Other_mappings_are_not_reported(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        using System.IO.MemoryMappedFiles;

        partial class C
        {
            MemoryMappedFile? _map;
            {{member}}
        }
        """;
}
