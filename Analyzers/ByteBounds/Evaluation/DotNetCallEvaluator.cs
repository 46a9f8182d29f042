using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.DotNet;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Evaluates calls of the members of .NET that <see cref="DotNetMemberTable"/> describes.</summary>
internal sealed class DotNetCallEvaluator(EvaluationContext context, ArgumentEvaluator argumentEvaluator)
{
    /// <summary>Evaluates a call by the row of its member.</summary>
    /// <param name="effect">The row of the member.</param>
    /// <param name="member">The member of the row, whose parameters have the documented names.</param>
    /// <param name="call">The call or the property reference.</param>
    /// <param name="receiver">The receiver's value; null for a static member.</param>
    /// <param name="arguments">The arguments.</param>
    internal AbstractValue Apply(MemberEffect effect, ISymbol member, IOperation call, AbstractValue? receiver, CallArguments arguments)
    {
        var target = effect.File is null ? receiver : arguments.Named(member, effect.File);
        EscapeOtherArguments(effect, member, call, arguments);
        argumentEvaluator.ForgetReferences(arguments, Origin.External);
        if (target is not FileValue file)
        {
            CopyTo(effect, member, call, arguments);
            return ResultWithoutFile(effect, call, target, arguments);
        }

        if (effect.Escapes || (effect.Read.Rule != SizeRule.Nothing && file.Handles.Items.Any(handle => handle.Source.Equals(context.Scope.AllMembers))))
        {
            context.Files.Escape(file, call.Syntax, $"is used by {member.Name} in an unknown way");
            return ValueFactory.Any(call, Origin.External);
        }

        var read = MovedBytes.From(effect.Read, member, arguments, context.State.Contents);
        var written = MovedBytes.From(effect.Written, member, arguments, context.State.Contents);
        var size = effect.Read is { Rule: SizeRule.Count or SizeRule.Buffer, Argument: { } name } ? arguments.OperationNamed(member, name)?.Value : null;
        var (added, countedRead) = context.Counters.Limit(read, file, size);
        foreach (var handle in file.Handles)
        {
            context.Files.Move(handle, added, written, call.Syntax, countedRead?.Read);
            if (effect.Seek == SeekRule.Positional)
            {
                context.Files.SetPositionUnknown(handle.Source, true);
            }
        }

        if (member.Name == "SetLength")
        {
            context.State = context.State.WithChangedHeap();
        }

        if (effect.Seek == SeekRule.Seek && call is IInvocationOperation)
        {
            context.Files.Seek(file, SeeksToConstant(arguments));
        }

        CopyTo(effect, member, call, arguments);
        var result = Result(effect, file, read, call, arguments);
        return result is NumberValue number && effect.Result == ResultRule.Count ? number with { CountedRead = countedRead } : result;
    }

    /// <summary>Returns the value of an object that wraps a file: the same files, with one more wrapper.</summary>
    internal static FileValue Wrap(FileValue file, StreamAccess access, CallArguments arguments)
    {
        // The encodings in IsKnownEncoding take at most four bytes for a character. The default is UTF-8.
        var hasKnownEncoding = !arguments.Operations.Any(static argument => argument.Parameter?.Type.Name == "Encoding" && !IsKnownEncoding(argument.Value));
        var wrapper = access switch
        {
            StreamAccess.AsRequested => new StreamWrapper(false, 0, hasKnownEncoding),
            StreamAccess.Buffered when BufferSize(arguments) is { } size => new StreamWrapper(false, size, false),
            _ => new StreamWrapper(true, 0, false),
        };
        return new FileValue(new Policies.EquatableArray<FileHandle>(
            [.. file.Handles.Items.Select(handle => handle with { Wrapper = wrapper.Over(handle.Wrapper) }).Distinct()]));
    }

    private AbstractValue Result(MemberEffect effect, FileValue file, MovedBytes read, IOperation call, CallArguments arguments)
    {
        var origin = file.Handles.Items.Aggregate(Origin.Constant, static (all, handle) => all | Origin.Of(handle.Source));
        if (effect.Read.Rule != SizeRule.Nothing)
        {
            argumentEvaluator.FillBuffers(arguments, origin);
        }

        var most = read.Amount.IsConstant ? read.Amount.Bytes : int.MaxValue;
        return effect.Result switch
        {
            ResultRule.Count => new NumberValue(new(0, most), origin) { IsReadCount = true },
            ResultRule.Bytes => new BufferValue(new(0, most), origin) { LengthOrigin = arguments.InOrder.Aggregate(origin, static (all, value) => all | value.Origin) },
            ResultRule.ByteOrEnd => new NumberValue(new(-1, byte.MaxValue), origin),
            ResultRule.Contents => ValueFactory.Any(call, origin) is var contents and not FileValue ? contents : new OtherValue(origin),
            ResultRule.Position => Position(call, file, origin),
            ResultRule.SameFile or ResultRule.Opened => file,
            ResultRule.Wrapper => Wrap(file, effect.Access, arguments),
            _ => ValueFactory.Any(call, Origin.External),
        };
    }

    /// <summary>Returns a position, or a length, which stays the same until something is written.</summary>
    private AbstractValue Position(IOperation call, FileValue file, Origin origin) => context.WithPathFacts(new NumberValue(Interval.FileLength, origin)
    {
        Term = call is IPropertyReferenceOperation { Property.Name: "Length" } or IInvocationOperation { TargetMethod.Name: "GetLength" } && file.Handles is { Length: 1 }
            ? Term.LengthOf(file.Handles[0].Source, context.State.Heap)
            : null,
    });

    /// <summary>Returns the result of a call whose target is not a file of the method.</summary>
    private static AbstractValue ResultWithoutFile(MemberEffect effect, IOperation call, AbstractValue? target, CallArguments arguments) =>
        effect.Result == ResultRule.Opened || (effect.Result == ResultRule.Wrapper && effect.File == "path")
            ? new FileValue(FileSource.Opened(call.Syntax))
            : ValueFactory.Any(call, arguments.InOrder.Aggregate((target?.Origin ?? Origin.Constant) | Origin.External, static (all, value) => all | value.Origin));

    /// <summary>Counts the bytes that a copy writes into its destination.</summary>
    private void CopyTo(MemberEffect effect, ISymbol member, IOperation call, CallArguments arguments)
    {
        if (effect.Into is { } into && arguments.Named(member, into) is FileValue destination)
        {
            foreach (var handle in destination.Handles)
            {
                context.Files.Move(handle, MovedBytes.None, new(Amount.Whole, "all of another stream"), call.Syntax);
            }
        }
    }

    /// <summary>Lets the files among the other arguments escape, because the row does not describe them.</summary>
    private void EscapeOtherArguments(MemberEffect effect, ISymbol member, IOperation call, CallArguments arguments)
    {
        var (file, into) = (CallArguments.Ordinal(member, effect.File), CallArguments.Ordinal(member, effect.Into));
        foreach (var argument in arguments.Operations)
        {
            if (argument.Parameter is { } parameter && parameter.Ordinal != file && parameter.Ordinal != into)
            {
                context.Files.Escape(arguments[parameter.Ordinal]!, call.Syntax, $"is passed to {member.Name}");
            }
        }
    }

    private static bool SeeksToConstant(CallArguments arguments) =>
        arguments[0] is NumberValue { Range.IsExact: true } && arguments[1] is NumberValue { Range: { IsExact: true, Low: 0 } };

    /// <summary>Returns the buffer size in a constructor's arguments, or the default of <c>BufferedStream</c>; null if the size has no bound.</summary>
    private static long? BufferSize(CallArguments arguments) =>
        arguments.InOrder.OfType<NumberValue>().FirstOrDefault() is not { Range.High: var high } ? 4_096
        : high < int.MaxValue ? high
        : null;

    private static bool IsKnownEncoding(IOperation operation) => OperationShapes.Unconverted(operation) is IPropertyReferenceOperation
    {
        Instance: null,
        Property: { Name: "UTF8" or "ASCII" or "Unicode" or "BigEndianUnicode" or "UTF32" or "Latin1", ContainingType.Name: "Encoding" } property,
    } && Symbols.TypeFacts.IsDotNet(property);
}
