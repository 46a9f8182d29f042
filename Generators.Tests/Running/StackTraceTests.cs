using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Generators.Tests.Infrastructure;
using IoPolicy.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Generators.Tests.Running;

/// <summary>
/// In a stack trace and in a debugger, the body appears at its own line. The wrapper appears as little as the compiler and the runtime allow.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class StackTraceTests : GeneratedCodeTests
{
    private const string Source = """
        public static partial class Entry
        {
            /// <summary>Reads it all.</summary>
            [DropPagesAfterFullRead] public static partial int Partial(FileStream file);
            private static int PartialCore(FileStream file) => throw new IOException("here"); // PartialCore

            [DropPagesAfterFullRead] public static int Ordinary(FileStream file) =>
                throw new IOException("here"); // Ordinary

            [DropPagesAfterFullRead] public static partial Task<int> PartialAsync(FileStream file);
            private static async Task<int> PartialCoreAsync(FileStream file)
            {
                await Task.Yield();
                throw new IOException("here"); // PartialCoreAsync
            }

            [DropPagesAfterFullRead] public static async Task<int> OrdinaryAsync(FileStream file)
            {
                await Task.Yield();
                throw new IOException("here"); // OrdinaryAsync
            }

            [DropPagesAfterFullRead] public static partial Task<int> SpanAsync(FileStream file, ReadOnlySpan<byte> key);
            private static Task<int> SpanCoreAsync(FileStream file, ReadOnlySpan<byte> key) => ThrowLater();
            private static async Task<int> ThrowLater()
            {
                await Task.Yield();
                throw new IOException("here"); // ThrowLater
            }

            public static async Task Run(string which, FileStream file)
            {
                switch (which)
                {
                    case "PartialCore": Partial(file); break;
                    case "Ordinary": Ordinary(file); break;
                    case "PartialCoreAsync": await PartialAsync(file); break;
                    case "OrdinaryAsync": await OrdinaryAsync(file); break;
                    case "ThrowLater": await SpanAsync(file, [1]); break;
                }
            }
        }
        """;

    private readonly GeneratorRun _run = GeneratorRun.From(GeneratorRun.Compilation(Source)).CompilesWithoutWarnings();
    private readonly Assembly _assembly;

    public StackTraceTests()
    {
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        Assert.True(WithEncodings(_run.Output).Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb), cancellationToken: TestContext.Current.CancellationToken).Success);
        _assembly = Load(image.ToArray(), symbols.ToArray());
    }

    [Theory]
    [InlineData("PartialCore")]
    [InlineData("Ordinary")]
    [InlineData("PartialCoreAsync")]
    [InlineData("OrdinaryAsync")]
    [InlineData("ThrowLater")]
    public async Task The_bodys_frame_comes_first_at_the_users_line(string body)
    {
        var frames = await FramesOf(body);
        Assert.StartsWith($"at Entry.{body}(", frames[0], StringComparison.Ordinal);
        Assert.EndsWith($" in /src/Source0.cs:line {LineOf(body)}", frames[0], StringComparison.Ordinal);
        Assert.Contains(frames, frame => frame.StartsWith("at Entry.Run(", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PartialCore")]
    [InlineData("Ordinary")]
    public async Task A_synchronous_wrapper_has_no_frame(string body)
    {
        var frames = await FramesOf(body);
        Assert.Equal(2, frames.Count);
        Assert.DoesNotContain(frames, frame => frame.Contains(".g.cs", StringComparison.Ordinal));
    }

    /// <summary>
    /// The C# compiler does not copy <c>StackTraceHidden</c> to the <c>MoveNext</c> of a state machine, where the runtime looks for it. So
    /// a stack trace shows two lines of the generated file: the call, and the rethrow at the end of the asynchronous <c>finally</c>. If
    /// there are fewer, a new compiler copies the attribute. Then change the documentation.
    /// </summary>
    [Theory]
    [InlineData("PartialCoreAsync")]
    [InlineData("OrdinaryAsync")]
    [InlineData("ThrowLater")]
    public async Task An_asynchronous_wrapper_has_two_lines_in_the_generated_file(string body)
    {
        var frames = await FramesOf(body);
        Assert.True(frames.Count == 4, string.Join("\n", frames));
        Assert.All(frames[1..3], frame => Assert.Contains(".g.cs:line ", frame, StringComparison.Ordinal));
        Assert.DoesNotContain(frames, frame => frame.StartsWith("at IoPolicy.CompilerServices.", StringComparison.Ordinal));
    }

    /// <summary>A debugger steps through the asynchronous wrapper into the body, because the compiler copies this attribute.</summary>
    [Fact]
    public void A_debugger_steps_through_every_wrapper_and_its_state_machine()
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var methods = _assembly.GetTypes().SelectMany(type => type.GetMethods(All)).ToList();
        var wrappers = methods.Where(method => method.IsDefined(typeof(IoPolicy.CompilerServices.AppliedPolicyAttribute))).ToList();
        Assert.Equal(5, wrappers.Count);
        Assert.All(wrappers, wrapper =>
        {
            Assert.True(wrapper.IsDefined(typeof(DebuggerStepThroughAttribute)));
            Assert.True(wrapper.IsDefined(typeof(StackTraceHiddenAttribute)));
        });

        // The test finds state machines by type, because the compiler puts no AsyncStateMachineAttribute on a partial method.
        // A wrapper that cannot be async has a local function, whose state machine counts too.
        var machines = _assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IAsyncStateMachine)))
            .Where(type => type.Name.StartsWith("<PartialAsync>", StringComparison.Ordinal)
                || type.Name.Contains("Finish", StringComparison.Ordinal)
                || type.DeclaringType!.Name.EndsWith("Interceptors", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(3, machines.Count);
        Assert.All(machines, machine =>
            Assert.True(machine.GetMethod("MoveNext", All)!.IsDefined(typeof(DebuggerStepThroughAttribute)), machine.Name));
    }

    [Fact]
    public void The_generated_part_has_the_declarations_doc_comment()
    {
        var method = Assert.IsAssignableFrom<IMethodSymbol>(_run.Output.GetTypeByMetadataName("Entry")!.GetMembers("Partial").Single());
        const string Summary = "<summary>Reads it all.</summary>";
        Assert.Contains(Summary, method.GetDocumentationCommentXml(cancellationToken: TestContext.Current.CancellationToken), StringComparison.Ordinal);

        using var image = new MemoryStream();
        using var documentation = new MemoryStream();
        Assert.True(WithEncodings(_run.Output).Emit(image, xmlDocumentationStream: documentation, cancellationToken: TestContext.Current.CancellationToken).Success);
        var xml = System.Text.Encoding.UTF8.GetString(documentation.ToArray());
        Assert.Equal(2, xml.Split(Summary).Length);
    }

    private async Task<List<string>> FramesOf(string body)
    {
        using var file = SampleFile.Create(Scratch.File("sample"), 4096).OpenRead();
        var run = _assembly.GetType("Entry", throwOnError: true)!.GetMethod("Run")!;
        string? trace = null;
        try
        {
            await (Task)run.Invoke(null, [body, file])!;
        }
        catch (IOException e)
        {
            trace = e.StackTrace;
        }

        // The frames up to the program's own method. The remaining frames belong to this test.
        var frames = trace!.Split('\n').Select(frame => frame.Trim()).ToList();
        return frames.GetRange(0, frames.FindIndex(frame => frame.StartsWith("at Entry.Run(", StringComparison.Ordinal)) + 1);
    }

    private static int LineOf(string body) =>
        Array.FindIndex(Source.Split('\n'), line => line.TrimEnd().EndsWith("// " + body, StringComparison.Ordinal)) + 1;

    /// <summary>
    /// Gives each syntax tree an encoding, because the compiler cannot emit symbols without it (CS8055). A tree from a string has none.
    /// </summary>
    private static Compilation WithEncodings(Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees.Where(tree => tree.Encoding is null))
        {
            // The text stays the same, so the locations of the interceptors, which contain a hash of the text, stay valid.
            var text = SourceText.From(tree.ToString(), System.Text.Encoding.UTF8, tree.GetText(TestContext.Current.CancellationToken).ChecksumAlgorithm);
            compilation = compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(text));
        }

        return compilation;
    }
}
