namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Limits that are not literals. If the value of a limit is unknown, the bound is not constant.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("104", "const int Max = 100; void M(BinaryReader file) { var n = file.ReadInt32(); if (n > Max) return; file.ReadBytes(n); }", Label = "a constant")]
    [InlineData("104", "static readonly int Max = 100; void M(BinaryReader file) { var n = file.ReadInt32(); if (n > Max) return; file.ReadBytes(n); }", Label = "a static readonly field")]
    [InlineData("104", "static int Max => 100; void M(BinaryReader file) { var n = file.ReadInt32(); if (n > Max) return; file.ReadBytes(n); }", Label = "an expression body")]
    [InlineData("104", "static int Max { get; } = 100; void M(BinaryReader file) { var n = file.ReadInt32(); if (n > Max) return; file.ReadBytes(n); }", Label = "a property without a setter")]
    [InlineData("104", "static int Max { get { return 100; } } void M(BinaryReader file) { var n = file.ReadInt32(); if (n > Max) return; file.ReadBytes(n); }", Label = "a getter with a block")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); if (n > Limits.Max) return; file.ReadBytes(n); } static class Limits { public static readonly int Max = 10 * 10; }", Label = "a computed constant of another type")]
    [InlineData("4", "readonly int _max; void M(BinaryReader file) { var n = file.ReadInt32(); if (n > _max) return; file.ReadBytes(n); }", Label = "a field that no code assigns")]
    [InlineData("108", "void M(BinaryReader file) { var w = file.ReadInt32(); var h = file.ReadInt32(); if (w * h > 100) return; file.ReadBytes(w * h); }", Label = "a product without overflow check")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("requested", "static int Max { get; set; } = 100; void M(BinaryReader file) { var n = file.ReadInt32(); if (n > Max) return; file.ReadBytes(n); }", Label = "a property with a setter")]
    [InlineData("requested", "static int Max = 100; void M(BinaryReader file) { var n = file.ReadInt32(); if (n > Max) return; file.ReadBytes(n); }", Label = "a static field that can change")]
    [InlineData("requested", "void M(BinaryReader file, int max) { var n = file.ReadInt32(); if (n > max) return; file.ReadBytes(n); }", Label = "a parameter")]
    [InlineData("requested", "void M(BinaryReader file, Options o) { var n = file.ReadInt32(); if (n > o.Max) return; file.ReadBytes(n); } public class Options { public int Max { get; set; } = 64; }", Label = "a property of a parameter")]
    [InlineData("requested", "void M(BinaryReader file, Options o) { var n = file.ReadUInt64(); if (n > o.Max) return; file.ReadBytes((int)n); } public record Options(ulong Max);", Label = "an unsigned property")]
    [InlineData("requested", "void M(BinaryReader file, int max) { var n = file.ReadInt32(); ArgumentOutOfRangeException.ThrowIfGreaterThan(n, max); file.ReadBytes(n); }", Label = "ThrowIfGreaterThan")]
    [InlineData("requested", "void M(BinaryReader file, int max) { var n = file.ReadInt32(); for (var i = 0; i < n && i < max; i++) { file.ReadByte(); } }", Label = "a loop with two conditions")]
    [InlineData("requested", "void M(BinaryReader file, int max) { var n = file.ReadInt32(); if (n > max) return; for (var i = 0; i < n; i++) { file.ReadInt64(); } }", Label = "a loop after a check")]
    [InlineData("requested", "void M(BinaryReader file, int max) { var n = file.ReadInt32(); if (n != max) return; file.ReadBytes(n); }", Label = "equality with a parameter")]
    [InlineData("requested", "void M(BinaryReader file, int max) { var w = file.ReadInt32(); var h = file.ReadInt32(); if ((long)w * h > max) return; file.ReadBytes(w * h); }", Label = "a product against a parameter")]
    [InlineData("requested", "void M(BinaryReader file) { var n = file.ReadInt32(); if (n + 4 > 104) return; file.ReadBytes(n + 4 - 4); }", Label = "a sum that may overflow")]
    public void No_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadInt32(); if (n > file.BaseStream.Length - file.BaseStream.Position) return; file.ReadBytes(n); }", Label = "the rest of the file")]
    [InlineData("whole", "void M(BinaryReader file, int min) { var n = file.ReadInt32(); if (n < min) return; file.ReadBytes(n); }", Label = "a lower limit")]
    public void A_whole_read_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
