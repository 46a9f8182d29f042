using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;

namespace IoPolicy.Generators.Emitting;

/// <summary>
/// Writes the <c>file static</c> classes with the accessors, one class per accessor. The runtime expects the type parameters
/// of the private member's type on the class, and the type parameters of the member on the accessor.
/// </summary>
internal sealed class AccessorHolders
{
    private readonly UniqueNames _names = new([]);
    private readonly List<(string Name, AccessorModel Model)> _holders = [];

    /// <summary>Adds an accessor and returns the expression to call, without type arguments. Null if there is no accessor.</summary>
    internal string? Add(AccessorModel? accessor, string purpose)
    {
        if (accessor is null)
        {
            return null;
        }

        var name = _names.Reserve(purpose + "Accessor");
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
