using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.InterceptedPublicMethodAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class InterceptedPublicMethodAnalyzerTests
{
    [Theory]
    [InlineData("public class C { [DropPagesAfterFullRead] public void {|IOP304:M|}(Stream file) { } }")]
    [InlineData("public static class C { [HeaderOnly] public static int {|IOP304:M|}(FileStream file) => 1; }", Label = "static")]
    [InlineData("public class C { [DropPagesAfterFullWrite] protected internal void {|IOP304:M|}(Stream file) { } }", Label = "protected internal")]
    [InlineData("public class C { [DropPagesAfterFullWrite] protected void {|IOP304:M|}(Stream file) { } }", Label = "protected")]
    [InlineData("public class C { public struct D { [DropPagesAfterFullWrite(File = nameof(path))] public void {|IOP304:M|}(string path) { } } }", Label = "a nested type")]
    [InlineData("public class C { [DropPagesAfterFullRead] public async Task<int> {|IOP304:M|}(Stream file) { await Task.Yield(); return 1; } }", Label = "async")]
    [InlineData("public static class C { [DropPagesAfterFullRead] public static void {|IOP304:M|}(this Stream file) { } }", Label = "an extension method")]
    public Task A_public_ordinary_method_is_reported(string source) => Check.Reports(source);

    [Theory]
    [InlineData("public partial class C { [DropPagesAfterFullRead] public partial void {|CS8795:M|}(Stream file); void MCore(Stream file) { } }", Label = "a partial method")]
    [InlineData("class C { [DropPagesAfterFullRead] public void M(Stream file) { } }", Label = "an internal type")]
    [InlineData("public class C { [DropPagesAfterFullRead] internal void M(Stream file) { } }", Label = "internal")]
    [InlineData("public class C { [DropPagesAfterFullRead] void M(Stream file) { } }", Label = "private")]
    [InlineData("public class C { [DropPagesAfterFullRead] private protected void M(Stream file) { } }", Label = "private protected")]
    [InlineData("public class C { private class D { [DropPagesAfterFullRead] public void M(Stream file) { } } }", Label = "a private nested type")]
    [InlineData("public abstract class C { [DropPagesAfterFullRead] public abstract void M(Stream file); }", Label = "abstract")]
    [InlineData("public interface I { [DropPagesAfterFullRead] void M(Stream file); }", Label = "an interface")]
    [InlineData("public class C { [DropPagesAfterFullRead] public IEnumerable<int> M(Stream file) { yield return file.ReadByte(); } }", Label = "an iterator, which has a rule of its own")]
    [InlineData("public class C { [DropPagesAfterFullRead] public void M(Stream a, Stream b) { } }", Label = "two files, which have a rule of their own")]
    [InlineData("public class C { [DropPagesAfterFullRead] public void M(int file) { } }", Label = "no file, which has a rule of its own")]
    [InlineData("public class C { public void M(Stream file) { } }", Label = "no policy")]
    public Task Other_methods_are_not_reported(string source) => Check.Reports(source);
}
