using System.Text;

namespace Kv.Tests.Infrastructure;

/// <summary>Writes tar archives byte by byte, including archives that no tar program writes.</summary>
internal sealed class TarBytes
{
    private const int BlockBytes = 512;

    private readonly List<byte> _bytes = [];

    /// <summary>Adds a member with any header.</summary>
    /// <param name="name">The name.</param>
    /// <param name="data">The data of the member.</param>
    /// <param name="type">The type flag.</param>
    /// <param name="size">The 12 bytes of the size; null: the correct size in octal digits.</param>
    /// <param name="owner">The 8 bytes of the owner's number.</param>
    /// <param name="modified">The 12 bytes of the modification time.</param>
    /// <param name="link">The link's target.</param>
    /// <param name="isGnu">Whether the format is GNU instead of POSIX.</param>
    internal TarBytes Add(
        string name, ReadOnlySpan<byte> data = default, char type = '0', byte[]? size = null, byte[]? owner = null, byte[]? modified = null, string link = "", bool isGnu = false)
    {
        Span<byte> header = stackalloc byte[BlockBytes];
        header.Clear();
        Encoding.UTF8.GetBytes(name, header);
        "0000644\0"u8.CopyTo(header[100..]);
        (owner ?? "0000000\0"u8.ToArray()).CopyTo(header[108..]);
        "0000000\0"u8.CopyTo(header[116..]);
        (size ?? Encoding.ASCII.GetBytes(Convert.ToString(data.Length, 8).PadLeft(11, '0') + "\0")).CopyTo(header[124..]);
        (modified ?? "00000000000\0"u8.ToArray()).CopyTo(header[136..]);
        header[156] = (byte)type;
        Encoding.UTF8.GetBytes(link, header[157..]);
        (isGnu ? "ustar  \0"u8 : "ustar\u000000"u8).CopyTo(header[257..]);
        header[148..156].Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
        _bytes.AddRange(header);
        _bytes.AddRange(data);
        _bytes.AddRange(new byte[(BlockBytes - (_bytes.Count % BlockBytes)) % BlockBytes]);
        return this;
    }

    /// <summary>Creates a number in base 256. GNU tar uses this form for numbers that exceed the octal digits.</summary>
    internal static byte[] Base256(int bytes, byte first, byte rest)
    {
        var number = new byte[bytes];
        Array.Fill(number, rest);
        number[0] = first;
        return number;
    }

    /// <summary>Creates a record of a pax header: the length of the record, the name and the value.</summary>
    internal static byte[] Record(string name, string value)
    {
        var tail = $" {name}={value}\n";
        var length = tail.Length + 1;
        while ($"{length}{tail}".Length != length)
        {
            length = $"{length}{tail}".Length;
        }

        return Encoding.UTF8.GetBytes($"{length}{tail}");
    }

    /// <summary>Writes the archive, by default with its two end blocks.</summary>
    internal void Save(string path, bool withEnd = true)
    {
        if (withEnd)
        {
            _bytes.AddRange(new byte[2 * BlockBytes]);
        }

        File.WriteAllBytes(path, [.. _bytes]);
    }
}
