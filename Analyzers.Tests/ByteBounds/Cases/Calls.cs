namespace Analyzers.Tests.ByteBounds.Cases;

internal static class Calls
{
    internal static readonly BoundTheme Callees = new(
        "Methods that are called",
        "The analysis evaluates the code of a callee of the same compilation, with the arguments of the call.",
        [
            new("52", "void M(Stream file) { Fill(file, 48); Fill(file, 4); } static void Fill(Stream s, int n) { s.ReadExactly(new byte[n]); }"),
            new("4", "int M(Stream file) => Magic(new BinaryReader(file)); static int Magic(BinaryReader r) => r.ReadInt32();"),
            new("12", "void M(BinaryReader file) { var n = Count(file); for (var i = 0; i < n; i++) { file.ReadInt32(); } } static int Count(BinaryReader r) => r.ReadInt32() > 0 ? 1 : 2;"),
            new("8", "void M(Stream file) { Same(file).ReadExactly(new byte[8]); } static Stream Same(Stream s) => s;"),
            new("8", "void M(Stream file) { Read(n: 8, s: file); } static void Read(Stream s, int n) => s.ReadExactly(new byte[n]);"),
            new("16", "void M(Stream file) { Read<long>(file); Read<int>(file); } static void Read<T>(Stream s) { s.ReadExactly(new byte[8]); }"),
            new("12", "void M(Stream file) { file.Skip(12); } } static class Extensions { extension(Stream stream) { public void Skip(int count) { for (var i = 0; i < count; i++) { stream.ReadByte(); } } }"),
            new("whole", "void M(Stream file) { file.Drain(); } } static class Extensions { extension(Stream stream) { public void Drain() { while (stream.ReadByte() >= 0) { } } }"),
            new("4", "void M(Stream file) { new Header().Read(file); } } sealed class Header { public void Read(Stream s) => s.ReadExactly(new byte[4]);"),
            new("12", "void M(Stream file) { try { Part(file); } catch (IOException) { file.ReadExactly(new byte[4]); } } static void Part(Stream s) { if (s.Length > 5) { s.ReadExactly(new byte[8]); throw new IOException(); } }"),
            new("unknown", "void M(Stream file) { file.ReadByte(); M(file); }"),
            new("unknown", "void M(Stream file) { Use(file); } protected virtual void Use(Stream s) { s.ReadByte(); }"),
            new("unknown", "void M(Stream file, IReader reader) { reader.Use(file); } interface IReader { void Use(Stream s); }"),
        ]);

    internal static readonly BoundTheme NestedFunctions = new(
        "Local functions and lambdas",
        "A local function or a lambda that is called only by the method around it is inlined: it is evaluated at the call, on the shared variables. So is a lambda that is passed to an awaited Task.Run, or to a method that only calls it. If any other code may call the function, the variables and files that it mentions are unknown.",
        [
            new("8", "void M(Stream file) { Field(); Field(); void Field() => file.ReadExactly(new byte[4]); }"),
            new("12", "void M(Stream file) { Field(file, 4); Field(file, 8); static void Field(Stream s, int n) => s.ReadExactly(new byte[n]); }"),
            new("20", "void M(Stream file) { var n = 4; Grow(); file.ReadExactly(new byte[n]); void Grow() => n = 20; }"),
            new("24", "void M(Stream file) { var n = 4; Next(); Next(); void Next() { file.ReadExactly(new byte[n]); n += 16; } }"),
            new("4", "void M(BinaryReader file) { var n = Size(); file.ReadBytes(n); int Size() { const int Header = 4; return Header; } }"),
            new("6", "void M(Stream file) { Outer(); void Outer() { Inner(); Inner(); void Inner() => file.ReadExactly(new byte[3]); } }"),
            new("3", "void M(Stream file) { for (var i = 0; i < 3; i++) { Next(); } void Next() { file.ReadByte(); } }"),
            new("9", "void M(Stream file) { if (Next() == 1) { return; } file.ReadExactly(new byte[8]); int Next() => file.ReadByte(); }"),
            new("44", "void M(BinaryReader file) { var n = file.ReadInt32(); if (n > 40) { Fail(); } file.ReadBytes(n); static void Fail() => throw new IOException(); }"),
            new("104", "void M(Stream file) { var n = 4; try { Try(); } catch (IOException) { file.ReadExactly(new byte[n]); } void Try() { n = 100; file.ReadExactly(new byte[4]); n = 4; } }"),
            new("12", "void M(Stream file, bool x) { try { Try(); } catch (IOException) { file.ReadExactly(new byte[4]); } void Try() { if (x) { file.ReadExactly(new byte[8]); throw new IOException(); } } }"),
            new("5", "void M(Stream file) { try { Try(); } catch (IOException) { file.ReadByte(); } void Try() { try { file.ReadByte(); } finally { file.ReadExactly(new byte[3]); } } }"),
            new("7", "void M(Stream file) { try { void Try() { file.ReadByte(); } Try(); Try(); } finally { void Last() { try { file.ReadByte(); } finally { file.ReadExactly(new byte[4]); } } Last(); } }"),
            new("8", "void M(Stream file, bool x) { Try(); void Try() { if (x) { file.ReadExactly(new byte[8]); throw new IOException(); } } }"),
            new("8", "void M(Stream file, bool x) { Try(); void Try() { if (x) { file.ReadExactly(new byte[8]); Environment.FailFast(null); } } }"),
            new("8", "void M(Stream file, bool x) { Outer(); void Outer() { Inner(); void Inner() { if (x) { file.ReadExactly(new byte[8]); throw new IOException(); } } } }"),
            new("8", "void M(Stream file, bool x) { ((Action)(() => { if (x) { file.ReadExactly(new byte[8]); throw new IOException(); } }))(); }"),
            new("whole", "void M(Stream file, bool x, bool y) { while (x) { Next(); } void Next() { if (y) { return; } while (file.ReadByte() >= 0) { } while (true) { } } }"),
            new("8", "async Task M(Stream file, bool x) { await Try(); file.ReadByte(); async Task Try() { if (x) { await file.ReadExactlyAsync(new byte[8]); throw new IOException(); } } }"),
            new("whole", "void M(Stream file) { while (Next()) { } bool Next() { var b = file.ReadByte(); return b >= 0; } }"),
            new("4", "int M(BinaryReader file) { int Read<T>(T seed) where T : notnull => file.ReadInt32(); return Read(\"\"); }"),
            new("4", "void M(Stream file) { ((Action)(() => file.ReadExactly(new byte[4])))(); }"),
            new("4", "void M(Stream file) { new Action<int>(n => file.ReadExactly(new byte[n])).Invoke(4); }"),
            new("12", "void M(Stream file) { var read = (int n) => { file.ReadExactly(new byte[n]); return n; }; read(read(6)); }"),
            new("7", "void M(Stream file) { Func<Stream, int> first = s => s.ReadByte(); var sum = first(file); Action rest = () => file.ReadExactly(new byte[6]); rest(); }"),
            new("16", "async Task M(Stream file) { await Fill(8).ConfigureAwait(false); await Fill(8); async Task Fill(int n) { await file.ReadExactlyAsync(new byte[n]); } }"),
            new("8", "async Task M(Stream file) { await Task.Run(() => file.ReadExactly(new byte[8])); }"),
            new("8", "async Task M(Stream file) { var n = await Task.Run(async () => { await Task.Yield(); return 8; }); file.ReadExactly(new byte[n]); }"),
            new("20", "async Task M(Stream file) { var n = 20; await Task.Run(() => { n = 4; }); file.ReadExactly(new byte[n]); }"),
            new("requested", "async Task M(Stream file) { var n = 4; var task = Grow(); file.ReadExactly(new byte[n]); await task; async Task Grow() { await Task.Yield(); n = 100; } }"),
            new("unknown", "Func<int> M(Stream file) => () => file.ReadByte();"),
            new("whole", "static Stream file { get; } = null!; void M() { file.ReadByte(); Use(() => file.CopyTo(Stream.Null)); } static void Use(Action a) => a();"),
            new("whole", "void M(Stream file) { Use(() => { file.Position = 0; file.CopyTo(Stream.Null); }); } static void Use(Action a) => a();"),
            new("whole", "void M(Stream file) { Use(() => { file.CopyTo(Stream.Null); file = Stream.Null; }); } static void Use(Action a) => a();"),
            new("unknown", "void M(Stream file) { Action read = () => file.ReadByte(); Use(read); } static void Use(Action a) => a();"),
            new("unknown", "void M(Stream file) { var read = () => { file.ReadByte(); }; read += () => { }; read(); }"),
            new("unknown", "void M(Stream file) { Next(); void Next() { if (file.ReadByte() > 0) { Next(); } } }"),
            new("unknown", "void M(Stream file) { Even(); void Even() { file.ReadByte(); Odd(); } void Odd() { Even(); } }"),
            new("unknown", "void M(Stream file) { new List<int> { 1, 2 }.ForEach(Next); void Next(int i) { file.ReadByte(); } }"),
            new("unknown", "void M(Stream file) { foreach (var b in Bytes()) { } IEnumerable<int> Bytes() { yield return file.ReadByte(); } }"),
            new("unknown", "void M(Stream file) { _ = Bytes(); IEnumerable<int> Bytes() { file.CopyTo(Stream.Null); yield break; } }"),
            new("requested", "void M(Stream file) { var n = 4; Use(ref n); void Use(ref int k) { k = 100; file.ReadExactly(new byte[n]); } }"),
            new("requested", "void M(Stream file) { var n = 4; Task.Run(() => n = 100); file.ReadExactly(new byte[n]); }"),
            new("1", "void M(Stream file) { var lines = new List<string>(); lines.ForEach(line => Console.WriteLine(line)); file.ReadByte(); }"),
            new("unknown", "void M(Stream file) { Action a = () => Local(); Use(a); void Local() => file.ReadByte(); } static void Use(Action a) => a();"),
        ]);

    internal static readonly BoundTheme Awaits = new(
        "Asynchronous code",
        "The form of an await does not change the bytes that the method reads.",
        [
            new("10", "async Task M(Stream file) { var b = new byte[10]; await file.ReadExactlyAsync(b).ConfigureAwait(false); }"),
            new("10", "Task M(Stream file) => file.ReadExactlyAsync(new byte[10]).AsTask();"),
            new("20", "async Task M(Stream file) { await One(file); await One(file).ConfigureAwait(false); } static async Task One(Stream s) { await s.ReadExactlyAsync(new byte[10]); }"),
            new("12", "async Task M(Stream file) { var n = await Count(file); await file.ReadExactlyAsync(new byte[n]); } static async ValueTask<int> Count(Stream s) { await s.ReadExactlyAsync(new byte[4]); return 8; }"),
            new("10", "void M(Stream file) { file.ReadExactlyAsync(new byte[10]).AsTask().GetAwaiter().GetResult(); }"),
            new("20", "async Task M(Stream file) { var first = file.ReadAsync(new byte[10]); var second = file.ReadAsync(new byte[10]); await first; await second; }"),
            new("8", "async Task M(FileStream file) { await using (file) { await file.ReadExactlyAsync(new byte[8]); } }"),
            new("9", "async Task M(Stream file) { try { await file.ReadExactlyAsync(new byte[8]); } catch (IOException) when (file.ReadByte() == 0) { await Task.Yield(); } }"),
        ]);

    internal static readonly BoundTheme Declared = new(
        "Declared bounds",
        "[ReadsAtMost] and [ReadsToEnd] on a parameter declare the bytes that unknown code reads of the file.",
        [
            new("24", "void M(Stream file) { Unseen(file); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Unseen([ReadsAtMost(24)] Stream s);"),
            new("whole", "void M(Stream file) { Unseen(file); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Unseen([ReadsToEnd] Stream s);"),
            new("24", "void M(Stream file, IReader reader) { reader.Use(file); } interface IReader { void Use([ReadsAtMost(24)] Stream s); }"),
            new("24", "void M(Stream file, Reader reader) { reader.Use(file); } abstract class Reader { public abstract void Use([ReadsAtMost(24)] Stream s); } class Other : Reader { public override void Use(Stream s) => s.CopyTo(Stream.Null); }"),
            new("24", "void M(Stream file, Other reader) { reader.Use(file); } abstract class Reader { public abstract void Use([ReadsAtMost(24)] Stream s); } abstract class Other : Reader { public abstract override void Use(Stream s); }"),
            new("unknown", "void M(Stream file) { Unseen(file, file); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Unseen([ReadsAtMost(24)] Stream s, Stream t);"),
        ]);
}
