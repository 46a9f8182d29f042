namespace Generators.Tests.Running;

/// <summary>One row of <see cref="OpenedCaseTests"/>: code with a policy for the files that it opens, in one shape, with one member that opens a file.</summary>
public sealed record OpenedCase(OpenedShape Shape, Opener Opener)
{
    public string Name => $"Opened_{Shape}_{Opener.Name}";

    /// <summary>
    /// All rows. Each member is in a method and a type, or in an asynchronous method. The typical members are in all shapes, and those that
    /// open a handle in all shapes with a wrapper.
    /// </summary>
    public static IReadOnlyList<OpenedCase> All { get; } =
    [
        .. from shape in Enum.GetValues<OpenedShape>()
           from opener in Opener.All
           where opener.IsAsync == IsAsync(shape)
           where opener.NeedsWrapper ? HasWrapper(shape) : opener.IsTypical || shape is OpenedShape.Method or OpenedShape.AsyncMethod or OpenedShape.Type
           select new OpenedCase(shape, opener),
    ];

    public static bool IsAsync(OpenedShape shape) => shape >= OpenedShape.AsyncMethod;

    /// <summary>Whether a wrapper runs around the code, and ends when the code has ended.</summary>
    private static bool HasWrapper(OpenedShape shape) => shape is OpenedShape.Method or OpenedShape.Partial or OpenedShape.OpenedOption or OpenedShape.Lambda
        or OpenedShape.LocalFunction or OpenedShape.Generic or OpenedShape.AsyncMethod or OpenedShape.AsyncPartial or OpenedShape.AsyncLambda;

    public override string ToString() => Name;
}

/// <summary>The kind of code that opens the file.</summary>
public enum OpenedShape
{
    Method,
    Partial,
    OpenedOption,
    Constructor,
    StaticConstructor,
    Type,
    TypeInTwoParts,
    NestedType,
    Struct,
    InterfaceDefault,
    FieldInitializer,
    Lambda,
    LocalFunction,
    Iterator,
    Getter,
    Operator,
    ExplicitImplementation,
    Generic,
    AsyncMethod,
    AsyncPartial,
    AsyncLambda,
    AsyncVoid,
}

/// <summary>A member of .NET that opens a file, and code that reads or writes 256 KiB with it.</summary>
/// <param name="Name">The name of the row.</param>
/// <param name="Work">The work under the policy.</param>
/// <param name="Code">Statements that use <c>path</c>, and end in a <c>return</c> of a positive number.</param>
public sealed record Opener(string Name, Work Work, string Code)
{
    private const string Sum = "var n = 0; while (reader.Read() >= 0) n++; return n;";
    private const string Fill = "for (var i = 0; i < 4096; i++) writer.Write(new string('x', 64)); return 1;";

    /// <summary>Whether every shape has this row.</summary>
    public bool IsTypical { get; init; }

    /// <summary>Whether the row opens a handle, whose pages are dropped when the method returns.</summary>
    public bool NeedsWrapper => Name.Contains("OpenHandle", StringComparison.Ordinal);

    public bool IsAsync => Code.Contains("await ", StringComparison.Ordinal);

    /// <summary>Whether the policy is about the copy beside the file.</summary>
    public bool TargetsCopy => Work == Work.Write && Code.Contains("\".copy\"", StringComparison.Ordinal);

    public static IReadOnlyList<Opener> All { get; } =
    [
        new("OpenRead", Work.Read, "using var file = File.OpenRead(path); return Lab.Work.Read(file);") { IsTypical = true },
        new("ReadAllBytes", Work.Read, "return File.ReadAllBytes(path).Length;") { IsTypical = true },
        new("Create", Work.Write, "using var file = File.Create(path); return Lab.Work.Write(file);") { IsTypical = true },
        new("Open_mode", Work.Write, "using var file = File.Open(path, FileMode.Create); return Lab.Work.Write(file);"),
        new("Open_mode_read", Work.Read, "using var file = File.Open(path, FileMode.Open); return Lab.Work.Read(file);"),
        new("Open_access", Work.Read, "using var file = File.Open(path, FileMode.Open, FileAccess.Read); return Lab.Work.Read(file);"),
        new("Open_share", Work.Write, "using var file = File.Open(path, FileMode.Create, FileAccess.Write, FileShare.Read); return Lab.Work.Write(file);"),
        new("Open_options", Work.Read, "using var file = File.Open(path, new FileStreamOptions { BufferSize = 0 }); return Lab.Work.Read(file);"),
        new("Open_named", Work.Read, "using var file = File.Open(mode: FileMode.Open, path: path, access: FileAccess.Read); return Lab.Work.Read(file);"),
        new("OpenWrite", Work.Write, "using var file = File.OpenWrite(path); return Lab.Work.Write(file);"),
        new("Create_options", Work.Write, "using var file = File.Create(path, 1, FileOptions.Asynchronous); return Lab.Work.Write(file);"),
        new("OpenText", Work.Read, $"using var reader = File.OpenText(path); {Sum}"),
        new("CreateText", Work.Write, $"using var writer = File.CreateText(path); {Fill}"),
        new("AppendText", Work.Write, $"using var writer = File.AppendText(path); {Fill}"),
        new("Using_static", Work.Read, "using var file = OpenRead(path); return Lab.Work.Read(file);"),
        new("Through_a_copy", Work.Read, "using var target = new MemoryStream(); using (var file = File.OpenRead(path)) { file.CopyTo(target); } return (int)target.Length;"),
        new("Through_a_reader", Work.Read, $"using var reader = new StreamReader(File.OpenRead(path)); {Sum}"),
        new("ReadAllText", Work.Read, "return File.ReadAllText(path).Length;"),
        new("ReadAllLines", Work.Read, "return File.ReadAllLines(path, System.Text.Encoding.Latin1).Length;"),
        new("ReadLines", Work.Read, "return File.ReadLines(path).Count();"),
        new("ReadLines_twice", Work.Read, "var lines = File.ReadLines(path, System.Text.Encoding.UTF8); var n = lines.Count(); return n == lines.Count() ? n : 0;"),
        new("WriteAllBytes", Work.Write, "File.WriteAllBytes(path, new byte[Lab.Work.Bytes]); return 1;"),
        new("WriteAllBytes_span", Work.Write, "File.WriteAllBytes(path, new byte[Lab.Work.Bytes].AsSpan()); return 1;"),
        new("WriteAllText", Work.Write, "File.WriteAllText(path, new string('x', Lab.Work.Bytes)); return 1;"),
        new("WriteAllLines", Work.Write, "File.WriteAllLines(path, Enumerable.Repeat(\"line\", 60_000)); return 1;"),
        new("AppendAllText", Work.Write, "File.AppendAllText(path, new string('x', Lab.Work.Bytes)); return 1;"),
        new("AppendAllLines", Work.Write, "File.AppendAllLines(path, [new string('x', Lab.Work.Bytes)]); return 1;"),
        new("Copy_source", Work.Read, "File.Copy(path, path + \".copy\", overwrite: true); return 1;"),
        new("Copy_target", Work.Write, "File.Copy(path, path + \".copy\", overwrite: true); return 1;"),
        new("FileInfo_OpenRead", Work.Read, "using var file = new FileInfo(path).OpenRead(); return Lab.Work.Read(file);"),
        new("FileInfo_OpenRead_conditional", Work.Read, "FileInfo? info = new(path); using var file = info?.OpenRead(); return Lab.Work.Read(file!);"),
        new("FileInfo_Open", Work.Read, "using var file = new FileInfo(path).Open(FileMode.Open, FileAccess.Read); return Lab.Work.Read(file);"),
        new("FileInfo_OpenWrite", Work.Write, "using var file = new FileInfo(path).OpenWrite(); return Lab.Work.Write(file);"),
        new("FileInfo_Create", Work.Write, "using var file = new FileInfo(path).Create(); return Lab.Work.Write(file);"),
        new("FileInfo_OpenText", Work.Read, $"using var reader = new FileInfo(path).OpenText(); {Sum}"),
        new("FileInfo_CreateText", Work.Write, $"using var writer = new FileInfo(path).CreateText(); {Fill}"),
        new("FileInfo_AppendText", Work.Write, $"using var writer = new FileInfo(path).AppendText(); {Fill}"),
        new("FileInfo_CopyTo_source", Work.Read, "new FileInfo(path).CopyTo(path + \".copy\", overwrite: true); return 1;"),
        new("FileInfo_CopyTo_target", Work.Write, "new FileInfo(path).CopyTo(path + \".copy\", overwrite: true); return 1;"),
        new("XDocument_Load", Work.Read, "Lab.Files.Xml(path); return System.Xml.Linq.XDocument.Load(path).Root!.Value.Length;"),
        new("XmlDocument_Load", Work.Read, "Lab.Files.Xml(path); var xml = new System.Xml.XmlDocument(); xml.Load(path); return xml.InnerText.Length;"),
        new("XElement_Save", Work.Write, "new System.Xml.Linq.XElement(\"a\", new string('x', Lab.Work.Bytes)).Save(path); return 1;"),
        new("XmlDocument_Save", Work.Write, "var xml = new System.Xml.XmlDocument(); xml.AppendChild(xml.CreateElement(\"a\"))!.InnerText = new string('x', Lab.Work.Bytes); xml.Save(path); return 1;"),
        new("DataTable_WriteXml", Work.Write, "using var table = new System.Data.DataTable(\"t\"); table.Columns.Add(\"c\"); table.Rows.Add(new string('x', Lab.Work.Bytes)); table.WriteXml(path); return 1;"),
        new("ZipFile_ExtractToDirectory", Work.Read, "Lab.Files.Zip(path); ZipFile.ExtractToDirectory(path, path + \".out\", true); return 1;"),
        new("ZipFile_CreateFromDirectory", Work.Write, "ZipFile.CreateFromDirectory(Lab.Files.Directory(path), path, CompressionLevel.NoCompression, false); return 1;"),
        new("TarFile_CreateFromDirectory", Work.Write, "System.Formats.Tar.TarFile.CreateFromDirectory(Lab.Files.Directory(path), path, false); return 1;"),
        new("ZipArchive_CreateEntryFromFile", Work.Read, "using var zip = new ZipArchive(new MemoryStream(), ZipArchiveMode.Create); zip.CreateEntryFromFile(path, \"e\"); return 1;"),
        new("ZipArchive_CreateEntryFromFile_static", Work.Read, "using var zip = new ZipArchive(new MemoryStream(), ZipArchiveMode.Create); ZipFileExtensions.CreateEntryFromFile(zip, path, \"e\"); return 1;"),
        new("ZipArchiveEntry_ExtractToFile", Work.Write, "using var zip = Lab.Files.Zip(); zip.Entries[0].ExtractToFile(path, true); return 1;"),
        new("TarWriter_WriteEntry", Work.Read, "using var tar = new System.Formats.Tar.TarWriter(new MemoryStream()); tar.WriteEntry(path, \"e\"); return 1;"),
        new("VisualBasic_ReadAllBytes", Work.Read, "return Microsoft.VisualBasic.FileIO.FileSystem.ReadAllBytes(path).Length;"),
        new("VisualBasic_WriteAllBytes", Work.Write, "Microsoft.VisualBasic.FileIO.FileSystem.WriteAllBytes(path, new byte[Lab.Work.Bytes], false); return 1;"),
        new("VisualBasic_CopyFile_source", Work.Read, "Microsoft.VisualBasic.FileIO.FileSystem.CopyFile(path, path + \".copy\", true); return 1;"),
        new("VisualBasic_CopyFile_target", Work.Write, "Microsoft.VisualBasic.FileIO.FileSystem.CopyFile(path, path + \".copy\", true); return 1;"),
        new("VisualBasic_OpenTextFileReader", Work.Read, $"using var reader = Microsoft.VisualBasic.FileIO.FileSystem.OpenTextFileReader(path); {Sum}"),
        new("VisualBasic_OpenTextFileWriter", Work.Write, $"using var writer = Microsoft.VisualBasic.FileIO.FileSystem.OpenTextFileWriter(path, false); {Fill}"),
        new("OpenHandle_read", Work.Read, "using var file = File.OpenHandle(path); return RandomAccess.Read(file, new byte[Lab.Work.Bytes], 0);"),
        new("OpenHandle_closed_early", Work.Read, "int n; using (var file = File.OpenHandle(path)) { n = RandomAccess.Read(file, new byte[Lab.Work.Bytes], 0); } return n;"),
        new("OpenHandle_named", Work.Read, "using var file = File.OpenHandle(access: FileAccess.Read, path: path); return RandomAccess.Read(file, new byte[Lab.Work.Bytes], 0);"),
        new("OpenHandle_write", Work.Write, "using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write); RandomAccess.Write(file, new byte[Lab.Work.Bytes], 0); return 1;"),
        new("OpenHandle_both", Work.Write, "using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite); RandomAccess.Write(file, new byte[Lab.Work.Bytes], 0); return RandomAccess.Read(file, new byte[9], 0);"),
        new("OpenHandle_both_for_a_read_policy", Work.Read, "using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite); RandomAccess.Write(file, new byte[9], 0); return RandomAccess.Read(file, new byte[Lab.Work.Bytes], 0);"),
        new("OpenHandle_async_read", Work.Read, "using var file = File.OpenHandle(path, options: FileOptions.Asynchronous); await Task.Yield(); return await RandomAccess.ReadAsync(file, new byte[Lab.Work.Bytes], 0);"),
        new("OpenHandle_async_write", Work.Write, "await Task.Yield(); using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write); await RandomAccess.WriteAsync(file, new byte[Lab.Work.Bytes], 0); return 1;"),
        new("ZipFile_ExtractToDirectoryAsync", Work.Read, "Lab.Files.Zip(path); await ZipFile.ExtractToDirectoryAsync(path, path + \".out\", true); return 1;"),
        new("TarFile_CreateFromDirectoryAsync", Work.Write, "await System.Formats.Tar.TarFile.CreateFromDirectoryAsync(Lab.Files.Directory(path), path, false); return 1;"),
        new("Async_OpenRead", Work.Read, "await using var file = File.OpenRead(path); var buffer = new byte[10_000]; var n = 0; for (int read; (read = await file.ReadAsync(buffer)) > 0; n += read) { } return n;") { IsTypical = true },
        new("Async_Create", Work.Write, "await using var file = File.Create(path); await file.WriteAsync(new byte[Lab.Work.Bytes]); return 1;") { IsTypical = true },
        new("ReadAllBytesAsync", Work.Read, "return (await File.ReadAllBytesAsync(path)).Length;") { IsTypical = true },
        new("ReadAllTextAsync", Work.Read, "return (await File.ReadAllTextAsync(path)).Length;"),
        new("ReadAllLinesAsync", Work.Read, "return (await File.ReadAllLinesAsync(path)).Length;"),
        new("ReadLinesAsync", Work.Read, "var n = 0; await foreach (var line in File.ReadLinesAsync(path)) n++; return n;"),
        new("WriteAllBytesAsync", Work.Write, "await File.WriteAllBytesAsync(path, new byte[Lab.Work.Bytes]); return 1;"),
        new("WriteAllTextAsync", Work.Write, "await File.WriteAllTextAsync(path, new string('x', Lab.Work.Bytes)); return 1;"),
        new("WriteAllLinesAsync", Work.Write, "await File.WriteAllLinesAsync(path, [new string('x', Lab.Work.Bytes)]); return 1;"),
        new("AppendAllTextAsync", Work.Write, "await File.AppendAllTextAsync(path, new string('x', Lab.Work.Bytes)); return 1;"),
    ];
}
