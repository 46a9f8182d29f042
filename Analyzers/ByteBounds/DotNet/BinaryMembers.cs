using static IoPolicy.Analyzers.ByteBounds.DotNet.SizeRule;
using static IoPolicy.Analyzers.ByteBounds.DotNet.Sizes;

namespace IoPolicy.Analyzers.ByteBounds.DotNet;

/// <summary>The rows of <see cref="DotNetMemberTable"/> for BinaryReader and BinaryWriter.</summary>
internal static class BinaryMembers
{
    internal static readonly IReadOnlyList<MemberEffect> Rows =
    [
        // BinaryReader reads exactly the bytes of the value.
        new("BinaryReader.ReadBoolean()", "One byte.") { Read = AtMost(1), Result = ResultRule.Contents },
        new("BinaryReader.ReadByte()", "One byte.") { Read = AtMost(1), Result = ResultRule.Contents },
        new("BinaryReader.ReadSByte()", "One byte.") { Read = AtMost(1), Result = ResultRule.Contents },
        new("BinaryReader.ReadInt16()", "2 bytes.") { Read = AtMost(2), Result = ResultRule.Contents },
        new("BinaryReader.ReadUInt16()", "2 bytes.") { Read = AtMost(2), Result = ResultRule.Contents },
        new("BinaryReader.ReadHalf()", "2 bytes.") { Read = AtMost(2), Result = ResultRule.Contents },
        new("BinaryReader.ReadInt32()", "4 bytes.") { Read = AtMost(4), Result = ResultRule.Contents },
        new("BinaryReader.ReadUInt32()", "4 bytes.") { Read = AtMost(4), Result = ResultRule.Contents },
        new("BinaryReader.ReadSingle()", "4 bytes.") { Read = AtMost(4), Result = ResultRule.Contents },
        new("BinaryReader.ReadInt64()", "8 bytes.") { Read = AtMost(8), Result = ResultRule.Contents },
        new("BinaryReader.ReadUInt64()", "8 bytes.") { Read = AtMost(8), Result = ResultRule.Contents },
        new("BinaryReader.ReadDouble()", "8 bytes.") { Read = AtMost(8), Result = ResultRule.Contents },
        new("BinaryReader.ReadDecimal()", "16 bytes.") { Read = AtMost(16), Result = ResultRule.Contents },
        new("BinaryReader.Read7BitEncodedInt()", "1 to 5 bytes.") { Read = AtMost(5), Result = ResultRule.Contents },
        new("BinaryReader.Read7BitEncodedInt64()", "1 to 10 bytes.") { Read = AtMost(10), Result = ResultRule.Contents },
        new("BinaryReader.Read(byte[], int, int)", "At most count bytes.") { Read = Bytes("count", "buffer"), Result = ResultRule.Count },
        new("BinaryReader.Read(Span<byte>)", "At most the span's length.") { Read = Fill("buffer"), Result = ResultRule.Count },
        new("BinaryReader.ReadExactly(Span<byte>)", "The span's length.") { Read = Fill("buffer") },
        new("BinaryReader.ReadBytes(int)", "At most count bytes, in an array of the bytes that were read.") { Read = Bytes("count"), Result = ResultRule.Bytes },
        new("BinaryReader.ReadString()", "As many bytes as the length prefix in the file states.") { Read = Size(FileSays), Result = ResultRule.Contents },
        new("BinaryReader.ReadChar()", "One character of the reader's encoding.") { Read = Chars(1), Result = ResultRule.Contents },
        new("BinaryReader.PeekChar()", "Reads one character, then seeks back.") { Read = Chars(1), Result = ResultRule.Contents },
        new("BinaryReader.Read()", "One character of the reader's encoding.") { Read = Chars(1), Result = ResultRule.Contents },
        new("BinaryReader.ReadChars(int)", "count characters of the reader's encoding.") { Read = Chars("count"), Result = ResultRule.Contents },
        new("BinaryReader.Read(char[], int, int)", "count characters of the reader's encoding.") { Read = Chars("count"), Result = ResultRule.Contents },
        new("BinaryReader.Read(Span<char>)", "As many characters as the span holds.") { Read = Size(Unknown), Result = ResultRule.Contents },
        new("BinaryReader.BaseStream", "The inner stream.") { Result = ResultRule.SameFile },
        new("BinaryReader.Close()", "Moves no bytes."),
        new("BinaryReader.Dispose()", "Moves no bytes."),

        // BinaryWriter.
        new("BinaryWriter.Write(bool)", "One byte.") { Written = AtMost(1) },
        new("BinaryWriter.Write(byte)", "One byte.") { Written = AtMost(1) },
        new("BinaryWriter.Write(sbyte)", "One byte.") { Written = AtMost(1) },
        new("BinaryWriter.Write(short)", "2 bytes.") { Written = AtMost(2) },
        new("BinaryWriter.Write(ushort)", "2 bytes.") { Written = AtMost(2) },
        new("BinaryWriter.Write(Half)", "2 bytes.") { Written = AtMost(2) },
        new("BinaryWriter.Write(int)", "4 bytes.") { Written = AtMost(4) },
        new("BinaryWriter.Write(uint)", "4 bytes.") { Written = AtMost(4) },
        new("BinaryWriter.Write(float)", "4 bytes.") { Written = AtMost(4) },
        new("BinaryWriter.Write(long)", "8 bytes.") { Written = AtMost(8) },
        new("BinaryWriter.Write(ulong)", "8 bytes.") { Written = AtMost(8) },
        new("BinaryWriter.Write(double)", "8 bytes.") { Written = AtMost(8) },
        new("BinaryWriter.Write(decimal)", "16 bytes.") { Written = AtMost(16) },
        new("BinaryWriter.Write7BitEncodedInt(int)", "1 to 5 bytes.") { Written = AtMost(5) },
        new("BinaryWriter.Write7BitEncodedInt64(long)", "1 to 10 bytes.") { Written = AtMost(10) },
        new("BinaryWriter.Write(byte[])", "The array's length.") { Written = Fill("buffer") },
        new("BinaryWriter.Write(byte[], int, int)", "count bytes.") { Written = Bytes("count", "buffer") },
        new("BinaryWriter.Write(ReadOnlySpan<byte>)", "The span's length.") { Written = Fill("buffer") },
        new("BinaryWriter.Write(char)", "One character of the writer's encoding.") { Written = Chars(1) },
        new("BinaryWriter.Write(char[])", "The characters, encoded.") { Written = Size(Unknown) },
        new("BinaryWriter.Write(char[], int, int)", "count characters, encoded.") { Written = Chars("count") },
        new("BinaryWriter.Write(ReadOnlySpan<char>)", "The characters, encoded.") { Written = Size(Unknown) },
        new("BinaryWriter.Write(string)", "The length, then the encoded characters.") { Written = Size(Unknown) },
        new("BinaryWriter.Seek(int, SeekOrigin)", "Moves the position.") { Seek = SeekRule.Seek, Result = ResultRule.Position },
        new("BinaryWriter.BaseStream", "The inner stream.") { Result = ResultRule.SameFile },
        new("BinaryWriter.Flush()", "Flushes bytes that were counted when they were written."),
        new("BinaryWriter.Close()", "Flushes bytes that were counted when they were written."),
        new("BinaryWriter.Dispose()", "Flushes bytes that were counted when they were written."),
        new("BinaryWriter.DisposeAsync()", "Flushes bytes that were counted when they were written."),
    ];
}
