namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Only one of two exclusive branches runs, so their bytes are not added. The last rows are branches that can both run.</summary>
public sealed class ExclusiveBranchTests
{
    [Theory]
    [InlineData("48", "void M(BinaryReader file, int v) { if (v == 1) file.ReadBytes(24); if (v != 1) file.ReadBytes(48); }", Label = "a number and its negated comparison")]
    [InlineData("48", "void M(BinaryReader file, bool v) { if (v) file.ReadBytes(24); if (!v) file.ReadBytes(48); }", Label = "a bool and its negation")]
    [InlineData("49", "void M(BinaryReader file) { var v = file.ReadByte(); if (v == 1) file.ReadBytes(24); if (v != 1) file.ReadBytes(48); }", Label = "a number from the file")]
    [InlineData("50", "void M(BinaryReader file) { var v = file.ReadByte(); if (v == 1) file.ReadBytes(24); file.ReadByte(); if (v != 1) file.ReadBytes(48); }", Label = "a read between the branches")]
    [InlineData("49", "void M(BinaryReader file) { var wide = file.ReadByte() == 1; if (wide) file.ReadBytes(24); if (!wide) file.ReadBytes(48); }", Label = "a comparison in a local")]
    [InlineData("49", "void M(BinaryReader file) { var big = false; if (file.ReadByte() == 1) { file.ReadBytes(24); big = true; } if (!big) { file.ReadBytes(48); } }", Label = "a flag that the first branch sets")]
    [InlineData("49", "void M(BinaryReader file) { var v = file.ReadByte(); switch (v) { case 1: file.ReadBytes(24); break; case 2: file.ReadBytes(10); break; } switch (v) { case 1: break; case 2: file.ReadBytes(38); break; default: file.ReadBytes(48); break; } }", Label = "two switches over one number")]
    [InlineData("48", "void M(BinaryReader file, int v) { if (v < 3) file.ReadBytes(24); if (v >= 3) file.ReadBytes(48); }", Label = "less than, and not less than")]
    [InlineData("48", "void M(BinaryReader file, int v) { if (v <= 3) file.ReadBytes(24); if (v > 3) file.ReadBytes(48); }", Label = "at most, and above")]
    [InlineData("48", "void M(BinaryReader file, string? v) { if (v == null) file.ReadBytes(24); if (v != null) file.ReadBytes(48); }", Label = "null and not null, by operators")]
    [InlineData("48", "void M(BinaryReader file, string? v) { if (v is null) file.ReadBytes(24); if (v is not null) file.ReadBytes(48); }", Label = "null and not null, by patterns")]
    [InlineData("48", "void M(BinaryReader file, int v) { if (v == 1) file.ReadBytes(24); else if (v == 2) file.ReadBytes(30); if (v == 3) file.ReadBytes(48); }", Label = "three different numbers")]
    [InlineData("48", "void M(BinaryReader file, Kind v) { if (v == Kind.A) file.ReadBytes(24); if (v == Kind.B) file.ReadBytes(48); } public enum Kind { A, B }", Label = "two values of an enumeration")]
    [InlineData("48", "void M(BinaryReader file, int a, int b) { if (a < b) file.ReadBytes(24); if (a >= b) file.ReadBytes(48); }", Label = "a comparison of two variables")]
    [InlineData("48", "readonly bool _v; void M(BinaryReader file) { if (_v) file.ReadBytes(24); if (!_v) file.ReadBytes(48); }", Label = "a field")]
    [InlineData("48", "void M(BinaryReader file, int v) { Head(file, v); if (v != 1) file.ReadBytes(48); } static void Head(BinaryReader r, int v) { if (v == 1) r.ReadBytes(24); }", Label = "a first branch in a helper")]
    [InlineData("72", "void M(BinaryReader file, int v) { if (v == 1) { file.ReadBytes(24); v = 2; } if (v != 1) file.ReadBytes(48); }", Label = "the first branch changes the number, so both branches can run")]
    [InlineData("72", "void M(BinaryReader file, int v) { if (v == 1) file.ReadBytes(24); if (v < 4) file.ReadBytes(48); }", Label = "conditions that overlap, so both branches can run")]
    [InlineData("72", "void M(BinaryReader file, bool a, bool b) { if (a) file.ReadBytes(24); if (!b) file.ReadBytes(48); }", Label = "conditions about two variables, so both branches can run")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
