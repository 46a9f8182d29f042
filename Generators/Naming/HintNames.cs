using System.Text;

namespace IoPolicy.Generators.Naming;

/// <summary>The hint names of the generated files. A name depends only on its type.</summary>
internal static class HintNames
{
    internal const string Interceptors = "Interceptors.g.cs";
    internal const string OpenedFiles = "OpenedFiles.g.cs";
    internal const string PolicyMap = "PolicyMap.g.cs";

    /// <summary>
    /// The limit for the type's name in bytes. EmitCompilerGeneratedFiles writes files with these names, and file systems allow
    /// 255 bytes. The limit leaves room for two hashes and the suffix. A letter of an identifier can take three bytes.
    /// </summary>
    internal const int MaximumNameBytes = 120;

    private const string Suffix = ".g.cs";

    /// <summary>Gets the hint name for a type with this full C# name.</summary>
    internal static string ForType(string type)
    {
        var name = type.Replace('<', '{').Replace('>', '}').Replace(", ", ",");
        return (Encoding.UTF8.GetByteCount(name) <= MaximumNameBytes ? name : Start(name) + "-" + StableHash.Compute(name)) + Suffix;
    }

    /// <summary>Adds a hash to a hint name that equals the name of another generated file, or differs from it only in case.</summary>
    internal static string Distinct(string hintName) => StableHash.Compute(hintName) + "." + hintName;

    /// <summary>Cuts the name after the last whole character that fits, because half a surrogate pair is not valid UTF-8.</summary>
    private static string Start(string name)
    {
        var (length, bytes) = (0, 0);
        while (length < name.Length)
        {
            var step = char.IsSurrogatePair(name, length) ? 2 : 1;
            bytes += Encoding.UTF8.GetByteCount(name.ToCharArray(length, step));
            if (bytes > MaximumNameBytes)
            {
                break;
            }

            length += step;
        }

        return name.Substring(0, length);
    }
}
