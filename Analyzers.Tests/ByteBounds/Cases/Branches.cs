namespace Analyzers.Tests.ByteBounds.Cases;

internal static class Branches
{
    internal static readonly BoundTheme Choices = new(
        "Branches",
        "Of several branches, the branch that reads most determines the bound.",
        [
            new("20", "void M(Stream file, bool x) { var b = new byte[64]; if (x) { file.ReadExactly(b, 0, 10); } else { file.ReadExactly(b, 0, 20); } }"),
            new("14", "void M(BinaryReader file, int v) { file.ReadInt32(); switch (v) { case 1: file.ReadInt16(); break; case 2: file.ReadBytes(10); break; default: throw new IOException(); } }"),
            new("20", "void M(BinaryReader file, int v) { file.ReadBytes(v switch { 1 => 8, 2 => 16, > 5 and < 9 => 20, _ => throw new IOException() }); }"),
            new("8", "object M(BinaryReader file, object kind) => kind switch { int => file.ReadInt32(), string { Length: > 3 } => file.ReadInt64(), _ => file.ReadByte() };"),
            new("16", "void M(Stream file, bool x) { file.ReadExactly(new byte[x ? 8 : 16]); }"),
            new("9", "void M(Stream file) { if (file.ReadByte() is 3) { file.ReadExactly(new byte[8]); } }"),
            new("5", "void M(Stream? file) { file?.ReadExactly(new byte[5]); }"),
            new("6", "int M(BinaryReader? file) => file?.ReadInt16() ?? file?.ReadInt32() ?? 0;"),
            new("3", "bool M(Stream file) => file.ReadByte() == 1 && (file.ReadByte() == 2 || file.ReadByte() == 3);"),
            new("12", "void M(BinaryReader file, int v) { if (v == 0) { file.ReadInt32(); return; } file.ReadInt64(); if (v == 1) { return; } file.ReadInt32(); }"),
            new("8", "void M(BinaryReader file, int v) { if (v == 0) { goto done; } file.ReadInt64(); return; done: file.ReadInt32(); }"),
            new("8", "void M(BinaryReader file, int v) { switch (v) { case 0: file.ReadInt32(); goto case 1; case 1: file.ReadInt32(); break; } }"),
            new("4", "void M(Stream? file) { if (file is FileStream { CanRead: true } f) { f.ReadExactly(new byte[4]); } }"),
        ]);

    internal static readonly BoundTheme Guards = new(
        "Guards",
        "A number from the file has a bound if the code checks it first.",
        [
            new("40", "void M(Stream file, int n) { file.ReadExactly(new byte[Math.Min(n, 40)]); }"),
            new("40", "void M(Stream file, int n) { file.ReadExactly(new byte[Math.Clamp(max: 40, value: n, min: 8)]); }"),
            new("44", "void M(BinaryReader file) { int n = file.ReadInt32(); if (n < 0 || n > 40) { throw new IOException(); } file.ReadBytes(n); }"),
            new("44", "void M(BinaryReader file) { int n = file.ReadInt32(); if ((uint)n > 40) { return; } file.ReadBytes(n); }"),
            new("45", "void M(BinaryReader file) { int n = file.ReadInt32(); if ((uint)n > 40) { file.ReadByte(); n = 40; } file.ReadBytes(n); }"),
            new("44", "void M(BinaryReader file) { int n = file.ReadInt32(); if ((uint)n > 40) { n = n < 0 ? 40 : 20; } file.ReadBytes(n); }"),
            new("44", "void M(BinaryReader file) { int n = file.ReadInt32(); if (n is < 0 or > 40) { return; } file.ReadBytes(n); }"),
            new("65537", "void M(BinaryReader file) { file.ReadBytes(file.ReadUInt16()); }"),
            new("19", "void M(BinaryReader file) { file.ReadBytes(file.ReadInt32() & 15); }"),
            new("11", "void M(BinaryReader file) { file.ReadBytes(file.ReadInt32() % 8); }"),
            new("1000", "void M(Stream file, int k) { file.ReadExactly(new byte[1000 >> (k & 7)]); }"),
            new("125", "void M(Stream file, int k) { if (k is < 3 or > 7) { return; } file.ReadExactly(new byte[1000 >> k]); }"),
            new("1000", "void M(Stream file, int k) { if (k is < 0 or > 31) { return; } file.ReadExactly(new byte[1000 >>> k]); }"),
            new("44", "void M(BinaryReader file) { var n = file.ReadInt32(); ArgumentOutOfRangeException.ThrowIfNegative(n); ArgumentOutOfRangeException.ThrowIfGreaterThan(n, 40); file.ReadBytes(n); }"),
            new("44", "void M(BinaryReader file) { var n = file.ReadInt32(); if (n > 40) { Fail(); } file.ReadBytes(n); } static void Fail() => throw new IOException();"),
            new("44", "void M(BinaryReader file) { var n = file.ReadInt32(); if (n > 40) { Fail(); } file.ReadBytes(n); } [System.Diagnostics.CodeAnalysis.DoesNotReturn] [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Fail();"),
            new("whole", "void M(BinaryReader file) { var n = file.ReadInt32(); if (n > 40) { Warn(); } file.ReadBytes(n); } static void Warn() { Console.WriteLine(); }"),
            new("whole", "async Task M(BinaryReader file) { var n = file.ReadInt32(); if (n > 40) { _ = FailAsync(); } file.ReadBytes(n); await Task.Yield(); } static async Task FailAsync() { await Task.Yield(); throw new IOException(); }"),
        ]);

    internal static readonly BoundTheme Handlers = new(
        "Exceptions",
        "A handler can run after any read in its try block. A finally block runs on each exit.",
        [
            new("12", "void M(Stream file) { try { file.ReadExactly(new byte[8]); } catch (IOException) { file.ReadExactly(new byte[4]); } }"),
            new("12", "void M(Stream file) { try { file.ReadExactly(new byte[8]); } finally { file.ReadExactly(new byte[4]); } }"),
            new("13", "void M(Stream file) { try { file.ReadExactly(new byte[8]); } catch (IOException) when (file.ReadByte() > 3) { file.ReadExactly(new byte[4]); } }"),
            new("28", "void M(Stream file) { var n = 4; try { file.ReadExactly(new byte[8]); n = 20; file.ReadByte(); n = 2; } catch (IOException) { file.ReadExactly(new byte[n - 1]); } }"),
            new("10", "void M(Stream file) { try { file.ReadByte(); return; } finally { try { file.ReadByte(); } finally { file.ReadExactly(new byte[8]); } } }"),
            new("12", "void M(Stream file) { using (var reader = new BinaryReader(file)) { reader.ReadInt64(); } file.ReadExactly(new byte[4]); }"),
            new("20", "void M(Stream file) { for (var i = 0; i < 4; i++) { try { if (file.ReadByte() == 0) { continue; } } finally { file.ReadExactly(new byte[4]); } } }"),
            new("9", "readonly object _gate = new(); void M(Stream file) { lock (_gate) { file.ReadByte(); } file.ReadExactly(new byte[8]); }"),
            new("whole", "void M(BinaryReader file) { try { while (true) { file.ReadInt64(); } } catch (EndOfStreamException) { } }"),
        ]);
}
