using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.LazySequenceAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class LazySequenceAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(BinaryReader file) => {|IOP209:Enumerable.Range(0, 9).Select(_ => file.ReadInt32())|};", Label = "a query by methods")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(Stream file) { var reader = new BinaryReader(file); return {|IOP209:Enumerable.Range(0, 9).Select(_ => reader.ReadInt32()).Where(n => n > 0)|}; }", Label = "a query over a reader of the file")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(Stream file) => {|IOP209:from n in Enumerable.Range(0, 9) select file.ReadByte()|};", Label = "a query expression")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] IEnumerable<string> M(string path) => {|IOP209:File.ReadLines(path).Where(line => line.Length > 0)|};", Label = "a query over the lines of a path")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] IEnumerable<string> M(string path) => {|IOP209:File.ReadLines(path)|};", Label = "the lines of a path")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(Stream file) => {|IOP209:Rows(file)|}; static IEnumerable<int> Rows(Stream file) { yield return file.ReadByte(); }", Label = "an iterator")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(Stream file) => {|IOP209:Rows(file).Skip(1)|}; static IEnumerable<int> Rows(Stream file) { yield return file.ReadByte(); }", Label = "a query over an iterator")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M() => {|IOP209:Rows()|}; IEnumerable<int> Rows() { yield return _file.ReadByte(); } Stream _file = null!;", Label = "an iterator over a field")]
    [InlineData("[DropPagesAfterFullWrite] IEnumerable<int> M(Stream file) { var query = Enumerable.Range(0, 9).Select(n => { file.WriteByte(1); return n; }); return {|IOP209:query|}; }", Label = "a query in a local")]
    [InlineData("[DropPagesAfterFullRead] ParallelQuery<int> M(BinaryReader file) => {|IOP209:Enumerable.Range(0, 9).AsParallel().Select(_ => file.ReadInt32())|};", Label = "a parallel query")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] IEnumerable<string> M(string path) => {|IOP209:File.ReadLines(path, Encoding.UTF8)|};", Label = "the lines of a path with an encoding")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] IAsyncEnumerable<string> M(string path) => {|IOP209:File.ReadLinesAsync(path)|};", Label = "the asynchronous lines of a path")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] IEnumerable<string> M(string path, IEnumerable<string>? known) => {|IOP209:known ?? File.ReadLines(path)|};", Label = "the right of ??")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(BinaryReader file, bool none) => {|IOP209:none ? [] : Enumerable.Range(0, 9).Select(_ => file.ReadInt32())|};", Label = "the other branch of a choice")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(BinaryReader file, bool all) => {|IOP209:all ? Enumerable.Range(0, 9).Select(_ => file.ReadInt32()) : []|};", Label = "one branch of a choice")]
    [InlineData("[DropPagesAfterFullRead] public partial IEnumerable<int> {|CS8795:M|}(BinaryReader file); IEnumerable<int> MCore(BinaryReader file) => {|IOP209:Enumerable.Range(0, 9).Select(_ => file.ReadInt32())|};", Label = "the body of a partial method")]
    public Task A_lazy_sequence_over_the_file_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(BinaryReader file) => Enumerable.Range(0, 9).Select(_ => file.ReadInt32()).ToList();", Label = "ToList")]
    [InlineData("[DropPagesAfterFullRead] int[] M(BinaryReader file) => [.. Enumerable.Range(0, 9).Select(_ => file.ReadInt32())];", Label = "a collection expression")]
    [InlineData("[DropPagesAfterFullRead] int M(BinaryReader file) => Enumerable.Range(0, 9).Select(_ => file.ReadInt32()).Sum();", Label = "an aggregate")]
    [InlineData("[DropPagesAfterFullRead] ILookup<int, int> M(BinaryReader file) => Enumerable.Range(0, 9).ToLookup(_ => file.ReadInt32());", Label = "ToLookup")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(BinaryReader file) { var sum = Enumerable.Range(0, 9).Select(_ => file.ReadInt32()).Sum(); var query = Enumerable.Range(0, 9).Select(n => n + sum); return query; }", Label = "a query without the file beside a query with it")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(BinaryReader file) => Enumerable.Range(0, file.ReadInt32());", Label = "a query whose source alone reads")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(BinaryReader file) { var rows = file.ReadBytes(9); return rows.Select(row => row + 1); }", Label = "a query over bytes that are read already")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(Stream file) => Rows(file).Skip(1); static List<int> Rows(Stream file) => [file.ReadByte()];", Label = "a list")]
    [InlineData("[HeaderOnly] IEnumerable<int> M(BinaryReader file) => Enumerable.Range(0, 9).Select(_ => file.ReadInt32());", Label = "a header")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file))] IEnumerable<int> M(BinaryReader file, BinaryReader other) { file.ReadBytes(99); return Enumerable.Range(0, 9).Select(_ => other.ReadInt32()); }", Label = "a query over another file")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] IEnumerable<string> M(string path) => File.ReadAllLines(path).Where(line => line.Length > 0);", Label = "lines that are read at once")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] IEnumerable<string> M(string path, string other) { File.ReadAllBytes(path); return File.ReadLines(other); }", Label = "the lines of another path")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(BinaryReader file) { Func<IEnumerable<int>> later = () => Enumerable.Range(0, 9).Select(_ => file.ReadInt32()); return later().ToArray(); }", Label = "a lambda that runs in the method")]
    [InlineData("IEnumerable<int> M(BinaryReader file) => Enumerable.Range(0, 9).Select(_ => file.ReadInt32());", Label = "no policy")]
    public Task Other_results_are_not_reported(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        partial class C
        {
            {{member}}
        }
        """;
}
