using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Emitting;

/// <summary>Writes the static policy class of a file, with one <c>PagePolicy</c> field per policy.</summary>
internal sealed class PolicyFields
{
    // Members of object. A field with the same name would hide one of them (CS0108).
    internal static readonly string[] InheritedNames =
        ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    private readonly string _accessibility;
    private readonly string _className;
    private readonly string _summary;
    private readonly UniqueNames _names;
    private readonly List<(string Field, WrapperModel Method, PolicyModel Policy)> _fields = [];
    private readonly List<(string Field, string Calls)> _calls = [];

    internal PolicyFields(string accessibility, string className, string summary)
    {
        _accessibility = accessibility;
        _className = className;
        _summary = summary;
        _names = new UniqueNames([className, .. InheritedNames]);
    }

    internal bool IsEmpty => _fields.Count + _calls.Count == 0;

    /// <summary>Adds a field for a policy and returns the expression for it: <c>Policies.Load</c>.</summary>
    internal string Add(WrapperModel method, PolicyModel policy)
    {
        var wanted = method.Policies.Length == 1 ? method.Name : method.Name + Purpose(policy.Options.Kind);
        var field = _names.Reserve(wanted);
        _fields.Add((field, method, policy));
        return $"{_className}.{Identifiers.Escape(field)}";
    }

    /// <summary>Adds a field for the calls of a method whose body opens files, and returns the expression for it: <c>Policies.Load</c>.</summary>
    internal string Add(WrapperModel method, OpenedCallModel call)
    {
        var field = _names.Reserve(method.Policies.Length + method.OpenedCalls.Length == 1 ? method.Name : method.Name + "Opened" + Purpose(call.Kind));
        _calls.Add((field, call.Calls));
        return $"{_className}.{Identifiers.Escape(field)}";
    }

    internal void Write(CodeWriter writer)
    {
        writer.Line($"// {_summary}");
        using (writer.Block($"{_accessibility} static class {_className}"))
        {
            for (var i = 0; i < _fields.Count; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                Write(writer, _fields[i].Field, _fields[i].Method, _fields[i].Policy);
            }

            for (var i = 0; i < _calls.Count; i++)
            {
                if (_fields.Count + i > 0)
                {
                    writer.Line();
                }

                writer.Line($"internal static readonly global::IoPolicy.CompilerServices.OpenedFileCalls {Identifiers.Escape(_calls[i].Field)} =");
                using var indented = writer.Indented();
                writer.Line($"{OpenedCallsText.Of(_calls[i].Calls)};");
            }
        }
    }

    private static void Write(CodeWriter writer, string field, WrapperModel method, PolicyModel policy)
    {
        writer.Line($"internal static readonly global::IoPolicy.CompilerServices.PagePolicy {Identifiers.Escape(field)} =");
        using var indented = writer.Indented();
        var kind = $"global::IoPolicy.CompilerServices.PolicyKind.{policy.Options.Kind}";
        var construction = $"new({kind}, {SymbolDisplay.FormatLiteral(method.QualifiedName, quote: true)})";
        var members = AttributeText.Initializers(policy);
        if (members.Count == 0)
        {
            writer.Line(construction + ";");
            return;
        }

        writer.Line(construction);
        using (writer.Block(closing: "};"))
        {
            foreach (var member in members)
            {
                writer.Line(member + ",");
            }
        }
    }

    /// <summary>Gets the purpose of a kind of policy, for a name.</summary>
    internal static string Purpose(PolicyKind kind) => kind switch
    {
        PolicyKind.DropAfterFullRead => "Read",
        PolicyKind.DropAfterFullWrite => "Write",
        _ => "Header",
    };
}
