using IoPolicy;
using IoPolicy.CommandLine;

namespace Kv.Demo;

/// <summary>Writes the file that represents the weights of a model.</summary>
internal static class WeightsFile
{
    private const int ChunkBytes = (int)(4 * Formatting.MiB);

    /// <summary>
    /// Writes random bytes, because the kernel reads a hole without the disk. Leaves no page cached, because the kernel charges a page
    /// to the cgroup that faults it in first. That must be the child's cgroup.
    /// </summary>
    /// <exception cref="IOException">The disk is full, or the write-back failed.</exception>
    internal static async Task CreateAsync(string path, long bytes, CancellationToken cancellation)
    {
        var chunk = new byte[ChunkBytes];
        new Random(7).NextBytes(chunk);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        for (var written = 0L; written < bytes; written += chunk.Length)
        {
            var length = (int)Math.Min(chunk.Length, bytes - written);
            await file.WriteAsync(chunk.AsMemory(0, length), cancellation).ConfigureAwait(false);
            _ = PageCache.WriteBackAndDrop(file.SafeFileHandle, written, length);
        }

        _ = PageCache.WriteBackAndDrop(file.SafeFileHandle, durable: true);
    }
}
