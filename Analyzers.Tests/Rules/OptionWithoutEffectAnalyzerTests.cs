using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.OptionWithoutEffectAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class OptionWithoutEffectAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullRead({|IOP006:WindowBytes = 100|})] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullWrite({|IOP006:WindowBytes = -2|}, Durable = true)] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullWrite({|IOP006:WindowBytes = 65535|})] void M(Stream file) { }")]
    [InlineData("[HeaderOnly({|IOP006:MaxBytes = 0|})] void M(Stream file) { }")]
    [InlineData("[HeaderOnly({|IOP006:MaxBytes = -1|})] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:When = nameof(on)|})] byte[] M(string path, bool on) => File.ReadAllBytes(path);")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:When = nameof(on)|}, Opened = true)] byte[] M(Stream file, string path, bool on) => File.ReadAllBytes(path);")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:KeepPagesVariable = \"\"|})] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:KeepPagesVariable = \"KEEP=1\"|})] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:AccessedRangeOnly = true|})] void M(SafeFileHandle file) { }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path), {|IOP006:AccessedRangeOnly = true|})] void M(string path) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:File = nameof(file)|}, Opened = true)] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:File = nameof(file)|})] public C(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:File = \"file\"|})] class Inner { Stream file = null!; }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:WindowBytes = 1|})] class Inner { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:Mode = (DropBehindMode)2|})] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:Mode = DropBehindMode.Uncached|}, WindowBytes = 0)] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:Mode = DropBehindMode.Uncached|})] void M(SafeFileHandle file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:Mode = DropBehindMode.Uncached|})] void M(BinaryReader file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:Mode = DropBehindMode.Uncached|}, File = nameof(path))] void M(string path) { }")]
    [InlineData("[DropPagesAfterFullWrite({|IOP006:Mode = DropBehindMode.Uncached|})] void M(ref FileStream file) { }")]
    [InlineData("[DropPagesAfterFullWrite(Durable = true, {|IOP006:Background = true|})] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:WindowBytes = 1|}, {|IOP006:Mode = (DropBehindMode)(-1)|})] void M(Stream file) { }")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite({|IOP006:WindowBytes = 1|})] partial void M(string a); void MCore(Stream a) { } }")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite({|IOP006:File = nameof(a)|})] partial void M(string a); void MCore(Stream a) { } }")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite({|IOP006:Durable = true|}, {|IOP006:Background = true|})] partial void M(string a); void MCore(Stream a) { } }")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite({|IOP006:Opened = true|}, {|IOP006:AccessedRangeOnly = true|})] partial void M(string a); void MCore(Stream a) { } }")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite({|IOP006:KeepPagesVariable = \"\"|})] partial void M(string a); void MCore(Stream a) { } }")]
    [InlineData("partial class P { [ReplacesFile(nameof(a), {|IOP006:BufferSize = -1|})] partial void M(string a); void MCore(Stream a) { } }")]
    public Task An_option_that_cannot_be_carried_out_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 0)] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = DropPagesAttribute.AutomaticWindow)] void M(Stream file) { }")]
    [InlineData("[HeaderOnly(MaxBytes = 1)] void M(Stream file) { }")]
    [InlineData("[HeaderOnly] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead(AccessedRangeOnly = true, PreserveCached = true)] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead(PreserveCached = true)] FileStream M() => null!;")]
    [InlineData("[DropPagesAfterFullWrite(Mode = DropBehindMode.Uncached)] FileStream M() => null!;")]
    [InlineData("[DropPagesAfterFullWrite(Mode = DropBehindMode.Uncached, WindowBytes = 65536, PreserveCached = true)] void M(string path) => File.Create(path);")]
    [InlineData("[DropPagesAfterFullRead(AccessedRangeOnly = true)] void M(BinaryReader file) { }")]
    [InlineData("[DropPagesAfterFullRead(AccessedRangeOnly = false)] void M(SafeFileHandle file) { }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path), PreserveCached = true)] void M(string path) { }")]
    [InlineData("[DropPagesAfterFullRead(KeepPagesVariable = \"DS4_KV_KEEP_PAGES\")] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead(KeepPagesVariable = null)] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead(AccessedRangeOnly = true)] void M(SafeFileHandle a, SafeFileHandle b) { }")]
    [InlineData("[DropPagesAfterFullRead(AccessedRangeOnly = true)] FileStream M() => null!;")]
    [InlineData("[DropPagesAfterFullRead(Mode = DropBehindMode.Uncached)] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead(Mode = DropBehindMode.Uncached, WindowBytes = 65536)] void M(FileStream file) { }")]
    [InlineData("[DropPagesAfterFullRead(Mode = DropBehindMode.Windowed, WindowBytes = 0)] void M(SafeFileHandle file) { }")]
    [InlineData("[DropPagesAfterFullWrite(Background = true, Mode = DropBehindMode.Uncached)] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullWrite(Background = true)] FileStream M() => null!;")]
    [InlineData("[DropPagesAfterFullRead(Background = true, File = nameof(path))] void M(string path) { }")]
    [InlineData("[DropPagesAfterFullWrite(Background = false, Durable = true)] void M(Stream file) { }")]
    [InlineData("partial class P { [ReplacesFile(nameof(a), BufferSize = 0), DropPagesAfterFullWrite(WindowBytes = 0, Mode = DropBehindMode.Uncached, PreserveCached = true, KeepPagesVariable = \"K\")] partial void M(string a); void MCore(Stream a) { } }")]
    public Task An_option_that_can_is_not(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}
