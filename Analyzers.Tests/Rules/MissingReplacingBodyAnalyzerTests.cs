using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.MissingReplacingBodyAnalyzer, IoPolicy.CodeFixes.MissingReplacingBodyCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP011 on methods with <c>[ReplacesFile]</c> and their bodies.</summary>
public sealed class MissingReplacingBodyAnalyzerTests
{
    [Theory]
    [InlineData("a path", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path, int a);", "[ReplacesFile(nameof(path))] static partial void Save(string path, int a);\n\n    private static void SaveCore(FileStream file, int a)\n    {\n        throw new NotImplementedException();\n    }")]
    [InlineData("names that are keywords", "[{|IOP011:ReplacesFile(nameof(@class))|}] static partial void Save(string @class, int @new);", "[ReplacesFile(nameof(@class))] static partial void Save(string @class, int @new);\n\n    private static void SaveCore(FileStream file, int @new)\n    {\n        throw new NotImplementedException();\n    }")]
    public Task The_fix_adds_the_body(string label, string code, string fixedCode) => Check.Fixes(MissingReplacedPathAnalyzerTests.InClass(label, code), MissingReplacedPathAnalyzerTests.InClass(label, fixedCode));

    [Theory]
    [InlineData("no stream", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path); static void SaveCore(string path) { }")]
    public Task There_is_no_fix_if_a_method_has_the_name_of_the_body(string label, string code) => Check.Fixes(MissingReplacedPathAnalyzerTests.InClass(label, code), MissingReplacedPathAnalyzerTests.InClass(label, code));

    [Theory]
    [InlineData("no body", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path);")]
    [InlineData("not partial", "[{|IOP011:ReplacesFile(nameof(path))|}] static void Save(string path) => File.WriteAllText(path, \"\");")]
    [InlineData("implemented", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path); static partial void Save(string path) { }")]
    [InlineData("no stream", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path); static void SaveCore(string path) { }")]
    [InlineData("another stream", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path); static void SaveCore(MemoryStream file) { }")]
    [InlineData("a stream by reference", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path); static void SaveCore(ref FileStream file) { }")]
    [InlineData("a writer", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path); static void SaveCore(StreamWriter file) { }")]
    [InlineData("another result", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path); static int SaveCore(FileStream file) => 1;")]
    [InlineData("another parameter", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path, int a); static void SaveCore(FileStream file, long a) { }")]
    [InlineData("a parameter by value for one by reference", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path, ref int a); static void SaveCore(FileStream file, int a) { }")]
    [InlineData("one parameter too few", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path, int a); static void SaveCore(FileStream file) { }")]
    [InlineData("not static", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path); void SaveCore(FileStream file) { }")]
    [InlineData("another name", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path); static void SaveBody(FileStream file) { }")]
    [InlineData("async void", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save(string path); static async void SaveCore(FileStream file) => await Task.Yield();")]
    [InlineData("an accessor", "static string Place { [{|IOP011:ReplacesFile(\"Place\")|}] get => \"\"; }")]
    [InlineData("a generic method whose body is for one type", "[{|IOP011:ReplacesFile(nameof(path))|}] static partial void Save<T>(string path, T item); static void SaveCore(FileStream file, int item) { }")]
    public Task A_missing_or_wrong_body_is_reported(string label, string code) => Check.Reports(MissingReplacedPathAnalyzerTests.InClass(label, code));

    [Theory]
    [InlineData("[{|IOP011:ReplacesFile(nameof(path))|}] public static partial IEnumerable<int> {|CS8795:Save|}(string path); static IEnumerable<int> SaveCore(FileStream file) { yield return 1; }", Label = "an iterator")]
    [InlineData("[{|IOP011:ReplacesFile(nameof(path))|}] public static partial IAsyncEnumerable<int> {|CS8795:Save|}(string path); static IAsyncEnumerable<int> SaveCore(FileStream file) => null!;", Label = "an asynchronous sequence")]
    [InlineData("[{|IOP011:ReplacesFile(nameof(path))|}] public partial ref int {|CS8795:Save|}(string path, ref int x); ref int SaveCore(FileStream file, ref int x) => ref x;", Label = "a result by reference")]
    [InlineData("[{|IOP011:ReplacesFile(nameof(path))|}] public static partial Task {|CS8795:SaveAsync|}(string path, ref int x); static Task SaveCoreAsync(FileStream file, ref int x) => Task.CompletedTask;", Label = "a task and a ref parameter")]
    [InlineData("[{|IOP011:ReplacesFile(nameof(path))|}] public static partial Task {|CS8795:SaveAsync|}(string path); static async Task SaveCoreAsync(string path) => await Task.Yield();", Label = "a task whose body has no stream")]
    public Task An_unsupported_result_or_signature_is_reported(string code) => Check.Reports(MissingReplacedPathAnalyzerTests.InClass("result", code));

    [Theory]
    [InlineData("a FileStream", "[ReplacesFile(nameof(path))] static partial void Save(string path); static void SaveCore(FileStream file) { }")]
    [InlineData("a Stream", "[ReplacesFile(nameof(path))] static partial void Save(string path); static void SaveCore(Stream file) { }")]
    [InlineData("with the path", "[ReplacesFile(nameof(path))] static partial void Save(string path); static void SaveCore(FileStream file, string path) { }")]
    [InlineData("the stream last", "[ReplacesFile(nameof(path))] static partial void Save(string path, int a); static void SaveCore(int a, Stream file) { }")]
    [InlineData("the path between", "[ReplacesFile(nameof(path))] static partial void Save(int a, string path, int b); static void SaveCore(int a, Stream file, int b) { }")]
    [InlineData("a source stream too", "[ReplacesFile(nameof(path))] static partial void Save(string path, Stream source); static void SaveCore(Stream file, Stream source) { }")]
    [InlineData("an instance method", "[ReplacesFile(nameof(path))] partial void Save(string path); void SaveCore(Stream file) { }")]
    [InlineData("a generic method", "[ReplacesFile(nameof(path))] static partial void Save<T>(string path, List<T> items); static void SaveCore<T>(Stream file, List<T> items) { }")]
    [InlineData("an overload", "[ReplacesFile(nameof(path))] static partial void Save(string path); static void SaveCore(int number) { } static void SaveCore(Stream file) { }")]
    [InlineData("a member as path", "static readonly string Place = \"\"; [ReplacesFile(nameof(Place))] static partial void Save(int a); static void SaveCore(Stream file, int a) { }")]
    [InlineData("a name without a path, which IOP010 reports", "[ReplacesFile(\"missing\")] static partial void Save(string path); static void SaveCore(FileStream file) { }")]
    [InlineData("no attribute", "static partial void Save(string path);")]
    public Task A_body_with_a_stream_or_no_attribute_is_not_reported(string label, string code) => Check.Reports(MissingReplacedPathAnalyzerTests.InClass(label, code));

    [Theory]
    [InlineData("public static partial Task {|CS8795:SaveAsync|}(string path); static async Task SaveCoreAsync(FileStream file) => await Task.Yield();", Label = "a task, with Core before Async")]
    [InlineData("public static partial Task {|CS8795:SaveAsync|}(string path); static async Task SaveAsyncCore(FileStream file) => await Task.Yield();", Label = "a task, with Core after Async")]
    [InlineData("public static partial ValueTask<int> {|CS8795:SaveAsync|}(string path, CancellationToken stop); static ValueTask<int> SaveCoreAsync(Stream file, CancellationToken stop) => new(1);", Label = "a ValueTask and a cancellation")]
    [InlineData("public static partial IEnumerable<int> {|CS8795:Save|}(string path); static IEnumerable<int> SaveCore(FileStream file) => [1];", Label = "a sequence that is no iterator")]
    public Task A_task_or_a_sequence_that_is_no_iterator_is_not_reported(string code) => Check.Reports(MissingReplacedPathAnalyzerTests.InClass("result", "[ReplacesFile(nameof(path))] " + code));

    [Theory]
    [InlineData("static partial void Save(string path);", "it has no body. Write 'SaveCore' with a FileStream parameter in place of 'path'.")]
    [InlineData("static void Save(string path) { }", "the method is not partial. Make 'Save' partial, and move its code to 'SaveCore' with a FileStream parameter in place of 'path'.")]
    [InlineData("static partial void Save(string path); static void SaveCore(string path) { }", "'SaveCore' has no stream parameter. Give 'SaveCore' a FileStream parameter in place of 'path'.")]
    [InlineData("static partial void Save(string path); static partial void Save(string path) { }", "the partial method has a body of its own. Rename the body to 'SaveCore', and give it a FileStream parameter in place of 'path'.")]
    [InlineData("static partial void Save(string path, int a); static void SaveCore(FileStream file, long a) { }", "'SaveCore' has another signature. Give 'SaveCore' a FileStream parameter in place of 'path', and otherwise the parameters, type parameters, result and static modifier of 'Save'.")]
    [InlineData("public partial ref int {|CS8795:Save|}(string path, ref int x); ref int SaveCore(FileStream file, ref int x) => ref x;", "it returns a reference. Return a value.")]
    [InlineData("public static partial Task {|CS8795:Save|}(string path, ref int x); static Task SaveCore(FileStream file, ref int x) => Task.CompletedTask;", "it returns a task, and an async method cannot have a parameter by reference, or be in a mutable struct. Pass the parameters by value, in a class.")]
    [InlineData("public static partial IAsyncEnumerable<int> {|CS8795:Save|}(string path); static IAsyncEnumerable<int> SaveCore(FileStream file) => null!;", "its work is not complete when it returns, and its result is no task. Return a Task or ValueTask.")]
    [InlineData("public static partial IEnumerable<int> {|CS8795:Save|}(string path); static IEnumerable<int> SaveCore(FileStream file) { yield return 1; }", "an iterator runs when its sequence is read, after the file is in place. Return a list or an array.")]
    [InlineData("static partial void Save(string path); static async void SaveCore(FileStream file) => await Task.Yield();", "the completion of an async void method is unknown. Return a Task.")]
    [InlineData("public static unsafe partial Task {|CS8795:Save|}(string path, byte* p); static unsafe Task SaveCore(FileStream file, byte* p) => Task.CompletedTask;", "its pointers need an unsafe context, which generated code cannot have here. Use Memory<byte> instead of pointers.")]
    public Task The_message_names_the_expected_body(string code, string message) => Check.Reports(
        MissingReplacedPathAnalyzerTests.InClass("message", "[{|#0:ReplacesFile(nameof(path))|}] " + code),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP011", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage("[ReplacesFile] on 'Save' cannot replace the file because " + message));
}
