using Analyzers.Tests.Infrastructure;

namespace Analyzers.Tests.Rules;

/// <summary>A rule reports a member once, whatever the type around it.</summary>
public sealed class ShapesTests
{
    private static readonly (string Name, string Source)[] Types =
    [
        ("a class", "public class C { $ }"),
        ("a sealed record", "public sealed record C(int X) { $ }"),
        ("a record struct", "public readonly record struct C(int X) { $ }"),
        ("a struct", "public struct C { $ }"),
        ("a class with a primary constructor", "public class C(int x) { public int X => x; $ }"),
        ("a nested generic class", "public class Outer<T> { protected internal class Inner<U> where U : class { $ } }"),
        ("a private nested class", "public static class Outer { private sealed class Inner { $ } }"),
        ("a part of a type", "public partial class C { $ } public partial class C { public int X; }"),
        ("an interface", "public interface I { $ }"),
        ("a derived class", "public abstract class B { public abstract int X { get; } } public class C : B { public override int X => 1; $ }"),
        ("a namespace's inner class", "namespace N { namespace M { internal class C { $ } } }"),
    ];

    /// <summary>Members that raise the rule once, both as they are and as static members.</summary>
    private static readonly (string Id, string Member)[] Members =
    [
        ("IOP001", "[DropPagesAfterFullRead] public void M(int count) { }"),
        ("IOP002", "[DropPagesAfterFullRead] public void M(Stream a, Stream b) { a.CopyTo(b); }"),
        ("IOP003", "[HeaderOnly, DropPagesAfterFullRead] public void M(Stream file) { file.CopyTo(Stream.Null); }"),
        ("IOP005", "[DropPagesAfterFullRead] public IEnumerable<int> M(Stream file) { yield return file.ReadByte(); }"),
        ("IOP006", "[DropPagesAfterFullRead(WindowBytes = 1)] public void M(Stream file) { file.CopyTo(Stream.Null); }"),
        ("IOP007", "[DropPagesAfterFullRead(When = nameof(file))] public void M(Stream file) { file.CopyTo(Stream.Null); }"),
        ("IOP008", "[DropPagesAfterFullRead(File = \"file.Missing\")] public void M(Stream file) { file.CopyTo(Stream.Null); }"),
        ("IOP101", "[DropPagesAfterFullRead] public void M(Stream file) { file.ReadExactly(new byte[52]); }"),
        ("IOP101", "[DropPagesAfterFullRead] public async Task M<X>(Stream file, X item) { await file.ReadExactlyAsync(new byte[52]).ConfigureAwait(false); }"),
        ("IOP102", "[HeaderOnly] public string M(Stream file) { using var r = new StreamReader(file, leaveOpen: true); return r.ReadToEnd(); }"),
        ("IOP102", "[HeaderOnly] public async ValueTask<int> M(FileStream file) { await file.CopyToAsync(Stream.Null); return 1; }"),
        ("IOP103", "[HeaderOnly(MaxBytes = 8)] public long M(BinaryReader file) => file.ReadInt64() + file.ReadInt64();"),
        ("IOP104", "[DropPagesAfterFullRead] public void M(Stream file, byte[] data) => file.Write(data);"),
        ("IOP105", "[DropPagesAfterFullRead] public int M(Stream file) => 1;"),
        ("IOP107", "[DropPagesAfterFullRead(File = nameof(name))] public void M(string name) { File.ReadAllBytes(Path.Combine(\"sessions\", name)); }"),
        ("IOP201", "[DropPagesAfterFullRead] public void M(Stream file) { using (file) { file.CopyTo(Stream.Null); } }"),
        ("IOP202", "[DropPagesAfterFullRead(File = nameof(path))] public System.IO.MemoryMappedFiles.MemoryMappedFile M(string path) => System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(path);"),
        ("IOP203", "public void M(FileStream file) { file.WriteByte(1); PageCache.Drop(file.SafeFileHandle); }"),
        ("IOP203", "public async Task M(FileStream file, byte[] data) { await file.WriteAsync(data); PageCache.Drop(file.SafeFileHandle); }"),
        ("IOP204", "[DropPagesAfterFullRead(WindowBytes = 65536)] public void M(SafeFileHandle file) { RandomAccess.Read(file, new byte[100000], 0); }"),
        ("IOP205", "[DropPagesAfterFullRead(WindowBytes = 65536)] public Stream M(Stream file) { file.CopyTo(Stream.Null); return file; }"),
        ("IOP206", "[DropPagesAfterFullRead] public void M(Stream file) { file.CopyTo(Stream.Null); } public void Use() { M(new MemoryStream()); }"),
        ("IOP207", "public void M(SafeFileHandle file) { for (var i = 0; i < 9; i++) { PageCache.Drop(file, i * 512, 512); } }"),
        ("IOP208", "public void M(FileStream file) { PageCache.Drop(file.SafeFileHandle); file.Position = 0; file.ReadByte(); }"),
        ("IOP209", "[DropPagesAfterFullRead] public IEnumerable<int> M(Stream file) => Enumerable.Range(0, 9).Select(_ => file.ReadByte());"),
        ("IOP301", "[DropPagesAfterFullRead] public void M(Stream file) { file.CopyTo(Stream.Null); } public Action<Stream> Use() => M;"),
        ("IOP301", "[DropPagesAfterFullRead] public X M<X>(Stream file, X item) { file.CopyTo(Stream.Null); return item; } public Func<Stream, int, int> Use() { return M; }"),
        ("IOP303", "[DropPagesAfterFullRead] public Task M(Stream file) => file.CopyToAsync(Stream.Null); public void Use(Stream file) { _ = M(file); }"),
        ("IOP303", "[DropPagesAfterFullWrite] public ValueTask M(Stream file) => file.WriteAsync(new byte[100000]); public void Use(Stream file) { Action save = () => { M(file); }; save(); }"),
        ("IOP401", "[HeaderOnly] public int N(BinaryReader file) => file.ReadInt32(); public void M(Stream file) => file.CopyTo(Stream.Null);"),
        ("IOP402", "[DropPagesAfterFullRead] public void N(Stream file) => file.CopyTo(Stream.Null); public int M(BinaryReader file) => file.ReadInt32();"),
        ("IOP403", "[System.Runtime.InteropServices.DllImport(\"libc\")] public static extern int posix_fadvise(int fd, long offset, long length, int advice);"),
        ("IOP501", "public void M(string path, string text) { File.WriteAllText(path + \"~\", text); File.Move(path + \"~\", path, true); }"),
        ("IOP502", "public async Task M(string path, byte[] data) { await using (var file = File.Create(path + \"~\")) { await file.WriteAsync(data); await file.FlushAsync(); } File.Move(path + \"~\", path, true); }"),
        ("IOP503", "public void M(string temp, string path) { File.Delete(path); File.Move(temp, path); }"),
        ("IOP504", "public void M(string path, byte[] data) { using var file = File.OpenWrite(path); file.Write(data); }"),
    ];

    public static TheoryData<string, string, string> Cases =>
    [
        .. from type in Types
           from member in Members
           where IsAllowed(type.Name, member.Id)
           select (type.Name, member.Id, type.Source.Replace("$", member.Member, StringComparison.Ordinal)),
        .. from type in Types
           from member in Members
           where IsAllowed(type.Name, member.Id) && !member.Member.Contains(" static ", StringComparison.Ordinal)
           select (type.Name, member.Id, type.Source.Replace("$", member.Member.Replace("public ", "public static ", StringComparison.Ordinal), StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_member_is_reported_once_in(string type, string id, string source)
    {
        var reports = await RuleCatalog.RunAsync(RuleCatalog.Generate(Source.Compile(source)), only: id);
        Assert.True(reports.Count(report => report.Id == id) == 1, $"{id} in {type}: {string.Join("; ", reports)}");
    }

    /// <summary>
    /// Whether the type can contain the member. A P/Invoke cannot be in a generic type (CS7042). IOP105 and IOP205 do not report a method of an interface, because the body that
    /// runs can be another one.
    /// </summary>
    private static bool IsAllowed(string type, string id) =>
        (id != "IOP403" || !type.Contains("generic", StringComparison.Ordinal)) && (id is not ("IOP105" or "IOP205") || type != "an interface");
}
