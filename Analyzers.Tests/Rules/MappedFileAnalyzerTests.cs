using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.MappedFileAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class MappedFileAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] MemoryMappedFile M(string path) => {|IOP202:MemoryMappedFile.CreateFromFile(path)|};")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] MemoryMappedFile M(string path) { var map = {|IOP202:MemoryMappedFile.CreateFromFile(path)|}; return map; }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { _map = {|IOP202:MemoryMappedFile.CreateFromFile(path, FileMode.Open)|}; }")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { _map = {|IOP202:MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, true)|}; }")]
    [InlineData("[DropPagesAfterFullWrite] void M(SafeFileHandle file) { var map = {|IOP202:MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, true)|}; _map = map; }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] public partial MemoryMappedFile {|CS8795:M|}(string path); MemoryMappedFile MCore(string own) => {|IOP202:MemoryMappedFile.CreateFromFile(own)|};")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { var own = file; _map = {|IOP202:MemoryMappedFile.CreateFromFile(own, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, true)|}; }")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { var handle = file.SafeFileHandle; var again = handle; _map = {|IOP202:MemoryMappedFile.CreateFromFile(again, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, true)|}; }")]
    public Task A_mapping_that_outlives_the_method_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { using var map = MemoryMappedFile.CreateFromFile(path); }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { using (var map = MemoryMappedFile.CreateFromFile(path)) { using var view = map.CreateViewAccessor(); } }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { var map = MemoryMappedFile.CreateFromFile(path); map.Dispose(); }")]
    [InlineData("[HeaderOnly(File = nameof(path))] MemoryMappedFile M(string path) => MemoryMappedFile.CreateFromFile(path);")]
    [InlineData("MemoryMappedFile M(string path) => MemoryMappedFile.CreateFromFile(path);")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] MemoryMappedFile M(string path, string other) => MemoryMappedFile.CreateFromFile(other);")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file, string other) { _map = MemoryMappedFile.CreateFromFile(other); }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] MemoryMappedFile M(string path) => MemoryMappedFile.CreateNew(path, 10);")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] long M(string path) { using var map = MemoryMappedFile.CreateFromFile(path); using var view = map.CreateViewStream(); return view.Length; }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { Use(MemoryMappedFile.CreateFromFile(path)); } static void Use(MemoryMappedFile map) => map.Dispose();")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file, FileStream other) { var own = file; own = other; _map = MemoryMappedFile.CreateFromFile(own, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, true); }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { _map = Map(path); } static MemoryMappedFile Map(string path) => MemoryMappedFile.CreateFromFile(path);")]
    public Task Other_mappings_are_not(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        using System.IO.MemoryMappedFiles;

        partial class C
        {
            MemoryMappedFile? _map;
            {{member}}
        }
        """;
}
