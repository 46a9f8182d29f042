using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>
/// Follows the files of a method through its statements, in the order in which they run. A loop body runs twice, both sides of
/// a condition run from the same state, and a handler starts in each state that its <c>try</c> can leave.
/// </summary>
internal sealed class SaveWalker
{
    private readonly SaveWalk _walk;
    private readonly SaveExpressions _expressions;
    private readonly SaveFunctions _functions;
    private readonly SaveVariables _variables;
    private readonly List<Handler> _handlers = [];

    private SaveWalker(SaveWalk walk)
    {
        _walk = walk;
        _variables = new SaveVariables(walk);
        _functions = new SaveFunctions(walk, this, _variables);
        _expressions = new SaveExpressions(walk, this, _variables, _functions);
    }

    /// <summary>Returns the files and events of a body. Nothing if the body is too long, is nested too deeply, or jumps by <c>goto</c>.</summary>
    internal static SavedFiles Run(IOperation body, ISymbol? method, SaveBodies bodies, CancellationToken cancellation)
    {
        var walk = new SaveWalk(bodies, cancellation);
        try
        {
            new SaveWalker(walk).RunFunction(body, method);
        }
        catch (InsufficientExecutionStackException)
        {
            return SavedFiles.None;
        }

        return walk.IsExhausted ? SavedFiles.None : walk.Recorder.ToResult();
    }

    /// <summary>Runs the code of a function. The state afterwards is the join of the states at its returns.</summary>
    internal SaveValue RunFunction(IOperation body, ISymbol? function)
    {
        var frame = new SaveFrame(function);
        _walk.Frames.Push(frame);
        var value = Visit(body);
        frame.Return(_walk.State, body is IBlockOperation or IMethodBodyOperation or IConstructorBodyOperation ? default : value);
        _walk.Frames.Pop();
        _walk.State = frame.Returned;
        return frame.Value;
    }

    /// <summary>Visits a statement or an expression. Returns the file or the path that an expression stands for.</summary>
    internal SaveValue Visit(IOperation? operation)
    {
        if (operation is null || _walk.State is null || !_walk.Step())
        {
            return default;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (operation)
        {
            case IBlockOperation block:
                Block(block);
                return default;
            case IMethodBodyOperation body:
                Visit(body.BlockBody ?? body.ExpressionBody);
                return default;
            case IConstructorBodyOperation body:
                Visit(body.Initializer);
                Visit(body.BlockBody ?? body.ExpressionBody);
                return default;
            case IConditionalOperation choice:
                return Choice(choice);
            case ILoopOperation loop:
                Loop(loop);
                return default;
            case ISwitchOperation choice:
                Switch(choice);
                return default;
            case ITryOperation attempt:
                Try(attempt);
                return default;
            case IUsingOperation use:
                Using(use);
                return default;
            case IReturnOperation { Kind: OperationKind.Return } statement:
                Return(statement);
                return default;
            case IThrowOperation statement:
                Visit(statement.Exception);
                Reached();
                _walk.State = null;
                return default;
            case IBranchOperation branch:
                Branch(branch);
                return default;
            case ILabeledOperation label:
                Visit(label.Operation);
                return default;
            case ILocalFunctionOperation function:
                _functions.NestedFunction(function.Body, function.Symbol);
                return default;
            default:
                return _expressions.Evaluate(operation);
        }
    }

    private void Block(IBlockOperation block)
    {
        var exits = _walk.Frames.Peek().Exits;
        var outer = exits.Count;
        foreach (var statement in block.Operations)
        {
            if (statement is IUsingDeclarationOperation use)
            {
                Visit(use.DeclarationGroup);
                foreach (var resource in _variables.ResourcesOf(use.DeclarationGroup))
                {
                    exits.Push(() => _variables.Close(resource, use));
                }
            }
            else
            {
                Visit(statement);
            }

            Reached();
        }

        Leave(outer);
    }

    private void Using(IUsingOperation use)
    {
        var exits = _walk.Frames.Peek().Exits;
        var outer = exits.Count;
        var value = Visit(use.Resources);
        foreach (var resource in value.File is { } file ? [file] : _variables.ResourcesOf(use.Resources))
        {
            exits.Push(() => _variables.Close(resource, use));
        }

        Visit(use.Body);
        Leave(outer);
    }

    /// <summary>Runs the exits of a statement on the way out of it, innermost first.</summary>
    private void Leave(int outer)
    {
        var exits = _walk.Frames.Peek().Exits;
        while (exits.Count > outer)
        {
            var exit = exits.Pop();
            if (_walk.State is not null)
            {
                exit();
            }
        }
    }

    /// <summary>
    /// Runs the exits that a jump passes, without their events. The exits stay on the stack, because other paths leave the statements too
    /// and record the events.
    /// </summary>
    private void Jump(int outer)
    {
        var exits = _walk.Frames.Peek().Exits;
        var wasSilent = _walk.Recorder.IsSilent;
        _walk.Recorder.IsSilent = true;
        foreach (var exit in exits.Take(exits.Count - outer).ToList())
        {
            if (_walk.State is not null)
            {
                exit();
            }
        }

        _walk.Recorder.IsSilent = wasSilent;
    }

    private SaveValue Choice(IConditionalOperation choice)
    {
        Visit(choice.Condition);
        if (_walk.State is not { } before)
        {
            return default;
        }

        if (SaveConditions.IsNotNull(choice.Condition, before) is { } notNull)
        {
            return Visit(notNull ? choice.WhenTrue : choice.WhenFalse);
        }

        var first = Visit(choice.WhenTrue);
        var afterTrue = _walk.State;
        _walk.State = before;
        var second = Visit(choice.WhenFalse);
        var joined = SaveState.Join(afterTrue, _walk.State);

        // if (File.Exists(path)) File.Delete(path): afterwards no file is there.
        if (choice.WhenFalse is null && joined is not null && afterTrue is not null
            && SaveConditions.ExistingPath(choice.Condition, before) is { } path && afterTrue.Deleted.TryGetValue(path, out var delete))
        {
            joined = joined with { Deleted = joined.Deleted.SetItem(path, delete) };
        }

        _walk.State = joined;
        return first == second ? first : default;
    }

    private void Loop(ILoopOperation loop)
    {
        var frame = _walk.Frames.Peek();
        Enter(loop.ExitLabel, loop.ContinueLabel);
        var isEndless = loop is IWhileLoopOperation { Condition.ConstantValue: { HasValue: true, Value: true } } or IForLoopOperation { Condition: null };
        var runsOnce = loop is IWhileLoopOperation { ConditionIsTop: false };
        switch (loop)
        {
            case IForLoopOperation { Before: var before }:
                foreach (var statement in before)
                {
                    Visit(statement);
                }

                break;
            case IForEachLoopOperation { Collection: var collection }:
                Visit(collection);
                break;
        }

        SaveState? exit = null;
        for (var iteration = 0; iteration < 2 && _walk.State is not null; iteration++)
        {
            var entry = _walk.State;
            if (loop is IWhileLoopOperation { ConditionIsTop: true, Condition: var top })
            {
                Visit(top);
            }
            else if (loop is IForLoopOperation { Condition: var condition })
            {
                Visit(condition);
            }

            exit = isEndless || runsOnce ? exit : SaveState.Join(exit, _walk.State);
            if (loop is IForEachLoopOperation each)
            {
                _variables.Forget(each.LoopControlVariable);
            }

            Visit(loop.Body);
            _walk.State = SaveState.Join(_walk.State, Taken(frame, loop.ContinueLabel));
            if (loop is IForLoopOperation { AtLoopBottom: var bottom })
            {
                foreach (var statement in bottom)
                {
                    Visit(statement);
                }
            }
            else if (loop is IWhileLoopOperation { ConditionIsTop: false, Condition: var last })
            {
                Visit(last);
            }

            exit = isEndless ? exit : SaveState.Join(exit, _walk.State);
            _walk.State = SaveState.Join(entry, _walk.State);
        }

        _walk.State = SaveState.Join(exit, Taken(frame, loop.ExitLabel));
    }

    private void Switch(ISwitchOperation choice)
    {
        var frame = _walk.Frames.Peek();
        Enter(choice.ExitLabel);
        Visit(choice.Value);
        var before = _walk.State;
        SaveState? after = null;
        foreach (var section in choice.Cases)
        {
            _walk.State = before;
            foreach (var statement in section.Body)
            {
                Visit(statement);
            }

            after = SaveState.Join(after, _walk.State);
        }

        if (!choice.Cases.SelectMany(static section => section.Clauses).Any(static clause => clause is IDefaultCaseClauseOperation))
        {
            after = SaveState.Join(after, before);
        }

        _walk.State = SaveState.Join(after, Taken(frame, choice.ExitLabel));
    }

    private void Try(ITryOperation attempt)
    {
        var exits = _walk.Frames.Peek().Exits;
        var outer = exits.Count;
        if (attempt.Finally is { } last)
        {
            exits.Push(() => Visit(last));
        }

        var handler = new Handler { Thrown = _walk.State };
        _handlers.Add(handler);
        Visit(attempt.Body);
        _handlers.RemoveAt(_handlers.Count - 1);
        var after = _walk.State;
        foreach (var clause in attempt.Catches)
        {
            _walk.State = handler.Thrown;
            Visit(clause.Filter);
            Visit(clause.Handler);
            after = SaveState.Join(after, _walk.State);
        }

        // A finally block also runs after an exception. If only an exception leads to the block, its events have the state at the exception.
        _walk.State = after ?? (attempt.Finally is null ? null : handler.Thrown);
        Leave(outer);
        _walk.State = after is null ? null : _walk.State;
    }

    private void Return(IReturnOperation statement)
    {
        var value = Visit(statement.ReturnedValue);
        Jump(outer: 0);
        if (_walk.Frames.Count == 1 && value.File is { } returned)
        {
            returned.Root.Escapes = true;
        }

        _walk.Frames.Peek().Return(_walk.State, value);
        _walk.State = null;
    }

    private void Branch(IBranchOperation branch)
    {
        var frame = _walk.Frames.Peek();
        if (frame.Depths.TryGetValue(branch.Target, out var outer))
        {
            Jump(outer);
            frame.Branches[branch.Target] = SaveState.Join(Taken(frame, branch.Target), _walk.State);
        }

        else
        {
            // goto: the code after the label would miss this state.
            _walk.GiveUp();
        }

        _walk.State = null;
    }

    private void Enter(params ILabelSymbol[] labels)
    {
        var frame = _walk.Frames.Peek();
        foreach (var label in labels)
        {
            frame.Depths[label] = frame.Exits.Count;
            frame.Branches[label] = null;
        }
    }

    private static SaveState? Taken(SaveFrame frame, ILabelSymbol label) => frame.Branches.TryGetValue(label, out var state) ? state : null;

    /// <summary>Adds the current state to those in which a handler can start. Each statement can throw after its effect, except a rename.</summary>
    private void Reached()
    {
        foreach (var handler in _walk.State is null || ReferenceEquals(_walk.State, _walk.Renamed) ? [] : _handlers)
        {
            handler.Thrown = SaveState.Join(handler.Thrown, _walk.State);
        }
    }

    private sealed class Handler
    {
        internal SaveState? Thrown { get; set; }
    }
}
