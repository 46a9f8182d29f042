using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;

namespace IoPolicy.Generators.Emitting;

/// <summary>Writes the locals with the conditions of a wrapper's policies. The wrapper evaluates all of them before it enters a policy.</summary>
/// <remarks>So a condition that throws leaves no entered policy behind.</remarks>
internal sealed class ConditionLocals(UniqueNames names, AccessorHolders? accessors, string method)
{
    private readonly List<(string Local, string Expression)> _locals = [];

    /// <summary>Adds a condition and returns the name of its local. Null if there is no condition.</summary>
    internal string? Add(ConditionModel? condition)
    {
        if (condition is null)
        {
            return null;
        }

        var local = names.Reserve("applies");
        var accessor = accessors?.Add(condition.Accessor, method + "Condition");
        _locals.Add((local, accessor is null ? condition.Expression : $"{accessor}({condition.Expression})"));
        return local;
    }

    internal void Write(CodeWriter writer)
    {
        foreach (var (local, expression) in _locals)
        {
            writer.Line($"var {local} = {expression};");
        }
    }
}
