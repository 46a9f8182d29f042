using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Emitting;

/// <summary>Writes a wrapper: it enters the policies, calls the body, completes the scopes, and disposes of them in a <c>finally</c>.</summary>
internal sealed class WrapperWriter
{
    private const string ScopeType = "global::IoPolicy.CompilerServices.PolicyScope";

    private readonly CodeWriter _writer;
    private readonly WrapperModel _method;
    private readonly string _callee;
    private readonly List<EnteredPolicy> _entered = [];
    private readonly List<ResultPolicy> _resultPolicies = [];
    private readonly ConditionLocals _conditions;
    private readonly string _result;
    private readonly string _pending;
    private readonly string _finish;

    private WrapperWriter(CodeWriter writer, WrapperModel method, PolicyFields fields, AccessorHolders? accessors)
    {
        _writer = writer;
        _method = method;
        _callee = accessors?.Add(method.CalleeAccessor, method.Name) ?? method.Callee;
        var names = new UniqueNames(method.NamesInUse);
        _conditions = new ConditionLocals(names, accessors, method.Name);
        foreach (var call in method.OpenedCalls)
        {
            _entered.Add(new EnteredPolicy(names.Reserve("call"), fields.Add(method, call), _conditions.Add(call.Condition) ?? "true", Condition: null, Policy: null));
        }

        foreach (var policy in method.Policies)
        {
            var field = fields.Add(method, policy);
            var condition = _conditions.Add(policy.Condition);
            if (policy.File.Place == FilePlace.Result)
            {
                _resultPolicies.Add(new ResultPolicy(field, condition, policy));
            }
            else
            {
                var read = accessors?.Add(policy.File.Accessor, method.Name + "File") is { } accessor
                    ? $"{accessor}({policy.File.Expression})"
                    : policy.File.Expression;
                var expression = policy.File.Prefix + read + policy.File.Suffix;
                _entered.Add(new EnteredPolicy(names.Reserve("scope"), field, expression, condition, policy));
            }
        }

        _result = names.Reserve("result");
        _pending = names.Reserve("pending");
        _finish = names.Reserve("Finish");
    }

    /// <summary>The locals with the conditions of policies on results. The wrapper uses them after the body.</summary>
    private IEnumerable<string> ResultConditions => _resultPolicies.Select(static applied => applied.Condition).OfType<string>();

    private bool HasResult => _method.Returns is not (ReturnShape.Void or ReturnShape.Task);

    private bool IsTask => _method.Returns is ReturnShape.Task or ReturnShape.TaskOfValue;

    /// <summary>Writes the wrapper. Pass <paramref name="name"/> if the wrapper must not have the name of the method.</summary>
    internal static void Write(
        CodeWriter writer, WrapperModel method, PolicyFields fields, string? name = null, AccessorHolders? accessors = null) =>
        new WrapperWriter(writer, method, fields, accessors).Write(name ?? method.Name);

    /// <summary>Writes the attributes, the signature and the constraints.</summary>
    internal static void WriteSignature(CodeWriter writer, WrapperModel method, string name)
    {
        foreach (var attribute in method.Attributes)
        {
            writer.Line(attribute);
        }

        var reference = method.Returns switch
        {
            ReturnShape.Ref => "ref ",
            ReturnShape.RefReadonly => "ref readonly ",
            _ => "",
        };
        writer.Line(
            $"{method.Modifiers} {reference}{method.ReturnType} {Identifiers.Escape(name)}{method.TypeParameters}({method.Parameters})");
        using (writer.Indented())
        {
            foreach (var constraint in method.Constraints)
            {
                writer.Line(constraint);
            }
        }
    }

    private void Write(string name)
    {
        if (_method.Policies.Length == 0 && _method.OpenedPolicies.Length == 0)
        {
            _writer.Line($"// No policy: a rule reports an error on {_method.Title}.");
        }

        foreach (var options in _method.OpenedPolicies)
        {
            _writer.Line($"// {AttributeText.Attribute(options)} on {_method.Title}, for the files that the body opens");
        }

        foreach (var policy in _method.Policies)
        {
            _writer.Line($"// {AttributeText.Attribute(policy.Options)} on {_method.Title}");
        }

        WriteSignature(_writer, _method, name);
        using (_writer.Block())
        {
            if (_method.Policies.Length + _method.OpenedCalls.Length == 0)
            {
                WriteForwarding();
            }
            else if (IsTask && !_method.IsAsync)
            {
                _conditions.Write(_writer);
                WriteUnawaitedBody();
            }
            else
            {
                _conditions.Write(_writer);
                WriteGuarded(0, Call(), enters: true);
            }
        }
    }

    /// <summary>Writes a wrapper without policies, which keeps the compilation complete, so the compiler runs the rules.</summary>
    private void WriteForwarding()
    {
        if (_method.Callee.Length == 0)
        {
            var message = SymbolDisplay.FormatLiteral($"'{_method.QualifiedName}' has no body.", quote: true);
            _writer.Line($"throw new global::System.NotImplementedException({message});");
            return;
        }

        _writer.Line(_method.Returns switch
        {
            ReturnShape.Void => $"{Call()};",
            ReturnShape.Ref or ReturnShape.RefReadonly => $"return ref {Call()};",
            _ => $"return {Call()};",
        });
    }

    private void EnterAll()
    {
        foreach (var entered in _entered)
        {
            WriteEnter(entered);
        }
    }

    private void WriteEnter(EnteredPolicy entered)
    {
        if (entered.Condition is not { } condition)
        {
            _writer.Line($"{entered.Field}.Enter({entered.Expression}, out var {entered.Scope});");
            return;
        }

        // A default scope does nothing.
        _writer.Line($"{ScopeType} {entered.Scope} = default;");
        using (_writer.Block($"if ({condition})"))
        {
            _writer.Line($"{entered.Field}.Enter({entered.Expression}, out {entered.Scope});");
        }

        _writer.Line();
    }

    /// <summary>Writes one try statement per entered policy around the call. The first policy is the outermost.</summary>
    private void WriteGuarded(int depth, string call, bool enters)
    {
        if (depth == _entered.Count)
        {
            WriteCall(call, readsAgain: enters);
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

    private void WriteCall(string call, bool readsAgain)
    {
        _writer.Line(_method.Returns switch
        {
            ReturnShape.Void => $"{call};",
            ReturnShape.Value => $"var {_result} = {call};",

            // With var, a reference to a type parameter T would have the type T? (CS8619).
            ReturnShape.Ref => $"ref {_method.ReturnType} {_result} = ref {call};",
            ReturnShape.RefReadonly => $"ref readonly {_method.ReturnType} {_result} = ref {call};",
            ReturnShape.Task => $"await {call}.ConfigureAwait(false);",
            _ => $"var {_result} = await {call}.ConfigureAwait(false);",
        });

        // Innermost first, like nested calls.
        foreach (var entered in Enumerable.Reverse(_entered))
        {
            if (readsAgain)
            {
                WriteReadAgain(entered);
            }

            _writer.Line(IsTask
                ? $"await {entered.Scope}.CompleteAsync().ConfigureAwait(false);"
                : $"{entered.Scope}.Complete();");
        }

        if (!IsTask)
        {
            WriteFollowedParameters();
        }

        foreach (var applied in _resultPolicies.Where(static applied => applied.Policy.File.IsElement))
        {
            var element = $"{_result}.{applied.Policy.File.Expression}";
            _writer.Line($"{element} = {Followed(applied, element)};");
        }

        if (HasResult)
        {
            var isByReference = _method.Returns is ReturnShape.Ref or ReturnShape.RefReadonly;
            _writer.Line(isByReference ? $"return ref {_result};" : $"return {Followed()};");
        }
    }

    /// <summary>Writes the second read of a path in a member, because the method can set the member.</summary>
    private void WriteReadAgain(EnteredPolicy entered)
    {
        if (entered.Policy is { File.IsReadAgain: true })
        {
            _writer.Line($"{entered.Scope}.UsePath({entered.Expression});");
        }
    }

    /// <summary>Writes the assignments of the <c>out</c> parameters with a policy. The body has assigned them.</summary>
    private void WriteFollowedParameters()
    {
        foreach (var applied in _resultPolicies.Where(static applied => applied.Policy.File is { IsElement: false, Expression.Length: > 0 }))
        {
            var parameter = applied.Policy.File.Expression;
            _writer.Line($"{parameter} = {Followed(applied, parameter)};");
        }
    }

    /// <summary>Formats the result. A result with a policy becomes a stream that drops behind itself until the caller disposes of it.</summary>
    private string Followed() => _resultPolicies
        .Where(static applied => applied.Policy.File.Expression.Length == 0)
        .Aggregate(_result, static (result, applied) => Followed(applied, result));

    private static string Followed(ResultPolicy applied, string result)
    {
        var followed = $"{applied.Field}.Follow({result})";
        return applied.Condition is { } condition ? $"({condition} ? {followed} : {result})" : followed;
    }

    /// <summary>
    /// Writes a wrapper that returns a task but cannot be <c>async</c>. It calls the body directly, so an exception before the
    /// first await reaches the caller unchanged. A local function awaits the task.
    /// </summary>
    private void WriteUnawaitedBody()
    {
        EnterAll();
        if (_entered.Count == 0 && _resultPolicies.Exists(static applied => applied.Policy.File is { IsElement: false, Expression.Length: > 0 }))
        {
            _writer.Line($"var {_pending} = {Call()};");
            WriteFollowedParameters();
            _writer.Line($"return {_finish}({string.Join(", ", [.. ResultConditions, _pending])});");
        }
        else if (_entered.Count == 0)
        {
            _writer.Line($"return {_finish}({string.Join(", ", [.. ResultConditions, Call()])});");
        }
        else
        {
            _writer.Line($"{_method.ReturnType} {_pending};");
            using (_writer.Block("try"))
            {
                _writer.Line($"{_pending} = {Call()};");
                WriteFollowedParameters();
                _entered.ForEach(WriteReadAgain);
                foreach (var entered in Enumerable.Reverse(_entered).Where(static entered => entered.Policy is null))
                {
                    // The caller goes on while the task runs.
                    _writer.Line($"{entered.Scope}.LeaveCaller();");
                }
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
            _writer.Line($"return {_finish}({string.Join(", ", [.. _entered.Select(entered => entered.Scope), .. ResultConditions, _pending])});");
        }

        _writer.Line();
        var parameters = _entered
            .Select(entered => $"{ScopeType} {entered.Scope}")
            .Concat(ResultConditions.Select(static condition => $"bool {condition}"))
            .Append($"{_method.ReturnType} {_pending}");

        // The only wrapper attribute that the compiler copies to the state machine.
        _writer.Line("[global::System.Diagnostics.DebuggerStepThrough]");
        using (_writer.Block($"static async {_method.ReturnType} {_finish}({string.Join(", ", parameters)})"))
        {
            WriteGuarded(0, _pending, enters: false);
        }
    }

    private string Call()
    {
        var arguments = _method.Arguments.Select(argument => argument.Prefix + Format(argument));
        return $"{_callee}{_method.TypeArguments}({string.Join(", ", arguments)})";
    }

    /// <summary>Formats an argument. If its policy has windows, the argument becomes a drop-behind stream.</summary>
    private string Format(ArgumentModel argument)
    {
        foreach (var entered in _entered)
        {
            if (entered.Policy is { WindowBytes: not 0, File.IsWrappable: true } && entered.Expression == argument.Name)
            {
                return $"{entered.Scope}.DropBehind({argument.Name})";
            }
        }

        return argument.Name;
    }

    /// <summary>A policy that the wrapper enters before the body, or the registration of a call of a method whose body opens files.</summary>
    /// <param name="Scope">The local with the entered policy or call.</param>
    /// <param name="Field">The static field that the wrapper enters.</param>
    /// <param name="Expression">The file, or whether the policy for the opened files applies to the call.</param>
    /// <param name="Condition">The local with the condition. Null if the policy applies to each call.</param>
    /// <param name="Policy">The policy. Null for the registration of a call.</param>
    private sealed record EnteredPolicy(string Scope, string Field, string Expression, string? Condition, PolicyModel? Policy);

    /// <summary>A policy for a file that the body returns. The wrapper applies it after the body.</summary>
    private sealed record ResultPolicy(string Field, string? Condition, PolicyModel Policy);
}
