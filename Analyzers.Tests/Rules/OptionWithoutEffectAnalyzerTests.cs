using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.OptionWithoutEffectAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class OptionWithoutEffectAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullRead({|IOP006:WindowBytes = 100|})] void M(Stream file) { }", Label = "less than the smallest window")]
    [InlineData("[DropPagesAfterFullWrite({|IOP006:WindowBytes = -2|}, Durable = true)] void M(Stream file) { }", Label = "a negative window")]
    [InlineData("[DropPagesAfterFullWrite({|IOP006:WindowBytes = 65535|})] void M(Stream file) { }", Label = "one byte less than the smallest window")]
    [InlineData("[HeaderOnly({|IOP006:MaxBytes = 0|})] void M(Stream file) { }")]
    [InlineData("[HeaderOnly({|IOP006:MaxBytes = -1|})] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:When = nameof(on)|})] C(string path, bool on) => File.ReadAllBytes(path);", Label = "a parameter of a constructor")]
    [InlineData("bool _on; [DropPagesAfterFullRead({|IOP006:When = nameof(_on)|})] C(string path) => File.ReadAllBytes(path);", Label = "an instance field for a constructor")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:When = nameof(_on)|})] class Inner { bool _on; void M(string path) => File.ReadAllBytes(path); }", Label = "an instance field for a type")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:When = nameof(On)|})] class Inner<T> { static bool On = true; void M(string path) => File.ReadAllBytes(path); }", Label = "a static field of a generic type")]
    [InlineData("bool _on; byte[] Bytes { [DropPagesAfterFullRead({|IOP006:When = nameof(_on)|})] get => File.ReadAllBytes(\"name\"); }", Label = "an instance field for an accessor")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:When = nameof(on)|})] IEnumerable<byte[]> M(string path, bool on) { yield return File.ReadAllBytes(path); }", Label = "a parameter of an iterator")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:When = nameof(on)|})] async void M(string path, bool on) { await Task.Yield(); File.ReadAllBytes(path); }", Label = "a parameter of an async void method")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:KeepPagesVariable = \"\"|})] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:KeepPagesVariable = \"KEEP=1\"|})] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:AccessedRangeOnly = true|})] void M(SafeFileHandle file) { }", Label = "the range of a handle, which has no position")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path), {|IOP006:AccessedRangeOnly = true|})] void M(string path) { }", Label = "the range of a path")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file), {|IOP006:Recurse = true|})] void M(Stream file) { }", Label = "Recurse on a stream")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path), Recurse = true, {|IOP006:PreserveCached = true|})] void M(string path) { }", Label = "Recurse and PreserveCached")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path), Recurse = true, {|IOP006:WindowBytes = 65536|})] void M(string path) { }", Label = "Recurse and the smallest window")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file), {|IOP006:Recurse = true|}, {|IOP006:PreserveCached = true|})] void M(Stream file) { }", Label = "Recurse and PreserveCached on a stream")]
    [InlineData("[DropPagesAfterFullRead(Opened = true, {|IOP006:Recurse = true|})] void M(Stream file, string path) => File.OpenRead(path);", Label = "Recurse and Opened")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:Recurse = true|})] class Inner { byte[] M(string path) => File.ReadAllBytes(path); }", Label = "Recurse on a type")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:File = nameof(file)|}, Opened = true)] void M(Stream file) { }", Label = "the file of a policy for opened files")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:File = nameof(file)|})] public C(Stream file) { }", Label = "the file of a constructor")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:File = \"file\"|})] class Inner { Stream file = null!; }", Label = "the file of a type")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:WindowBytes = 1|})] class Inner { }", Label = "a window of a policy for opened files")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:Mode = (DropBehindMode)2|})] void M(Stream file) { }", Label = "an unknown mode")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:Mode = DropBehindMode.Uncached|}, WindowBytes = 0)] void M(Stream file) { }", Label = "uncached mode without a window")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:Mode = DropBehindMode.Uncached|})] void M(SafeFileHandle file) { }", Label = "uncached mode of a handle")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:Mode = DropBehindMode.Uncached|})] void M(BinaryReader file) { }", Label = "uncached mode of a reader")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:Mode = DropBehindMode.Uncached|}, File = nameof(path))] void M(string path) { }", Label = "uncached mode of a path")]
    [InlineData("[DropPagesAfterFullWrite({|IOP006:Mode = DropBehindMode.Uncached|})] void M(ref FileStream file) { }", Label = "uncached mode of a ref parameter")]
    [InlineData("[DropPagesAfterFullWrite(Durable = true, {|IOP006:Background = true|})] void M(Stream file) { }", Label = "both durable and in the background")]
    [InlineData("[DropPagesAfterFullRead({|IOP006:WindowBytes = 1|}, {|IOP006:Mode = (DropBehindMode)(-1)|})] void M(Stream file) { }", Label = "two options")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite({|IOP006:WindowBytes = 1|})] partial void M(string a); void MCore(Stream a) { } }", Label = "the window of a replacement")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite({|IOP006:File = nameof(a)|})] partial void M(string a); void MCore(Stream a) { } }", Label = "the file of a replacement")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite({|IOP006:Durable = true|}, {|IOP006:Background = true|})] partial void M(string a); void MCore(Stream a) { } }", Label = "a replacement that is durable anyway")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite({|IOP006:Opened = true|}, {|IOP006:AccessedRangeOnly = true|})] partial void M(string a); void MCore(Stream a) { } }", Label = "opened files of a replacement")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite({|IOP006:KeepPagesVariable = \"\"|})] partial void M(string a); void MCore(Stream a) { } }", Label = "the variable of a replacement")]
    [InlineData("partial class P { [ReplacesFile(nameof(a), {|IOP006:BufferSize = -1|})] partial void M(string a); void MCore(Stream a) { } }", Label = "a negative buffer")]
    public Task An_option_without_effect_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 0)] void M(Stream file) { }", Label = "no window")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { }", Label = "the smallest window")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path), Recurse = true, WindowBytes = 0)] void M(string path) { }", Label = "Recurse without windows")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = DropPagesAttribute.AutomaticWindow)] void M(Stream file) { }", Label = "the automatic window")]
    [InlineData("[HeaderOnly(MaxBytes = 1)] void M(Stream file) { }")]
    [InlineData("[HeaderOnly] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead(AccessedRangeOnly = true, PreserveCached = true)] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead(PreserveCached = true)] FileStream M() => null!;", Label = "a result")]
    [InlineData("[DropPagesAfterFullWrite(Mode = DropBehindMode.Uncached)] FileStream M() => null!;", Label = "a result in uncached mode")]
    [InlineData("[DropPagesAfterFullWrite(Mode = DropBehindMode.Uncached, WindowBytes = 65536, PreserveCached = true)] void M(string path) => File.Create(path);", Label = "all options of a path")]
    [InlineData("[DropPagesAfterFullRead(AccessedRangeOnly = true)] void M(BinaryReader file) { }", Label = "the range of a reader")]
    [InlineData("[DropPagesAfterFullRead(AccessedRangeOnly = false)] void M(SafeFileHandle file) { }", Label = "the default value for a handle")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path), PreserveCached = true)] void M(string path) { }")]
    [InlineData("[DropPagesAfterFullRead(KeepPagesVariable = \"DS4_KV_KEEP_PAGES\")] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead(When = nameof(on))] byte[] M(string path, bool on) => File.ReadAllBytes(path);", Label = "a condition for opened files")]
    [InlineData("[DropPagesAfterFullRead(When = nameof(on), Opened = true)] byte[] M(Stream file, string path, bool on) => File.ReadAllBytes(path);", Label = "a condition with Opened")]
    [InlineData("static bool _on; [DropPagesAfterFullRead(When = nameof(_on))] C(string path) => File.ReadAllBytes(path);", Label = "a static field for a constructor")]
    [InlineData("[DropPagesAfterFullRead(When = nameof(On))] class Inner { static bool On => true; void M(string path) => File.ReadAllBytes(path); }", Label = "a static property for a type")]
    [InlineData("static bool On() => true; [DropPagesAfterFullRead(When = nameof(On))] IEnumerable<byte[]> M(string path) { yield return File.ReadAllBytes(path); }", Label = "a static method for an iterator")]
    [InlineData("[DropPagesAfterFullRead(KeepPagesVariable = null)] void M(Stream file) { }", Label = "the default value of the variable")]
    [InlineData("[DropPagesAfterFullRead(AccessedRangeOnly = true)] void M(SafeFileHandle a, SafeFileHandle b) { }", Label = "two candidates, which have a rule of their own")]
    [InlineData("[DropPagesAfterFullRead(AccessedRangeOnly = true)] FileStream M() => null!;", Label = "the range of a result")]
    [InlineData("[DropPagesAfterFullRead(Mode = DropBehindMode.Uncached)] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead(Mode = DropBehindMode.Uncached, WindowBytes = 65536)] void M(FileStream file) { }")]
    [InlineData("[DropPagesAfterFullRead(Mode = DropBehindMode.Windowed, WindowBytes = 0)] void M(SafeFileHandle file) { }", Label = "windowed mode without a window")]
    [InlineData("[DropPagesAfterFullWrite(Background = true, Mode = DropBehindMode.Uncached)] void M(Stream file) { }", Label = "uncached mode in the background")]
    [InlineData("[DropPagesAfterFullWrite(Background = true)] FileStream M() => null!;", Label = "a result in the background")]
    [InlineData("[DropPagesAfterFullRead(Background = true, File = nameof(path))] void M(string path) { }")]
    [InlineData("[DropPagesAfterFullWrite(Background = false, Durable = true)] void M(Stream file) { }", Label = "durable and not in the background")]
    [InlineData("partial class P { [ReplacesFile(nameof(a), BufferSize = 0), DropPagesAfterFullWrite(WindowBytes = 0, Mode = DropBehindMode.Uncached, PreserveCached = true, KeepPagesVariable = \"K\")] partial void M(string a); void MCore(Stream a) { } }", Label = "all options of a replacement")]
    public Task An_option_with_effect_is_not_reported(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}
