using IoPolicy;

namespace Documented;

/// <summary>The operations of an archive.</summary>
public interface IArchive
{
    /// <summary>Loads the archive.</summary>
    /// <param name="file">The file of the archive.</param>
    /// <returns>The number of bytes.</returns>
    long Load(FileStream file);
}

/// <summary>An archive. Each member has a comment, or deliberately none.</summary>
public sealed partial class Archive : IArchive
{
    /// <inheritdoc/>
    [DropPagesAfterFullRead]
    public partial long Load(FileStream file);

    // This body has no comment, so the documentation file has no member with its name.
    private long LoadCore(FileStream file) => Drain(file);

    /// <summary>Saves the archive asynchronously.</summary>
    /// <typeparam name="T">The type of the <paramref name="parts"/>.</typeparam>
    /// <seealso cref="Load(FileStream)"/>
    [DropPagesAfterFullWrite]
    public static partial Task SaveAsync<T>(Stream file, IReadOnlyList<T> parts)
        where T : notnull;

    /// <summary>The body has its own comment. It must not replace the comment of the declaration.</summary>
    private static async Task SaveCoreAsync<T>(Stream file, IReadOnlyList<T> parts)
        where T : notnull
    {
        foreach (var part in parts)
        {
            await file.WriteAsync(BitConverter.GetBytes(part.GetHashCode()));
        }
    }

    /// <summary>An ordinary method, which <see cref="Open"/> calls.</summary>
    [DropPagesAfterFullRead]
    public static long LoadOrdinary(FileStream file) => Drain(file);

    /// <summary>The call that is intercepted.</summary>
    public static long Open(string path)
    {
        using var file = File.OpenRead(path);
        return LoadOrdinary(file) + Parts.Header(file);
    }

    private static long Drain(FileStream file)
    {
        file.CopyTo(Stream.Null);
        return file.Length;
    }

    /// <summary>A type within the type.</summary>
    internal static partial class Parts
    {
        /// <summary>The header.</summary>
        [HeaderOnly]
        public static partial int Header(FileStream file);

        private static int HeaderCore(FileStream file) => file.ReadByte();
    }
}
