using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.EscapeAnalysis;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.EscapeAnalysis;

public sealed class DotNetStreamsTests
{
    /// <summary>The types of values that cannot hold a stream, in the form of parameters.</summary>
    [Theory]
    [InlineData("int", true)]
    [InlineData("bool", true)]
    [InlineData("char", true)]
    [InlineData("double", true)]
    [InlineData("decimal", true)]
    [InlineData("string", true)]
    [InlineData("DateTime", true)]
    [InlineData("FileMode", true)]
    [InlineData("byte[]", true)]
    [InlineData("string[][]", true)]
    [InlineData("Stream[]", false)]
    [InlineData("int?", true)]
    [InlineData("Task", true)]
    [InlineData("Task<int>", true)]
    [InlineData("ValueTask<string>", true)]
    [InlineData("Task<Stream>", false)]
    [InlineData("ValueTask<Stream>", false)]
    [InlineData("Span<byte>", true)]
    [InlineData("ReadOnlySpan<char>", true)]
    [InlineData("Memory<byte>", true)]
    [InlineData("ReadOnlyMemory<byte>", true)]
    [InlineData("Memory<Stream>", false)]
    [InlineData("(int, string)", true)]
    [InlineData("(int, Stream)", false)]
    [InlineData("Encoding", true)]
    [InlineData("Guid", true)]
    [InlineData("Half", true)]
    [InlineData("Int128", true)]
    [InlineData("UInt128", true)]
    [InlineData("TimeSpan", true)]
    [InlineData("DateTimeOffset", true)]
    [InlineData("Own.Guid", false)]
    [InlineData("Own.Task<int>", false)]
    [InlineData("Own.Kind", true)]
    [InlineData("object", false)]
    [InlineData("dynamic", false)]
    [InlineData("nint", false)]
    [InlineData("List<int>", false)]
    [InlineData("Stream", false)]
    [InlineData("Action", false)]
    public void Content_cannot_hold_a_stream(string type, bool isContent) => Assert.Equal(isContent, DotNetStreams.IsContent(TypeOf(type)));

    [Theory]
    [InlineData("Task", true)]
    [InlineData("Task<int>", true)]
    [InlineData("ValueTask", true)]
    [InlineData("ValueTask<int>", true)]
    [InlineData("System.Runtime.CompilerServices.ConfiguredTaskAwaitable", true)]
    [InlineData("System.Runtime.CompilerServices.ConfiguredTaskAwaitable<int>", true)]
    [InlineData("System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable", true)]
    [InlineData("System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable<int>", true)]
    [InlineData("Own.Task<int>", false)]
    [InlineData("TaskScheduler", false)]
    [InlineData("System.Runtime.CompilerServices.TaskAwaiter", false)]
    [InlineData("int", false)]
    public void Tasks_are_awaitable(string type, bool isAwaitable) => Assert.Equal(isAwaitable, DotNetStreams.IsAwaitable(TypeOf(type)));

    private static ITypeSymbol TypeOf(string type)
    {
        var compilation = Source.Compile($$"""class C { void M({{type}} value) { } } namespace Own { struct Guid { } class Task<T> { } enum Kind { } }""");
        Assert.DoesNotContain(compilation.GetDiagnostics(TestContext.Current.CancellationToken), static error => error.Severity == DiagnosticSeverity.Error);
        return compilation.GetTypeByMetadataName("C")!.GetMembers("M").OfType<IMethodSymbol>().Single().Parameters[0].Type;
    }
}
