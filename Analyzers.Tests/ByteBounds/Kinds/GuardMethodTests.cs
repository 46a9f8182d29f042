namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>The guards of <c>ArgumentOutOfRangeException</c>. A bound of 103 shows a lower limit of 1, because the method reads 100 − n bytes after its 4.</summary>
public sealed class GuardMethodTests
{
    [Theory]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); ArgumentOutOfRangeException.ThrowIfNegative(n); file.ReadBytes(100 - n); }", Label = "ThrowIfNegative")]
    [InlineData("103", "void M(BinaryReader file) { var n = file.ReadInt32(); ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n); file.ReadBytes(100 - n); }", Label = "ThrowIfNegativeOrZero")]
    [InlineData("94", "void M(BinaryReader file) { var n = file.ReadInt32(); ArgumentOutOfRangeException.ThrowIfLessThan(n, 10); file.ReadBytes(100 - n); }", Label = "ThrowIfLessThan")]
    [InlineData("93", "void M(BinaryReader file) { var n = file.ReadInt32(); ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(n, 10); file.ReadBytes(100 - n); }", Label = "ThrowIfLessThanOrEqual")]
    [InlineData("44", "void M(BinaryReader file) { var n = file.ReadInt32(); ArgumentOutOfRangeException.ThrowIfNegative(n); ArgumentOutOfRangeException.ThrowIfGreaterThan(n, 40); file.ReadBytes(n); }", Label = "ThrowIfGreaterThan")]
    [InlineData("44", "void M(BinaryReader file) { var n = file.ReadInt32(); ArgumentOutOfRangeException.ThrowIfNegative(n); ArgumentOutOfRangeException.ThrowIfGreaterThan(other: 40, value: n); file.ReadBytes(n); }", Label = "ThrowIfGreaterThan with named arguments in another order")]
    [InlineData("43", "void M(BinaryReader file) { var n = file.ReadInt32(); ArgumentOutOfRangeException.ThrowIfNegative(n); ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(n, 40); file.ReadBytes(n); }", Label = "ThrowIfGreaterThanOrEqual")]
    [InlineData("12", "void M(BinaryReader file) { var n = file.ReadInt32(); ArgumentOutOfRangeException.ThrowIfNotEqual(n, 8); file.ReadBytes(n); }", Label = "ThrowIfNotEqual")]
    [InlineData("10", "void M(BinaryReader file) { var n = file.ReadInt32(); n &= 7; ArgumentOutOfRangeException.ThrowIfEqual(n, 7); file.ReadBytes(n); }", Label = "ThrowIfEqual")]
    [InlineData("103", "void M(BinaryReader file) { var n = file.ReadInt32(); n &= 7; ArgumentOutOfRangeException.ThrowIfZero(n); file.ReadBytes(100 - n); }", Label = "ThrowIfZero")]
    [InlineData("44", "void M(BinaryReader file) { var n = file.ReadInt32(); ArgumentOutOfRangeException.ThrowIfNegative(n); var most = 40; ArgumentOutOfRangeException.ThrowIfGreaterThan(n, most); file.ReadBytes(n); }", Label = "a limit in a local")]
    [InlineData("8", "void M(BinaryReader file) { file.ReadInt64(); var most = 40; ArgumentOutOfRangeException.ThrowIfLessThan(most, 80); file.ReadBytes(200); }", Label = "a guard that always throws ends the method")]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadInt32(); ArgumentOutOfRangeException.ThrowIfGreaterThan(n, 40); file.ReadBytes(n); } static class ArgumentOutOfRangeException { internal static void ThrowIfGreaterThan(int n, int most) => Console.WriteLine(n + most); }", Label = "a class of the user's own with the same name")]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadInt32(); ArgumentOutOfRangeException.ThrowIfNegative(n); file.ReadBytes(n); }", Label = "ThrowIfNegative, which sets no upper limit")]
    public void Each_guard_sets_its_limit(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
