using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UncheckedAllocationAnalyzer, IoPolicy.CodeFixes.UncheckedAllocationCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP512 on allocations whose size comes from a file.</summary>
public sealed class UncheckedAllocationAnalyzerTests
{
    [Theory]
    [InlineData("a number", "var n = reader.ReadInt32();\nvar bytes = {|IOP512:new byte[n]|};", "var n = reader.ReadInt32();\nif (n < 0 || n > reader.BaseStream.Length - reader.BaseStream.Position)\n{\n    throw new InvalidDataException();\n}\n\nvar bytes = new byte[n];")]
    [InlineData("an unsigned number", "var n = reader.ReadUInt32();\nvar bytes = {|IOP512:new byte[n]|};", "var n = reader.ReadUInt32();\nif (n > reader.BaseStream.Length - reader.BaseStream.Position)\n{\n    throw new InvalidDataException();\n}\n\nvar bytes = new byte[n];")]
    [InlineData("a name that is a keyword", "var @params = reader.ReadInt32();\nvar bytes = {|IOP512:new byte[@params]|};", "var @params = reader.ReadInt32();\nif (@params < 0 || @params > reader.BaseStream.Length - reader.BaseStream.Position)\n{\n    throw new InvalidDataException();\n}\n\nvar bytes = new byte[@params];")]
    public Task The_fix_compares_with_the_rest_of_the_file(string label, string code, string fixedCode) => Check.Fixes(Indented(label, code), Indented(label, fixedCode));

    [Theory]
    [InlineData("in place", "var bytes = {|IOP512:new byte[reader.ReadInt32()]|};")]
    [InlineData("a buffer", "var head = new byte[8];\nfile.ReadExactly(head);\nvar n = BinaryPrimitives.ReadInt32BigEndian(head);\nvar bytes = {|IOP512:new byte[n]|};")]
    public Task A_number_without_a_variable_has_no_fix(string label, string code) => Check.Fixes(Indented(label, code), Indented(label, code));

    [Theory]
    [InlineData("a number", "var bytes = {|IOP512:new byte[reader.ReadInt32()]|};")]
    [InlineData("a variable", "var n = reader.ReadInt32(); var bytes = {|IOP512:new byte[n]|};")]
    [InlineData("a cast", "var n = (int)reader.ReadUInt32(); var bytes = {|IOP512:new byte[n]|};")]
    [InlineData("64 bits", "var n = reader.ReadInt64(); var items = {|IOP512:new long[n]|};")]
    [InlineData("a sum", "var n = reader.ReadInt32(); var bytes = {|IOP512:new byte[n + 16]|};")]
    [InlineData("a product", "var n = reader.ReadInt32(); var bytes = {|IOP512:new byte[4 * n]|};")]
    [InlineData("a pool", "var n = reader.ReadInt32(); var bytes = {|IOP512:ArrayPool<byte>.Shared.Rent(n)|};")]
    [InlineData("GC", "var n = reader.ReadInt32(); var bytes = {|IOP512:GC.AllocateUninitializedArray<byte>(n)|};")]
    [InlineData("ReadBytes", "var n = reader.ReadInt32(); var bytes = {|IOP512:reader.ReadBytes(n)|};")]
    [InlineData("a 7-bit number", "var bytes = {|IOP512:new byte[reader.Read7BitEncodedInt()]|};")]
    [InlineData("a buffer of the file", "Span<byte> head = stackalloc byte[8]; file.ReadExactly(head); var n = BinaryPrimitives.ReadInt32LittleEndian(head); var bytes = {|IOP512:new byte[n]|};")]
    [InlineData("a slice", "var head = new byte[8]; file.ReadExactly(head, 0, 8); var n = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)); var bytes = {|IOP512:new byte[n]|};")]
    [InlineData("BitConverter", "var head = new byte[8]; file.ReadExactly(head); var bytes = {|IOP512:new byte[BitConverter.ToInt32(head, 4)]|};")]
    [InlineData("a range of a buffer", "Span<byte> head = stackalloc byte[8]; file.ReadExactly(head); var n = BinaryPrimitives.ReadInt32LittleEndian(head[4..]); var bytes = {|IOP512:new byte[n]|};")]
    [InlineData("a range of an array", "var head = new byte[8]; file.ReadExactly(head); var n = BitConverter.ToInt32(head[4..]); var bytes = {|IOP512:new byte[n]|};")]
    [InlineData("the span of a memory", "Memory<byte> head = new byte[8]; file.ReadExactly(head.Span); var n = BinaryPrimitives.ReadInt32LittleEndian(head.Span); var bytes = {|IOP512:new byte[n]|};")]
    [InlineData("an element of a list", "List<byte[]> heads = [new byte[8]]; file.ReadExactly(heads[0]); var bytes = {|IOP512:new byte[BitConverter.ToInt32(heads[0], 0)]|};")]
    [InlineData("an asynchronous read", "_ = Load(); async Task Load() { var head = new byte[8]; await file.ReadExactlyAsync(head); var bytes = {|IOP512:new byte[BitConverter.ToInt32(head, 0)]|}; }")]
    [InlineData("RandomAccess", "var head = new byte[8]; RandomAccess.Read(file.SafeFileHandle, head, 0); var bytes = {|IOP512:new byte[BitConverter.ToInt32(head, 0)]|};")]
    [InlineData("a whole file", "var all = File.ReadAllBytes(\"name\"); var bytes = {|IOP512:new byte[BinaryPrimitives.ReadInt32LittleEndian(all)]|};")]
    [InlineData("a whole file, asynchronously", "_ = Load(); async Task Load() { var all = await File.ReadAllBytesAsync(\"name\"); var bytes = {|IOP512:new byte[BinaryPrimitives.ReadInt32LittleEndian(all)]|}; }")]
    [InlineData("a list", "var n = reader.ReadInt32(); var items = {|IOP512:new List<string>(n)|};")]
    [InlineData("a dictionary", "var items = {|IOP512:new Dictionary<string, int>(reader.ReadInt32())|};")]
    [InlineData("EnsureCapacity", "var items = new List<string>(); {|IOP512:items.EnsureCapacity(reader.ReadInt32())|};")]
    [InlineData("a pinned array", "var n = reader.ReadInt32(); var bytes = {|IOP512:GC.AllocateArray<byte>(n, pinned: true)|};")]
    [InlineData("a memory pool", "var n = reader.ReadInt32(); using var owner = {|IOP512:MemoryPool<byte>.Shared.Rent(n)|};")]
    [InlineData("a difference before it", "var n = reader.ReadInt32(); var rest = n - 4; var bytes = {|IOP512:new byte[n]|}; file.Position = rest;")]
    [InlineData("a sum before it", "var n = reader.ReadInt32(); var end = n + 4; var bytes = {|IOP512:new byte[n]|}; file.Position = end;")]
    [InlineData("a product before it", "var n = reader.ReadInt32(); var size = n * 4; var bytes = {|IOP512:new byte[n]|}; file.Position = size;")]
    [InlineData("a loop afterwards", "var n = reader.ReadInt32(); var items = {|IOP512:new string[n]|}; for (var i = 0; i < n; i++) { items[i] = reader.ReadString(); }")]
    public Task An_unchecked_size_is_reported(string label, string code) => Check.Reports(Class(label, code));

    [Theory]
    [InlineData("compared", "var n = reader.ReadInt32(); if (n > file.Length) { throw new InvalidDataException(); } var bytes = new byte[n];")]
    [InlineData("a pattern", "var n = reader.ReadInt32(); if (n is < 0 or > 1000) { throw new InvalidDataException(); } var bytes = new byte[n];")]
    [InlineData("a helper that throws", "var n = reader.ReadInt32(); ArgumentOutOfRangeException.ThrowIfGreaterThan(n, 100); var bytes = new byte[n];")]
    [InlineData("a helper that checks", "var n = reader.ReadInt32(); Validate(n); var bytes = new byte[n];")]
    [InlineData("a limit", "var bytes = new byte[Math.Min(reader.ReadInt32(), 4096)];")]
    [InlineData("a limit of a variable", "var n = Math.Min(reader.ReadInt32(), 4096); var bytes = new byte[n];")]
    [InlineData("masked", "var bytes = new byte[reader.ReadInt32() & 0xFFFF];")]
    [InlineData("16 bits", "var bytes = new byte[reader.ReadUInt16()];")]
    [InlineData("a byte", "var bytes = new byte[reader.ReadByte()];")]
    [InlineData("narrowed", "var bytes = reader.ReadBytes((byte)reader.ReadInt32());")]
    [InlineData("narrowed to a variable", "var n = (ushort)reader.ReadInt32(); var bytes = new byte[n];")]
    [InlineData("a narrow variable", "short n = checked((short)reader.ReadInt32()); var bytes = new byte[n];")]
    [InlineData("a constant", "reader.ReadInt32(); var bytes = new byte[16];")]
    [InlineData("a parameter", "reader.ReadInt32(); var bytes = new byte[count];")]
    [InlineData("the length of the file", "reader.ReadInt32(); var bytes = new byte[file.Length];")]
    [InlineData("assigned again", "var n = reader.ReadInt32(); n = 100; var bytes = new byte[n];")]
    [InlineData("masked by an assignment", "var n = reader.ReadInt32(); n &= 0xFFFF; var bytes = new byte[n];")]
    [InlineData("counted down", "var n = reader.ReadInt32(); n--; var bytes = new byte[n];")]
    [InlineData("limited by reference", "var n = reader.ReadInt32(); Limit(ref n); var bytes = new byte[n]; static void Limit(ref int value) => value = 16;")]
    [InlineData("set by an out argument", "var n = reader.ReadInt32(); int.TryParse(\"16\", out n); var bytes = new byte[n];")]
    [InlineData("narrowed to a character", "char n = (char)reader.ReadInt32(); var bytes = new byte[n];")]
    [InlineData("another member of BitConverter", "var head = new byte[8]; file.ReadExactly(head); reader.ReadInt32(); var bytes = new byte[BitConverter.ToInt16(head, 0)];")]
    [InlineData("a memory stream", "using var memory = new BinaryReader(new MemoryStream(data)); var bytes = new byte[memory.ReadInt32()];")]
    [InlineData("a parameter for memory", "Copy(new MemoryStream(data)); static void Copy(MemoryStream from) { var b = new byte[4]; from.ReadExactly(b); var n = BitConverter.ToInt32(b, 0); var bytes = new byte[n]; }")]
    [InlineData("a connection", "Receive(null!); static void Receive(System.Net.Sockets.NetworkStream from) { var b = new byte[4]; from.ReadExactly(b); var bytes = new byte[BitConverter.ToInt32(b, 0)]; }")]
    [InlineData("a helper for memory", "Read(new BinaryReader(new MemoryStream(data))); using var two = new BinaryReader(new MemoryStream(data)); Read(two); static byte[] Read(BinaryReader from) => from.ReadBytes(from.ReadInt32());")]
    [InlineData("a buffer of the program", "var n = BinaryPrimitives.ReadInt32LittleEndian(data); var bytes = new byte[n];")]
    [InlineData("values in place", "var items = new[] { reader.ReadInt32(), reader.ReadInt32() };")]
    [InlineData("a switch", "var n = reader.ReadInt32(); switch (n) { case 1: break; default: throw new InvalidDataException(); } var bytes = new byte[n];")]
    public Task A_checked_or_known_size_is_not_reported(string label, string code) => Check.Reports(Class(label, code));

    [Fact]
    public Task The_bodies_of_properties_are_reported() => Check.Reports(
        "class C { BinaryReader r = null!; byte[] All => {|IOP512:new byte[r.ReadInt32()]|}; byte[] One { get { return {|IOP512:r.ReadBytes(r.ReadInt32())|}; } } }");

    private static string Indented(string label, string code) => Class(label, code.Replace("\n", "\n        ", StringComparison.Ordinal).Replace("\n        \n", "\n\n", StringComparison.Ordinal));

    private static string Class(string label, string code) => $$"""
        // {{label}}
        class C
        {
            void M(BinaryReader reader, FileStream file, byte[] data, int count)
            {
                {{code}}
            }

            static void Validate(int n) { if (n > 100) throw new InvalidDataException(); }
        }
        """;
}
