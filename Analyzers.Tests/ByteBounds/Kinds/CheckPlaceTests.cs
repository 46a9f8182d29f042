namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Checks of a number in a helper, in a Boolean variable or in a pattern, and checks of a nullable number.</summary>
public sealed class CheckPlaceTests
{
    [Theory]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); Check(n); file.ReadBytes(n); } static void Check(int n) { if (n < 0 || n > 100) throw new IOException(); }", Label = "a helper that throws")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); if (!IsSane(n)) return; file.ReadBytes(n); } static bool IsSane(int n) => n >= 0 && n <= 100;", Label = "a helper that returns whether it is sane")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); if (IsBad(n)) throw new IOException(); file.ReadBytes(n); } static bool IsBad(int n) => n is < 0 or > 100;", Label = "a helper that returns whether it is bad")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); if (!IsSane(n)) return; file.ReadBytes(n); } static bool IsSane(int n) { if (n < 0) return false; if (n > 100) return false; return true; }", Label = "a helper with several returns")]
    [InlineData("4100", "void M(BinaryReader file) { var n = file.ReadInt32(); Guard.InRange(n, 0, 4096); file.ReadBytes(n); } static class Guard { public static void InRange(int value, int low, int high) { if (value < low || value > high) throw new ArgumentOutOfRangeException(nameof(value)); } }", Label = "a guard with limits as arguments")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); Require(n <= 100); file.ReadBytes(n); } static void Require([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool ok) { if (!ok) throw new IOException(); }", Label = "DoesNotReturnIf on a helper")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); Ext.Unseen.Require(n <= 100); file.ReadBytes(n); } class Ext { public class Unseen { [System.Runtime.InteropServices.DllImport(\"x\")] public static extern void Require([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool ok); } }", Label = "DoesNotReturnIf on a method without source")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); var ok = n >= 0 && n <= 100; if (!ok) throw new IOException(); file.ReadBytes(n); }", Label = "a local for the result of both comparisons")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); bool bad = n > 100; if (bad) throw new IOException(); file.ReadBytes(n); }", Label = "a local for one comparison")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); bool bad = n < 0 || n > 100; if (bad) { return; } file.ReadBytes(n); }", Label = "a local for a disjunction")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); var ok = true; if (n > 100) { ok = false; } if (ok) { file.ReadBytes(n); } }", Label = "a local that a branch sets")]
    [InlineData("1028", "void M(BinaryReader file) { int? n = file.ReadInt32(); if (n is null or < 0 or > 1024) return; file.ReadBytes(n.Value); }", Label = "a nullable with an or pattern")]
    [InlineData("1028", "void M(BinaryReader file) { int? n = file.ReadInt32(); if (n is not (>= 0 and <= 1024)) return; file.ReadBytes(n.Value); }", Label = "a nullable with a not pattern")]
    [InlineData("1028", "void M(BinaryReader file) { int? n = Read(file); if (n is not { } k || k > 1024) return; file.ReadBytes(k); } static int? Read(BinaryReader r) { var n = r.ReadInt32(); return n < 0 ? null : n; }", Label = "a nullable from a helper")]
    [InlineData("1028", "void M(BinaryReader file) { int? n = file.ReadInt32(); if (n > 1024) return; file.ReadBytes(n ?? 0); }", Label = "a lifted comparison")]
    [InlineData("1028", "void M(BinaryReader file) { int? n = file.ReadInt32(); if (!n.HasValue || n.Value > 1024) return; file.ReadBytes(n.Value); }", Label = "HasValue")]
    [InlineData("104", "void M(BinaryReader file) { var n = Checked(file.ReadInt32()); file.ReadBytes(n); } static int Checked(int n) { if (n > 100) throw new IOException(); return n; }", Label = "a helper that returns the checked value")]
    [InlineData("104", "void M(BinaryReader file) { var n = Checked(file.ReadInt32()); file.ReadBytes(n); } static int Checked(int n) => n <= 100 ? n : throw new IOException();", Label = "a helper with a conditional throw")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); Check(n); file.ReadBytes(n); void Check(int k) { if (k > 100) throw new IOException(); } }", Label = "a local function that throws")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); if (TooBig()) return; file.ReadBytes(n); bool TooBig() => n > 100; }", Label = "a local function that captures the value")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); if (n > 100) ThrowHelper(n); file.ReadBytes(n); } static void ThrowHelper(int n) => throw new IOException();", Label = "a helper that always throws")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); _ = n > 100 ? throw new IOException() : 0; file.ReadBytes(n); }", Label = "a throw expression")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); var k = n switch { < 0 => 0, > 100 => throw new IOException(), _ => n }; file.ReadBytes(k); }", Label = "a switch expression")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); switch (n) { case < 0: case > 100: throw new IOException(); } file.ReadBytes(n); }", Label = "a switch statement")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); Check<int>(n, 100); file.ReadBytes(n); } static void Check<T>(int n, int max) { if (n > max) throw new IOException(); }", Label = "a generic helper")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); Verify(n, 100, nameof(n)); file.ReadBytes(n); } static void Verify(int value, int max, string name) { if (value > max || value < 0) throw new InvalidDataException(name); }", Label = "a helper with a name for the message")]
    [InlineData("104", "async Task M(BinaryReader file) { var n = file.ReadInt32(); await CheckAsync(n); file.ReadBytes(n); } static async Task CheckAsync(int n) { await Task.Yield(); if (n > 100) throw new IOException(); }", Label = "an asynchronous helper")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("requested", "void M(BinaryReader file) { var n = file.ReadInt32(); System.Diagnostics.Debug.Assert(n < 100); file.ReadBytes(n); }", Label = "Debug.Assert, which a release build removes")]
    [InlineData("requested", "void M(BinaryReader file, IGuard g) { var n = file.ReadInt32(); if (!g.IsOk(n)) return; file.ReadBytes(n); } public interface IGuard { bool IsOk(int n); }", Label = "an interface without known code")]
    [InlineData("requested", "void M(BinaryReader file, Action<int> check) { var n = file.ReadInt32(); check(n); file.ReadBytes(n); }", Label = "a delegate without known code")]
    [InlineData("requested", "void M(BinaryReader file, HashSet<int> valid) { var n = file.ReadInt32(); if (!valid.Contains(n)) return; file.ReadBytes(n); }", Label = "a set")]
    [InlineData("requested", "void M(BinaryReader file) { var n = file.ReadInt32(); CheckV(n); file.ReadBytes(n); } public virtual void CheckV(int n) { }", Label = "a virtual method")]
    public void No_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadInt32(); Log(n); file.ReadBytes(n); } static void Log(int n) { Console.WriteLine(n); }", Label = "a helper that only logs")]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadInt32(); Check(n); file.ReadBytes(n); } static void Check(int n) { if (n < 0) throw new IOException(); }", Label = "a check for negative values alone")]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadInt32(); if (!IsSane(n)) return; file.ReadBytes(n); } static bool IsSane(int n) => n >= 0;", Label = "a helper that checks for negative values alone")]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadInt32(); var k = file.ReadInt32(); Check(k); file.ReadBytes(n); } static void Check(int n) { if (n > 100) throw new IOException(); }", Label = "a check of another value")]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadInt32(); var ok = n <= 100; if (ok) { Console.WriteLine(); } file.ReadBytes(n); }", Label = "a check that nothing depends on")]
    public void A_whole_read_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
