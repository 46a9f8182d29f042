using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>Evaluates expressions: the file or path of each, and the effects of calls on files.</summary>
internal sealed class SaveExpressions(SaveWalk walk, SaveWalker walker, SaveVariables variables, SaveFunctions functions)
{
    private readonly FileCalls _calls = new(walk.Recorder);
    private readonly Stack<SaveValue> _receivers = new();

    internal SaveValue Evaluate(IOperation operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation:
                Children(operation);
                return variables.ValueOf(operation);
            case IPropertyReferenceOperation property:
                return Property(property);
            case IConversionOperation { OperatorMethod: null } or IParenthesizedOperation or IAwaitOperation or IExpressionStatementOperation:
                return walker.Visit(operation.ChildOperations.FirstOrDefault());
            case IVariableDeclaratorOperation declarator:
                if ((declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value is { } initial)
                {
                    variables.Assign(declarator.Symbol, initial, walker.Visit(initial));
                }

                return default;
            case IIsPatternOperation { Pattern: IDeclarationPatternOperation { DeclaredSymbol: { } alias } } test:
                // stream is FileStream file: another name of the file.
                variables.Assign(alias, test.Value, walker.Visit(test.Value));
                return default;
            case IDeclarationPatternOperation { DeclaredSymbol: { } declared }:
                variables.Forget(declared);
                return default;
            case ISimpleAssignmentOperation assignment:
                return Assignment(assignment);
            case ICoalesceAssignmentOperation assignment:
                walker.Visit(assignment.Target);
                variables.Lose(MayRun(assignment.Value).File);
                variables.ForgetTarget(assignment.Target);
                return default;
            case IAssignmentOperation assignment:
                Children(assignment);
                variables.ForgetTarget(assignment.Target);
                return default;
            case IConditionalAccessOperation access:
                _receivers.Push(walker.Visit(access.Operation));
                var accessed = walker.Visit(access.WhenNotNull);
                _receivers.Pop();
                return accessed;
            case IConditionalAccessInstanceOperation:
                return _receivers.Count > 0 ? _receivers.Peek() : default;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } condition:
                walker.Visit(condition.LeftOperand);
                MayRun(condition.RightOperand);
                return default;
            case ICoalesceOperation coalesce:
                var first = walker.Visit(coalesce.Value);
                var second = MayRun(coalesce.WhenNull);
                return first == second ? first : default;
            case ISwitchExpressionOperation choice:
                SwitchExpression(choice);
                return default;
            case IAnonymousFunctionOperation function:
                functions.NestedFunction(function.Body, function.Symbol);
                return default;
            case IObjectCreationOperation creation:
                return Creation(creation);
            case IInvocationOperation call:
                return Call(call);
            default:
                var values = Children(operation);
                foreach (var value in values)
                {
                    // A file in an array, a tuple or another construct that is not followed.
                    variables.Lose(value.File);
                }

                return default;
        }
    }

    private List<SaveValue> Children(IOperation operation)
    {
        var values = new List<SaveValue>();
        foreach (var child in operation.ChildOperations)
        {
            values.Add(walker.Visit(child));
        }

        return operation is IExpressionStatementOperation or IVariableDeclarationGroupOperation or IBinaryOperation or IIsPatternOperation or IIsTypeOperation ? [] : values;
    }

    private SaveValue Property(IPropertyReferenceOperation property)
    {
        var receiver = walker.Visit(property.Instance).File;
        foreach (var argument in property.Arguments)
        {
            walker.Visit(argument.Value);
        }

        if (receiver is null)
        {
            return variables.ValueOf(property);
        }

        switch (property.Property.Name)
        {
            case "BaseStream" or "UnderlyingStream":
                return SaveValue.Of(receiver.Inner ?? receiver);
            case "SafeFileHandle":
                walk.State = FileTransitions.Flushed(walk.State!, receiver, plain: null);
                return SaveValue.Of(receiver);
            case "Length":
                receiver.Root.IsRead = true;
                return default;
            case "Position":
                receiver.Root.UsesPosition = true;
                return default;
            default:
                return variables.PathValue(property);
        }
    }

    private SaveValue Assignment(ISimpleAssignmentOperation assignment)
    {
        if (assignment.Target is IPropertyReferenceOperation { Instance: { } owner } property && walker.Visit(owner).File is { } file)
        {
            walker.Visit(assignment.Value);
            file.Root.UsesPosition |= property.Property.Name == "Position";
            file.AutoFlushes |= property.Property.Name == "AutoFlush";
            return default;
        }

        var value = walker.Visit(assignment.Value);
        if (FileOperations.VariableOf(assignment.Target) is { } target && walk.State is not null)
        {
            variables.Assign(target, assignment.Value, value);
        }
        else if (assignment.Target is not IDiscardOperation)
        {
            variables.Lose(value.File);
        }

        return value;
    }

    private SaveValue MayRun(IOperation operation)
    {
        var before = walk.State;
        var value = walker.Visit(operation);
        walk.State = SaveState.Join(before, walk.State);
        return value;
    }

    private void SwitchExpression(ISwitchExpressionOperation choice)
    {
        variables.Lose(walker.Visit(choice.Value).File);
        var before = walk.State;
        SaveState? after = null;
        foreach (var arm in choice.Arms)
        {
            walk.State = before;
            walker.Visit(arm.Guard);
            variables.Lose(walker.Visit(arm.Value).File);
            after = SaveState.Join(after, walk.State);
        }

        walk.State = after;
    }

    private SaveValue Creation(IObjectCreationOperation creation)
    {
        var values = creation.Arguments.Select(argument => (Argument: argument, Value: walker.Visit(argument.Value))).ToList();
        FileOrigin? created = null;
        if (walk.State is { } state && FileOpenings.Of(creation, state) is { } opened)
        {
            created = Open(opened);
        }
        else
        {
            foreach (var (argument, value) in values)
            {
                if (value.File is { } file && walk.State is not null)
                {
                    if (StreamTypes.Find(creation.Type) is not { IsMadeOverStream: true })
                    {
                        walk.State = FileTransitions.Escaped(FileTransitions.Written(walk.State, file, creation, isVariable: true), file, FileCalls.CanSync(argument.Parameter?.Type));
                    }

                    created = Started(_calls.Wrapper(creation, file));
                }
            }
        }

        if (creation.Initializer is { } initializer)
        {
            foreach (var part in initializer.Initializers)
            {
                if (created is not null && part is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "AutoFlush" } })
                {
                    created.AutoFlushes = true;
                }

                walker.Visit(part);
            }
        }

        return created is null ? variables.PathValue(creation) : SaveValue.Of(created);
    }

    private FileOrigin Open(FileOrigin file)
    {
        if (file.Mode is OpenMode.Append or OpenMode.Unknown && walk.State?.At(file.Path) is { Origin: { Mode: OpenMode.Empty or OpenMode.Overwrite } first })
        {
            file = file.Reopening(first);
        }

        var opened = walk.Recorder.Origin(file);
        if (walk.State is { } state)
        {
            walk.Recorder.Add(new SaveEvent(SaveEventKind.Opened, file.Place, state)
            {
                Target = file.Path,
                DeletedBy = file.Path is { } path && state.Deleted.TryGetValue(path, out var delete) ? delete : null,
            });
            walk.State = FileTransitions.Opened(state, opened);
        }

        return opened;
    }

    private FileOrigin Started(FileOrigin wrapper)
    {
        walk.State = walk.State!.With(new FileState(wrapper, DataStates.Untouched, Possible.No, Possible.No));
        return wrapper;
    }

    private SaveValue Call(IInvocationOperation call)
    {
        var receiver = walker.Visit(call.Instance);
        var arguments = call.Arguments.Select(argument => (Argument: argument, Value: walker.Visit(argument.Value))).ToList();
        if (walk.State is not { } state)
        {
            return default;
        }

        foreach (var (argument, _) in arguments)
        {
            if (argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out)
            {
                variables.ForgetTarget(argument.Value);
            }
        }

        var method = call.TargetMethod;
        if (receiver.File is { } file)
        {
            // Apply the other arguments first, because source.CopyTo(target) writes the target.
            var (after, returned) = _calls.OnFile(call, file, Arguments(call, arguments, walk.State!));
            walk.State = after;
            return SaveValue.Of(returned);
        }

        if (method.Name is "Flush" or "FlushAsync" && call.Instance is { Type: { Name: "FileStream" } type } && type.IsIn("System.IO"))
        {
            var isToDisk = call.Arguments.Any(static argument => argument.Parameter?.Name == "flushToDisk");
            walk.Recorder.Add(new SaveEvent(isToDisk ? SaveEventKind.Synced : SaveEventKind.Flushed, call, state));
            if (isToDisk && FileOperations.VariableOf(call.Instance) is null or ILocalSymbol)
            {
                // The variable can hold any of the method's files.
                walk.State = state = FileTransitions.MaybeSynced(state);
            }
        }

        if (method is { Name: "Commit" or "CommitAsync", ContainingType: { Name: "DurableFile" } durable } && durable.IsIn("IoPolicy"))
        {
            walk.Recorder.Add(new SaveEvent(SaveEventKind.Committed, call, state));
        }

        if (SaveConditions.Exists(call))
        {
            walk.Recorder.AddCheckedPath(PathKeys.Of(call.Instance ?? call.Arguments[0].Value, state));
        }

        if (FileOpenings.Of(call, state) is { } opened)
        {
            return SaveValue.Of(Open(opened));
        }

        if (_calls.OnPath(call, state) is { } moved)
        {
            if (method.Name == "Delete")
            {
                walk.Recorder.AddCheckedPath(PathKeys.Of(call.Instance ?? call.Arguments[0].Value, state));
            }

            (walk.State, walk.Renamed) = (moved, moved);
            return default;
        }

        if (method.Name == "ConfigureAwait" && arguments is [{ Value.File: { } awaited }, ..])
        {
            return SaveValue.Of(awaited);
        }

        if (functions.Callee(call) is { } callee)
        {
            return functions.Run(callee, call, arguments);
        }

        walk.State = Arguments(call, arguments, walk.State!, out var result);
        if (call.Instance is IInstanceReferenceOperation || method.MethodKind == MethodKind.DelegateInvoke || method.MethodKind == MethodKind.LocalFunction)
        {
            variables.LoseFields();
        }

        return result is null ? variables.PathValue(call) : SaveValue.Of(result);
    }

    private SaveState Arguments(IInvocationOperation call, List<(IArgumentOperation Argument, SaveValue Value)> arguments, SaveState state) => Arguments(call, arguments, state, out _);

    private SaveState Arguments(IInvocationOperation call, List<(IArgumentOperation Argument, SaveValue Value)> arguments, SaveState state, out FileOrigin? result)
    {
        result = null;
        foreach (var (argument, value) in arguments)
        {
            if (value.File is { } file)
            {
                (state, var wrapper) = _calls.OnArgument(call, argument, file, state);
                if (wrapper is not null)
                {
                    state = state.With(new FileState(wrapper, DataStates.Untouched, Possible.No, Possible.No));
                    result = wrapper;
                }
            }
        }

        return state;
    }
}
