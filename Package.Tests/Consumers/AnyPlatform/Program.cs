using System.Runtime.InteropServices;
using IoPolicy;

// The arguments are pairs of an action and a path. One process runs them all, because its start takes seconds under an emulator.
for (var index = 0; index < args.Length; index += 2)
{
    var (action, path) = (args[index], args[index + 1]);
    Console.WriteLine($"{RuntimeInformation.RuntimeIdentifier} {action}: {Run(action, path)}");
}

static string Run(string action, string path)
{
    switch (action)
    {
        case "drop":
            using (var file = File.OpenHandle(path))
            {
                var before = PageCache.GetResidency(file);
                var outcome = PageCache.WriteBackAndDrop(file);
                return $"{outcome.Status}, {Text(before.CachedPages)} pages before, {Text(PageCache.GetResidency(file).CachedPages)} pages after";
            }

        case "load":
            using (var file = File.OpenRead(path))
            {
                return $"{Archive.Load(file)} bytes";
            }

        case "save":
            using (var file = File.Create(path))
            {
                Archive.Save(file);
                return $"{file.Length} bytes";
            }

        case "uncached":
            using (var file = new DropBehindStream(File.Create(path), new DropBehindOptions { Mode = DropBehindMode.Uncached }))
            {
                file.Write(new byte[Archive.Bytes]);
                file.Complete();
                return $"{file.Length} bytes";
            }

        default:
            DurableFile.Replace(path, static file => file.Write("replaced"u8));
            return File.ReadAllText(path);
    }
}

static string Text(long? pages) => pages?.ToString() ?? "unknown";

internal static partial class Archive
{
    internal const int Bytes = 8 << 20;

    [DropPagesAfterFullRead]
    public static partial long Load(FileStream file);

    private static long LoadCore(FileStream file)
    {
        file.CopyTo(Stream.Null);
        return file.Position;
    }

    [DropPagesAfterFullWrite(Durable = true)]
    public static void Save(FileStream file) => file.Write(new byte[Bytes]);
}
