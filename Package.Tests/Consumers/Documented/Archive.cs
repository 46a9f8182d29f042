using IoPolicy;

namespace Documented;

/// <summary>What an archive can do.</summary>
public interface IArchive
{
    /// <summary>Loads it.</summary>
    /// <param name="file">Where it is.</param>
    /// <returns>How many bytes it has.</returns>
    long Load(FileStream file);
}

/// <summary>An archive whose every member has a comment, or none on purpose.</summary>
public sealed partial class Archive : IArchive
{
    /// <inheritdoc/>
    [DropPagesAfterFullRead]
    public partial long Load(FileStream file);

    // The body has no comment, so the file has no member of its name.
    private long LoadCore(FileStream file) => Drain(file);

    /// <summary>Saves it, asynchronously.</summary>
    /// <typeparam name="T">What its <paramref name="parts"/> are.</typeparam>
    /// <seealso cref="Load(FileStream)"/>
    [DropPagesAfterFullWrite]
    public static partial Task SaveAsync<T>(Stream file, IReadOnlyList<T> parts)
        where T : notnull;

    /// <summary>The body has a comment too: it stands beside the declaration's, not in its place.</summary>
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
