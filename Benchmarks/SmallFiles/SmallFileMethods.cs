namespace IoPolicy.Benchmarks.SmallFiles;

/// <summary>The methods that write and read a whole small file: without a policy, and with each form of a policy.</summary>
internal static partial class SmallFileMethods
{
    /// <summary>Gets an action that creates a file, writes it by <paramref name="save"/>, and closes it.</summary>
    internal static Action<string, ArraySegment<byte>> Saving(Action<FileStream, ArraySegment<byte>> save) => (path, bytes) =>
    {
        using var file = Create(path);
        save(file, bytes);
    };

    /// <summary>Gets an action that opens a file, reads it by <paramref name="load"/>, and closes it.</summary>
    internal static Action<string, ArraySegment<byte>> Loading(Action<FileStream, ArraySegment<byte>> load) => (path, bytes) =>
    {
        using var file = Open(path);
        load(file, bytes);
    };

    internal static void SavePlainly(FileStream file, ArraySegment<byte> bytes) => file.Write(bytes);

    internal static void SaveThenSync(FileStream file, ArraySegment<byte> bytes)
    {
        file.Write(bytes);
        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }

    internal static void SaveDropBehind(string path, ArraySegment<byte> bytes)
    {
        using var file = Create(path).DropBehind();
        file.Write(bytes);
    }

    [DropPagesAfterFullWrite]
    internal static partial void SaveOpened(string path, ArraySegment<byte> bytes);

    private static void SaveOpenedCore(string path, ArraySegment<byte> bytes)
    {
        using var file = File.Open(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });
        file.Write(bytes);
    }

    internal static void LoadDropBehind(string path, ArraySegment<byte> bytes)
    {
        using var file = Open(path).DropBehind();
        Read(file, bytes);
    }

    [DropPagesAfterFullRead]
    internal static partial void LoadOpened(string path, ArraySegment<byte> bytes);

    private static void LoadOpenedCore(string path, ArraySegment<byte> bytes)
    {
        using var file = File.Open(path, new FileStreamOptions { BufferSize = 0 });
        Read(file, bytes);
    }

    [DropPagesAfterFullWrite]
    internal static partial void Save(FileStream file, ArraySegment<byte> bytes);

    private static void SaveCore(FileStream file, ArraySegment<byte> bytes) => file.Write(bytes);

    [DropPagesAfterFullWrite(Mode = DropBehindMode.Uncached)]
    internal static partial void SaveInUncachedMode(FileStream file, ArraySegment<byte> bytes);

    private static void SaveInUncachedModeCore(FileStream file, ArraySegment<byte> bytes) => file.Write(bytes);

    [DropPagesAfterFullWrite(Background = true)]
    internal static partial void SaveInBackground(FileStream file, ArraySegment<byte> bytes);

    private static void SaveInBackgroundCore(FileStream file, ArraySegment<byte> bytes) => file.Write(bytes);

    [DropPagesAfterFullWrite(Durable = true)]
    internal static partial void SaveDurable(FileStream file, ArraySegment<byte> bytes);

    private static void SaveDurableCore(FileStream file, ArraySegment<byte> bytes) => file.Write(bytes);

    [DropPagesAfterFullRead]
    internal static partial void Load(FileStream file, ArraySegment<byte> bytes);

    private static void LoadCore(FileStream file, ArraySegment<byte> bytes) => Read(file, bytes);

    [DropPagesAfterFullRead(Mode = DropBehindMode.Uncached)]
    internal static partial void LoadInUncachedMode(FileStream file, ArraySegment<byte> bytes);

    private static void LoadInUncachedModeCore(FileStream file, ArraySegment<byte> bytes) => Read(file, bytes);

    [DropPagesAfterFullRead(Background = true)]
    internal static partial void LoadInBackground(FileStream file, ArraySegment<byte> bytes);

    private static void LoadInBackgroundCore(FileStream file, ArraySegment<byte> bytes) => Read(file, bytes);

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    internal static void Read(FileStream file, ArraySegment<byte> bytes)
    {
        while (file.Read(bytes) > 0)
        {
        }
    }
}
