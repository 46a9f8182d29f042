using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;

namespace IoPolicy.Generators.Emitting;

/// <summary>
/// The <c>file static</c> classes that hold the accessors. Each has its own, since the type parameters of the private
/// member's type must stand on the class and those of the member on the accessor.
/// </summary>
internal sealed class AccessorHolders
{
    private readonly UniqueNames _names = new([]);
    private readonly List<(string Name, AccessorModel Model)> _holders = [];

    /// <summary>The expression that calls the accessor, up to its type arguments; null where none is needed.</summary>
    internal string? Reach(AccessorModel? accessor, string purpose)
    {
        if (accessor is null)
        {
            return null;
        }

        var name = _names.Take(purpose + "Accessor");
        _holders.Add((name, accessor));
        return $"{name}{accessor.HolderTypeParameters}.Invoke";
    }

    internal void Write(CodeWriter writer)
    {
        foreach (var (name, accessor) in _holders)
        {
            writer.Line();
            writer.Line($"file static class {name}{accessor.HolderTypeParameters}");
            WriteConstraints(writer, accessor.HolderConstraints.Items, end: "");
            using (writer.Block())
            {
                writer.Line(
                    "[global::System.Runtime.CompilerServices.UnsafeAccessor("
                    + $"global::System.Runtime.CompilerServices.UnsafeAccessorKind.{accessor.Kind}, Name = \"{accessor.Target}\")]");
                var modifiers = accessor.IsUnsafe ? "internal static extern unsafe" : "internal static extern";
                var end = accessor.Constraints.Length == 0 ? ";" : "";
                writer.Line($"{modifiers} {accessor.ReturnType} Invoke{accessor.TypeParameters}({accessor.Parameters}){end}");
                WriteConstraints(writer, accessor.Constraints.Items, end: ";");
            }
        }
    }

    private static void WriteConstraints(CodeWriter writer, IReadOnlyList<string> constraints, string end)
    {
        using (writer.Indented())
        {
            for (var i = 0; i < constraints.Count; i++)
            {
                writer.Line(constraints[i] + (i == constraints.Count - 1 ? end : ""));
            }
        }
    }
}
