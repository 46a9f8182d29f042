using Generators.Tests.Infrastructure;

namespace Generators.Tests.Wrappers;

/// <summary>The generator looks for calls in the text. It finds each call exactly once, in each way of writing a call.</summary>
public class CallLookupTests
{
    [Theory]
    [InlineData("BinaryReader", "Read")]
    [InlineData("BinaryWriter", "Write")]
    public void A_wrapper_does_not_call_Follow_on_a_returned_reader_or_writer(string type, string kind)
    {
        var run = GeneratorRun.From($$"""
            partial class User
            {
                [DropPagesAfterFull{{kind}}] public partial {{type}} Open(int number);
                private {{type}} OpenCore(int number) => new(File.Create("name"));
                [DropPagesAfterFull{{kind}}] public async Task<{{type}}> OpenAsync() { await Task.Yield(); return Open(1); }
                async Task Use() => (await OpenAsync()).Dispose();
            }
            """).CompilesWithoutWarnings();

        // Follow is the generated call that keeps track of a returned file. A reader or writer has no such call.
        Assert.DoesNotContain("Follow(", string.Concat(run.WrapperFiles.Select(source => source.SourceText)), StringComparison.Ordinal);
    }

    /// <summary>
    /// The interceptor of a readonly member gets the struct as an <c>in</c> parameter. It must not pass the struct by <c>ref</c> to the
    /// accessor of the private field (CS8329).
    /// </summary>
    [Theory]
    [InlineData("readonly", "")]
    [InlineData("", "readonly")]
    [InlineData("", "")]
    public void A_private_file_of_a_struct_is_reached(string ofStruct, string ofMethod) => GeneratorRun.From($$"""
        {{ofStruct}} struct Reader(FileStream opened)
        {
            private readonly FileStream _file = opened;
            [DropPagesAfterFullRead] public {{ofMethod}} void Read() => _file.CopyTo(Stream.Null);
            [DropPagesAfterFullRead] private {{ofMethod}} void ReadHidden() => _file.CopyTo(Stream.Null);
            public void Use() => ReadHidden();
        }

        static class User
        {
            static void Use(Reader reader) => reader.Read();
        }
        """).CompilesWithoutWarnings();

    [Theory]
    [InlineData("Read(file)", 1)]
    [InlineData("Read (file)", 1)]
    [InlineData("Read/* here */\n(file)", 1)]
    [InlineData("@Read(file)", 1)]
    [InlineData("R\\u0065ad(file)", 1, Label = "an escape within the name")]
    [InlineData("\\u0052\\u0065ad(file)", 1, Label = "an escape at the start of the name")]
    [InlineData("Read<int>(file)", 1)]
    [InlineData("User.Read(file)", 1)]
    [InlineData("global::User.Read<int>(file)", 1)]
    [InlineData("new User()?.Instance(file) ?? 0", 1)]
    [InlineData("Read(file) + Read(file)", 2)]
    [InlineData("Twice(Read(file), Read(file))", 2, Label = "two arguments of another call")]
    [InlineData("Read((FileStream)(object)Read(file).ToString().Length.ToString())", 2, Label = "a call in an argument of a call")]
    [InlineData("\"Read(file)\".Length", 0, Label = "a string")]
    [InlineData("/* Read(file) */ 1", 0, Label = "a comment")]
    [InlineData("\"\\u0052ead\".Length", 0, Label = "an escape in a string")]
    [InlineData("$\"{Read(file)}\".Length", 1, Label = "an interpolation")]
    [InlineData("nameof(Read).Length", 0, Label = "nameof")]
    [InlineData("ReadMore(file)", 0, Label = "a name that starts with the method's name")]
    [InlineData("(new { Read = 1 }).Read", 0, Label = "a property of the same name")]
    public void Each_call_is_found_once(string expression, int calls)
    {
        var run = GeneratorRun.From($$"""
            class User
            {
                [DropPagesAfterFullRead] public static int Read(FileStream file) => 1;
                [DropPagesAfterFullRead] public static int Read<T>(FileStream file) => 1;
                [DropPagesAfterFullRead] public int Instance(FileStream file) => 1;
                static int ReadMore(FileStream file) => 1;
                static int Twice(int a, int b) => a + b;
                int Use(FileStream file) => {{expression}};
            #if NEVER
                int Never(FileStream file) => Read(file);
            #endif
            }
            """).CompilesWithoutWarnings();
        var text = string.Concat(run.WrapperFiles.Select(source => source.SourceText));
        Assert.Equal(calls, text.Split("InterceptsLocation(1,").Length - 1);
    }
}
