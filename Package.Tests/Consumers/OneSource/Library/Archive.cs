using System.IO;
using System.Threading;
using System.Threading.Tasks;
using IoPolicy;

namespace Library;

/// <summary>One source for four targets, without preprocessor directives: partial and ordinary methods, synchronous and asynchronous.</summary>
public static partial class Archive
{
    [DropPagesAfterFullRead]
    public static partial long Load(FileStream file);

    private static long LoadCore(FileStream file) => Drain(file);

    [DropPagesAfterFullRead(WindowBytes = 1 << 20)]
    public static partial Task<long> LoadAsync(Stream file, CancellationToken cancellationToken);

    private static async Task<long> LoadCoreAsync(Stream file, CancellationToken cancellationToken)
    {
        await file.CopyToAsync(Stream.Null, 1 << 16, cancellationToken).ConfigureAwait(false);
        return file.Length;
    }

    [DropPagesAfterFullWrite(Durable = true)]
    public static partial void Save(FileStream file, byte[] payload);

    private static void SaveCore(FileStream file, byte[] payload) => file.Write(payload, 0, payload.Length);

    [DropPagesAfterFullWrite(KeepPagesVariable = "ARCHIVE_KEEP_PAGES")]
    public static partial Task SaveAsync(FileStream file, byte[] payload);

    private static Task SaveCoreAsync(FileStream file, byte[] payload) => file.WriteAsync(payload, 0, payload.Length);

    [HeaderOnly]
    public static partial int Version(FileStream file);

    private static int VersionCore(FileStream file) => file.ReadByte();

    /// <summary>An ordinary method. Its callers in this library and elsewhere are intercepted.</summary>
    [DropPagesAfterFullRead]
    public static long LoadOrdinary(FileStream file) => Drain(file);

    /// <summary>An ordinary method that returns a task.</summary>
    [DropPagesAfterFullWrite]
    public static async Task SaveOrdinaryAsync(FileStream file, byte[] payload) =>
        await file.WriteAsync(payload, 0, payload.Length).ConfigureAwait(false);

    /// <summary>A call inside the library.</summary>
    public static long Open(string path)
    {
        using var file = File.OpenRead(path);
        return LoadOrdinary(file);
    }

    /// <summary>An asynchronous call inside the library.</summary>
    public static async Task WriteAsync(string path, byte[] payload)
    {
        using var file = File.Create(path);
        await SaveOrdinaryAsync(file, payload).ConfigureAwait(false);
    }

    private static long Drain(FileStream file)
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
}
