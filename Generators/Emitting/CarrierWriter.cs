using IoPolicy.Analyzers.Symbols;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;

namespace IoPolicy.Generators.Emitting;

/// <summary>
/// Writes one method of either carrier: enter the policies, call the body, complete, and leave in a <c>finally</c>.
/// </summary>
internal sealed class CarrierWriter
{
    private readonly CodeWriter _writer;
    private readonly CarrierModel _method;
    private readonly string _callee;
    private readonly List<EnteredPolicy> _entered = [];
    private readonly List<(string Field, PolicyModel Policy)> _applied = [];
    private readonly string _result;
    private readonly string _pending;
    private readonly string _finish;

    private CarrierWriter(CodeWriter writer, CarrierModel method, PolicyFields fields, AccessorHolders? accessors)
    {
        _writer = writer;
        _method = method;
        _callee = accessors?.Reach(method.CalleeAccessor, method.Name) ?? method.Callee;
        var names = new UniqueNames(method.NamesInUse);
        foreach (var policy in method.Policies)
        {
            var field = fields.Add(method, policy);
            if (policy.File.Place == FilePlace.Result)
            {
                _applied.Add((field, policy));
            }
            else
            {
                var expression = accessors?.Reach(policy.File.Accessor, method.Name + "File") is { } reach
                    ? $"{reach}({policy.File.Expression})"
                    : policy.File.Expression;
                _entered.Add(new EnteredPolicy(names.Take("scope"), field, expression, policy));
            }
        }

        _result = names.Take("result");
        _pending = names.Take("pending");
        _finish = names.Take("Finish");
    }

    private bool HasResult => _method.Returns is not (ReturnShape.Void or ReturnShape.Task);

    private bool IsTask => _method.Returns is ReturnShape.Task or ReturnShape.TaskOfValue;

    /// <summary>Writes the method under a name of its own or another; several intercepted methods can share one.</summary>
    internal static void Write(
        CodeWriter writer, CarrierModel method, PolicyFields fields, string? name = null, AccessorHolders? accessors = null) =>
        new CarrierWriter(writer, method, fields, accessors).Write(name ?? method.Name);

    private void Write(string name)
    {
        foreach (var policy in _method.Policies)
        {
            _writer.Line($"// {AttributeText.Attribute(policy.Options)} on {_method.Title}");
        }

        foreach (var attribute in _method.Attributes)
        {
            _writer.Line(attribute);
        }

        var reference = _method.Returns switch
        {
            ReturnShape.Ref => "ref ",
            ReturnShape.RefReadonly => "ref readonly ",
            _ => "",
        };
        _writer.Line(
            $"{_method.Modifiers} {reference}{_method.ReturnType} {Identifiers.Escape(name)}{_method.TypeParameters}({_method.Parameters})");
        using (_writer.Indented())
        {
            foreach (var constraint in _method.Constraints)
            {
                _writer.Line(constraint);
            }
        }

        using (_writer.Block())
        {
            if (IsTask && !_method.IsAsync)
            {
                WriteUnawaitedBody();
            }
            else
            {
                WriteGuarded(0, Call(), enters: true);
            }
        }
    }

    private void EnterAll()
    {
        foreach (var entered in _entered)
        {
            WriteEnter(entered);
        }
    }

    private void WriteEnter(EnteredPolicy entered) => _writer.Line($"{entered.Field}.Enter({entered.Expression}, out var {entered.Scope});");

    /// <summary>A try statement for each policy, the first outermost, around the call.</summary>
    private void WriteGuarded(int depth, string call, bool enters)
    {
        if (depth == _entered.Count)
        {
            WriteCall(call);
            return;
        }

        if (enters)
        {
            WriteEnter(_entered[depth]);
        }

        using (_writer.Block("try"))
        {
            WriteGuarded(depth + 1, call, enters);
        }

        using (_writer.Block("finally"))
        {
            var scope = _entered[depth].Scope;
            _writer.Line(IsTask ? $"await {scope}.DisposeAsync().ConfigureAwait(false);" : $"{scope}.Dispose();");
        }
    }

    private void WriteCall(string call)
    {
        _writer.Line(_method.Returns switch
        {
            ReturnShape.Void => $"{call};",
            ReturnShape.Value => $"var {_result} = {call};",

            // With var, a reference to a type parameter would be one to T? (CS8619).
            ReturnShape.Ref => $"ref {_method.ReturnType} {_result} = ref {call};",
            ReturnShape.RefReadonly => $"ref readonly {_method.ReturnType} {_result} = ref {call};",
            ReturnShape.Task => $"await {call}.ConfigureAwait(false);",
            _ => $"var {_result} = await {call}.ConfigureAwait(false);",
        });

        // Innermost first, as a caller who nested them would see it.
        foreach (var entered in Enumerable.Reverse(_entered))
        {
            _writer.Line(IsTask
                ? $"await {entered.Scope}.CompleteAsync().ConfigureAwait(false);"
                : $"{entered.Scope}.Complete();");
        }

        foreach (var (field, policy) in _applied)
        {
            var file = policy.File.Kind is FileKind.BinaryReader or FileKind.BinaryWriter ? _result + "?.BaseStream" : _result;
            _writer.Line(IsTask ? $"await {field}.ApplyAsync({file}).ConfigureAwait(false);" : $"{field}.Apply({file});");
        }

        if (HasResult)
        {
            var isByReference = _method.Returns is ReturnShape.Ref or ReturnShape.RefReadonly;
            _writer.Line(isByReference ? $"return ref {_result};" : $"return {_result};");
        }
    }

    /// <summary>
    /// The method returns a task but cannot be <c>async</c>: it starts the body itself, so that an exception before
    /// the first await comes as the body throws it, and leaves the rest to a local function.
    /// </summary>
    private void WriteUnawaitedBody()
    {
        EnterAll();
        if (_entered.Count == 0)
        {
            _writer.Line($"return {_finish}({Call()});");
        }
        else
        {
            _writer.Line($"{_method.ReturnType} {_pending};");
            using (_writer.Block("try"))
            {
                _writer.Line($"{_pending} = {Call()};");
            }

            using (_writer.Block("catch"))
            {
                foreach (var entered in Enumerable.Reverse(_entered))
                {
                    _writer.Line($"{entered.Scope}.Dispose();");
                }

                _writer.Line("throw;");
            }

            _writer.Line();
            _writer.Line($"return {_finish}({string.Join(", ", [.. _entered.Select(entered => entered.Scope), _pending])});");
        }

        _writer.Line();
        var parameters = _entered
            .Select(entered => $"global::IoPolicy.CompilerServices.PolicyScope {entered.Scope}")
            .Append($"{_method.ReturnType} {_pending}");

        // Of the carrier's attributes the one that the compiler copies to the state machine.
        _writer.Line("[global::System.Diagnostics.DebuggerStepThrough]");
        using (_writer.Block($"static async {_method.ReturnType} {_finish}({string.Join(", ", parameters)})"))
        {
            WriteGuarded(0, _pending, enters: false);
        }
    }

    private string Call()
    {
        var arguments = _method.Arguments.Select(argument => argument.Prefix + Wrapped(argument));
        return $"{_callee}{_method.TypeArguments}({string.Join(", ", arguments)})";
    }

    /// <summary>The argument, or a stream that drops behind the body, where it has windows.</summary>
    private string Wrapped(ArgumentModel argument)
    {
        foreach (var entered in _entered)
        {
            if (entered.Policy.WindowBytes != 0 && entered.Policy.File.Expression == argument.Name)
            {
                return $"{entered.Scope}.DropBehind({argument.Name})";
            }
        }

        return argument.Name;
    }

    private sealed record EnteredPolicy(string Scope, string Field, string Expression, PolicyModel Policy);
}
