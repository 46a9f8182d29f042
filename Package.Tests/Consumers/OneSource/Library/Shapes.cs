using System;
using System.IO;
using System.Threading.Tasks;
using System.Xml;
using IoPolicy;

[assembly: DropPagesAfterFullWrite(On = typeof(XmlDocument), Method = nameof(XmlDocument.Save), File = "filename")]

namespace Library;

/// <summary>One method for each place where a file can be: opened inside, returned, dropped by hand, in a directory, or in another library.</summary>
public static partial class Shapes
{
    private const int Bytes = 4 << 20;

    /// <summary>Runs one method on the file.</summary>
    public static async Task RunAsync(string shape, string path)
    {
        switch (shape)
        {
            case "method":
                Read(path);
                break;
            case "partial":
                ReadPartial(path);
                break;
            case "async":
                await ReadAsync(path).ConfigureAwait(false);
                break;
            case "lambda":
                WriteInLambda(path)();
                break;
            case "whole":
                ReadWhole(path);
                break;
            case "async-whole":
                await Task.Run(() => ReadLines(path)).ConfigureAwait(false);
                break;
            case "constructor":
                using (var journal = new Journal(path))
                {
                    journal.Append();
                }

                break;
            case "type":
                using (var reader = new Reader(path))
                {
                    Drain(reader.File);
                }

                break;
            case "result":
                using (var file = Open(path))
                {
                    Drain(file);
                }

                break;
            case "async-result":
                using (var file = await OpenAsync(path).ConfigureAwait(false))
                {
                    Drain(file);
                }

                break;
            case "by-hand":
                using (var file = File.Create(path).DropBehind(new DropBehindOptions { WindowBytes = 1 << 20 }))
                {
                    Fill(file);
                }

                break;
            case "assembly":
                Document().Save(path);
                break;
            case "directory":
                WriteDirectory(Path.GetDirectoryName(path)!, Path.GetFileName(path));
                break;
            case "condition":
                await ReadIfAsync(path, drops: true).ConfigureAwait(false);
                break;
            case "path-window":
                WriteWindowed(path);
                break;
            default:
                throw new ArgumentException(shape);
        }
    }

    [DropPagesAfterFullRead]
    private static long Read(string path)
    {
        using var file = File.OpenRead(path);
        return Drain(file);
    }

    [DropPagesAfterFullRead]
    private static partial long ReadPartial(string path);

    private static long ReadPartialCore(string path)
    {
        using var reader = new BinaryReader(new FileInfo(path).OpenRead());
        return Drain(reader.BaseStream);
    }

    [DropPagesAfterFullRead]
    private static async Task ReadAsync(string path)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.Read);
        await file.CopyToAsync(Stream.Null).ConfigureAwait(false);
    }

    [DropPagesAfterFullRead(When = nameof(drops))]
    private static partial Task ReadIfAsync(string path, bool drops);

    private static async Task ReadIfCoreAsync(string path, bool drops)
    {
        await Task.Yield();
        using var file = File.OpenRead(path);
        await file.CopyToAsync(Stream.Null).ConfigureAwait(false);
    }

    [DropPagesAfterFullWrite]
    private static Action WriteInLambda(string path) => () =>
    {
        using var file = File.Create(path);
        Fill(file);
    };

    [DropPagesAfterFullRead]
    private static int ReadWhole(string path) => File.ReadAllBytes(path).Length;

    [DropPagesAfterFullRead]
    private static int ReadLines(string path)
    {
        var lines = 0;
        foreach (var line in File.ReadLines(path))
        {
            lines += line.Length;
        }

        return lines;
    }

    [DropPagesAfterFullRead]
    private static partial FileStream Open(string path);

    private static FileStream OpenCore(string path) => File.OpenRead(path);

    [DropPagesAfterFullRead]
    private static partial Task<Stream> OpenAsync(string path);

    private static async Task<Stream> OpenCoreAsync(string path)
    {
        await Task.Yield();
        return new BufferedStream(File.OpenRead(path));
    }

    [DropPagesAfterFullWrite(File = nameof(directory), Recurse = true)]
    internal static void WriteDirectory(string directory, string name)
    {
        using var file = File.Create(Path.Combine(directory, name));
        Fill(file);
    }

    [DropPagesAfterFullWrite(File = nameof(path), WindowBytes = 1 << 20)]
    private static partial void WriteWindowed(string path);

    private static void WriteWindowedCore(string path)
    {
        using var file = File.Create(path);
        Fill(file);
    }

    private static XmlDocument Document()
    {
        var document = new XmlDocument();
        var root = document.AppendChild(document.CreateElement("archive"))!;
        root.InnerText = new string('x', Bytes);
        return document;
    }

    private static long Drain(Stream file)
    {
        var block = new byte[1 << 16];
        long total = 0;
        int read;
        while ((read = file.Read(block, 0, block.Length)) > 0)
        {
            total += read;
        }

        return total;
    }

    private static void Fill(Stream file)
    {
        var block = new byte[1 << 16];
        for (var written = 0; written < Bytes; written += block.Length)
        {
            file.Write(block, 0, block.Length);
        }
    }

    /// <summary>A policy on a constructor, which opens the file that other members write.</summary>
    private sealed class Journal : IDisposable
    {
        private readonly FileStream _file;

        [DropPagesAfterFullWrite]
        public Journal(string path) => _file = File.Open(path, FileMode.Create, FileAccess.Write, FileShare.Read);

        public void Append() => Fill(_file);

        public void Dispose() => _file.Dispose();
    }

    /// <summary>A policy on a type.</summary>
    [DropPagesAfterFullRead]
    private sealed class Reader : IDisposable
    {
        public Reader(string path) => File = System.IO.File.OpenRead(path);

        public FileStream File { get; }

        public void Dispose() => File.Dispose();
    }
}
