using System.Text;

namespace IoPolicy.Generators.Naming;

/// <summary>The names of the emitted files: short, and as stable as what they are named after.</summary>
internal static class HintNames
{
    internal const string Interceptors = "Interceptors.g.cs";
    internal const string PolicyMap = "PolicyMap.g.cs";

    /// <summary>
    /// With the hash, the suffix, and the hash before it where case alone tells two types apart, a name stays well within
    /// the 255 bytes of a file system, where EmitCompilerGeneratedFiles writes it. Bytes are counted, for a letter of
    /// an identifier can take three.
    /// </summary>
    internal const int LongestInBytes = 120;

    private const string Suffix = ".g.cs";

    /// <summary>The file of a type, by its full name as C# writes it.</summary>
    internal static string OfType(string type)
    {
        var name = type.Replace('<', '{').Replace('>', '}').Replace(", ", ",");
        return (Encoding.UTF8.GetByteCount(name) <= LongestInBytes ? name : Start(name) + "-" + StableHash.Of(name)) + Suffix;
    }

    /// <summary>The name of a file where another has the same one but for case.</summary>
    internal static string Distinct(string hintName) => StableHash.Of(hintName) + "." + hintName;

    /// <summary>As many whole characters as fit: half a surrogate pair is no text, and no file system would take it.</summary>
    private static string Start(string name)
    {
        var (length, bytes) = (0, 0);
        while (length < name.Length)
        {
            var step = char.IsSurrogatePair(name, length) ? 2 : 1;
            bytes += Encoding.UTF8.GetByteCount(name.ToCharArray(length, step));
            if (bytes > LongestInBytes)
            {
                break;
            }

            length += step;
        }

        return name.Substring(0, length);
    }
}
