using System;
using System.IO;
using IoPolicy;

/// <summary>One method for each rule about saves. IOP501 reports two, because S508 does not flush its file either.</summary>
internal static class Saves
{
    public static void S501(string path, string text) { File.WriteAllText(path + "~", text); File.Move(path + "~", path, true); }
    public static void S502(string path, byte[] data) { using (var file = File.Create(path + "~")) { file.Write(data); file.Flush(); } File.Move(path + "~", path, true); }
    public static void S503(string tempPath, string path) { File.Delete(path); File.Move(tempPath, path); }
    public static void S504(string path, byte[] data) { using var file = File.OpenWrite(path); file.Write(data); }
    public static void S505(string path) { var made = Path.GetTempFileName(); File.Move(made, path, true); }
    public static void S506(string path, byte[] data) { using var save = DurableFile.Create(path); try { save.Stream.Write(data); } finally { save.Commit(); } }
    public static void S507(string path) { using var file = File.Create(path); using var writer = new StreamWriter(file); writer.Write("a"); file.Flush(true); }
    public static void S508(string path) { using var writer = new StreamWriter(path + "~"); writer.Write("a"); File.Move(path + "~", path, true); }
    public static void S509(string path) { using var file = File.Create(path); using (var writer = new StreamWriter(file)) { writer.Write("a"); } file.Flush(true); }
    public static void S510(FileStream file, byte[][] records) { foreach (var record in records) { file.Write(record); file.Flush(true); } }
    public static void S511(string path, byte[] data) { var file = File.Create(path); file.Write(data); try { file.Dispose(); } catch { } }
    public static byte[] S512(BinaryReader reader) { var length = reader.ReadInt32(); return new byte[length]; }
    public static void S513(string path, byte[] data) { using (var file = File.Create(path + "~")) { file.Write(data); file.Flush(true); } File.Move(path + "~", path, true); }
}
