using System.Collections.Immutable;
using IoPolicy.Analyzers.EscapeAnalysis;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Saves;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP512: a number from a file decides how much memory is allocated, and no code checks the number.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UncheckedAllocationAnalyzer() : PolicyAnalyzer(UncheckedAllocation, Enabling)
{
    private static readonly DiagnosticDescriptor UncheckedAllocation = new(
        RuleIdentifiers.UncheckedAllocation,
        title: "A number in the file decides how much memory is allocated",
        messageFormat: "A number that '{1}' reads from the file decides how much memory '{0}' allocates, so a damaged file can exhaust the memory. If the number is larger than the rest of the file, throw an InvalidDataException.",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A damaged or malicious file can have any number where its length field is (CWE-789).",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UncheckedAllocation));

    /// <summary>Never reported. If no descriptor is a warning, the command-line compiler skips the analyzer.</summary>
    private static readonly DiagnosticDescriptor Enabling = AsWarning(UncheckedAllocation);

    /// <summary>The members that read a number of more than 16 bits.</summary>
    private static readonly ImmutableHashSet<string> Readers =
    [
        "ReadInt32", "ReadUInt32", "ReadInt64", "ReadUInt64", "Read7BitEncodedInt", "Read7BitEncodedInt64",
        "ReadInt32LittleEndian", "ReadInt32BigEndian", "ReadUInt32LittleEndian", "ReadUInt32BigEndian",
        "ReadInt64LittleEndian", "ReadInt64BigEndian", "ReadUInt64LittleEndian", "ReadUInt64BigEndian",
        "ToInt32", "ToUInt32", "ToInt64", "ToUInt64",
    ];

    private static readonly IdentifierScanner Names = new(Readers);

    private protected override bool AppliesTo(Compilation compilation) => !TestCode.IsTestProject(compilation);

    protected override void Start(CompilationStartAnalysisContext context)
    {
        context.Options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.ProjectDir", out var project);
        context.RegisterSemanticModelAction(model =>
        {
            if (TestCode.IsTestFile(model.SemanticModel.SyntaxTree.FilePath, project))
            {
                return;
            }

            foreach (var member in MembersIn(model.SemanticModel.SyntaxTree, model.CancellationToken))
            {
                if (SemanticModels.CanAnalyze(member) && model.SemanticModel.GetOperation(member, model.CancellationToken) is { } body)
                {
                    Check([.. body.DescendantsAndSelf()], model);
                }
            }
        });
    }

    /// <summary>Finds the members that read a number and allocate, by their text. Other code is not bound.</summary>
    private static IEnumerable<SyntaxNode> MembersIn(SyntaxTree tree, CancellationToken cancellation)
    {
        var members = new HashSet<SyntaxNode>();
        foreach (var token in Names.In(tree, cancellation))
        {
            if (token.Parent is { } parent
                && SaveCode.MemberOf(parent) is { } member
                && members.Add(member)
                && member.DescendantNodes().Any(IsAllocation))
            {
                yield return member;
            }
        }
    }

    private static bool IsAllocation(SyntaxNode node) => node switch
    {
        ArrayRankSpecifierSyntax { Sizes: [not (OmittedArraySizeExpressionSyntax or LiteralExpressionSyntax)], Parent.Parent: ArrayCreationExpressionSyntax } => true,
        SimpleNameSyntax { Identifier.ValueText: "Rent" or "AllocateUninitializedArray" or "AllocateArray" or "ReadBytes" or "EnsureCapacity" } => true,
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } => true,
        _ => false,
    };

    private static void Check(List<IOperation> operations, SemanticModelAnalysisContext model)
    {
        foreach (var operation in operations)
        {
            if (SizeOf(operation) is var (size, name) && size.ConstantValue is not { HasValue: true } && SourceOf(size, operation, operations) is { } source
                && !IsOverNoFileInCallers(source, model))
            {
                model.ReportDiagnostic(Diagnostic.Create(UncheckedAllocation, operation.Syntax.GetLocation(), [source.Syntax.GetLocation()], name, $"{source.TargetMethod.ContainingType.Name}.{source.TargetMethod.Name}"));
            }
        }
    }

    /// <summary>Gets the size that an operation allocates, and its name in the message.</summary>
    private static (IOperation Size, string Name)? SizeOf(IOperation operation) => operation switch
    {
        IArrayCreationOperation { Initializer: null, DimensionSizes: [var size], Type: IArrayTypeSymbol } => (size, "new"),
        IObjectCreationOperation { Constructor: { } constructor } creation => creation.Arguments.FirstOrDefault(static argument => IsCapacity(argument.Parameter)) is { } capacity
            ? (capacity.Value, $"new {constructor.ContainingType.Name}")
            : null,
        IInvocationOperation { TargetMethod: { Name: "EnsureCapacity" } method, Arguments: [{ Value: var size } argument] } when IsCapacity(argument.Parameter) => (size, $"{method.ContainingType.Name}.{method.Name}"),
        IInvocationOperation { TargetMethod: { Name: "Rent", ContainingType.Name: "ArrayPool" or "MemoryPool" } method, Arguments: [var size] } => (size.Value, $"{method.ContainingType.Name}.{method.Name}"),
        IInvocationOperation { TargetMethod: { Name: "AllocateUninitializedArray" or "AllocateArray", ContainingType.Name: "GC" } method, Arguments: [var size, ..] } => (size.Value, $"GC.{method.Name}"),
        IInvocationOperation { TargetMethod: { Name: "ReadBytes", ContainingType: { Name: "BinaryReader" } type }, Arguments: [var size] } when type.IsIn("System.IO") => (size.Value, "BinaryReader.ReadBytes"),
        _ => null,
    };

    /// <summary>Whether a collection, a buffer or a stream of .NET allocates as many items as the parameter says.</summary>
    private static bool IsCapacity(IParameterSymbol? parameter) =>
        parameter is { Name: "capacity" or "initialCapacity", Type.SpecialType: SpecialType.System_Int32, ContainingSymbol: IMethodSymbol method } && DotNetStreams.IsDotNet(method);

    /// <summary>Gets the call that reads the size from a file. Null if code checks or limits the size, or if the source of the size is unknown.</summary>
    private static IInvocationOperation? SourceOf(IOperation size, IOperation allocation, List<IOperation> operations)
    {
        if (IsSmall(size))
        {
            return null;
        }

        switch (Value(size))
        {
            case IInvocationOperation call:
                return ReadsFile(call, operations) ? call : null;
            case ILocalReferenceOperation { Local: var local }:
                var assigned = operations.Where(operation => AssignedTo(operation, local) is not null).ToList();
                return assigned.Count == 1
                    && AssignedTo(assigned[0], local) is { } value
                    && !IsSmall(value)
                    && !IsNarrow(local.Type)
                    && Value(value) is IInvocationOperation source
                    && ReadsFile(source, operations)
                    && !operations.Any(operation => operation is ILocalReferenceOperation reference && FileOperations.Is(reference.Local, local)
                        && operation.Syntax.SpanStart < allocation.Syntax.SpanStart && IsCheck(operation))
                    ? source
                    : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Multiply, LeftOperand: var left, RightOperand: var right }:
                return SourceOf(left, allocation, operations) ?? SourceOf(right, allocation, operations);
            default:
                return null;
        }
    }

    /// <summary>Whether a conversion keeps 16 bits or fewer, as in <c>(ushort)reader.ReadInt32()</c>.</summary>
    private static bool IsSmall(IOperation value)
    {
        while (value is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            if (IsNarrow(value.Type))
            {
                return true;
            }

            value = value is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)value).Operand;
        }

        return false;
    }

    private static bool IsNarrow(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Byte or SpecialType.System_SByte
        or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char;

    private static IOperation? Value(IOperation? value) => FileOperations.Unconverted(value);

    private static bool IsWholeFile(IOperation value) => (Value(value) is IAwaitOperation wait ? Value(wait.Operation) : Value(value)) is
        IInvocationOperation { TargetMethod: { Name: "ReadAllBytes" or "ReadAllBytesAsync", ContainingType: { Name: "File" } type } } && type.IsIn("System.IO");

    private static IOperation? AssignedTo(IOperation operation, ISymbol local) => operation switch
    {
        IVariableDeclaratorOperation declarator when FileOperations.Is(declarator.Symbol, local) => declarator.GetVariableInitializer()?.Value,
        IAssignmentOperation { Target: ILocalReferenceOperation target } assignment when FileOperations.Is(target.Local, local) => assignment is ISimpleAssignmentOperation ? assignment.Value : assignment,
        IIncrementOrDecrementOperation { Target: ILocalReferenceOperation target } when FileOperations.Is(target.Local, local) => operation,
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation target } when FileOperations.Is(target.Local, local) => operation,
        _ => null,
    };

    /// <summary>Whether a use of the number compares it, or passes it to other code that can check it.</summary>
    private static bool IsCheck(IOperation use)
    {
        for (var (inner, outer) = (use, use.Parent); outer is not null; (inner, outer) = (outer, outer.Parent))
        {
            switch (outer)
            {
                case IArgumentOperation argument:
                    return SizeOf(argument.Parent!) is null;
                case IBinaryOperation { OperatorKind: not (BinaryOperatorKind.Add or BinaryOperatorKind.Multiply or BinaryOperatorKind.Subtract) }:
                case IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation or IConditionalOperation or IInterpolationOperation:
                    return true;
                case IExpressionStatementOperation or IVariableDeclaratorOperation or IBlockOperation or IReturnOperation:
                    return false;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the call reads a number by a <c>BinaryReader</c>, or from a buffer that a read of a file or stream has filled. Memory and
    /// connections do not count.
    /// </summary>
    private static bool ReadsFile(IInvocationOperation call, List<IOperation> operations)
    {
        var method = call.TargetMethod;
        if (!Readers.Contains(method.Name))
        {
            return false;
        }

        if (method.ContainingType is { Name: "BinaryReader" } type && type.IsIn("System.IO"))
        {
            return !IsOverNoFile(FileOperations.VariableOf(call.Instance), operations);
        }

        return method.ContainingType is { Name: "BinaryPrimitives" or "BitConverter" }
            && call.Arguments.Length > 0
            && BufferOf(call.Arguments[0].Value) is { } buffer
            && operations.Any(operation => AssignedTo(operation, buffer) is { } whole ? IsWholeFile(whole)
                : operation is IInvocationOperation read && IsRead(read) && !IsOverNoFile(FileOperations.VariableOf(read.Instance), operations)
                    && read.Arguments.Any(argument => FileOperations.Is(BufferOf(argument.Value), buffer)));
    }

    /// <summary>Whether the reader is a parameter of a private method, and each caller passes a reader over memory, a pipe or a connection.</summary>
    private static bool IsOverNoFileInCallers(IInvocationOperation read, SemanticModelAnalysisContext model) =>
        FileOperations.VariableOf(read.Instance) is IParameterSymbol parameter
        && PrivateCalls.ArgumentsFor(parameter, model.SemanticModel.Compilation, model.CancellationToken) is { Count: > 0 } values
        && values.All(static value => value.DescendantsAndSelf().Any(static part => StreamTypes.IsNoFile(part.Type)));

    private static bool IsRead(IInvocationOperation call) =>
        call.TargetMethod.Name is "Read" or "ReadAsync" or "ReadExactly" or "ReadExactlyAsync" or "ReadAtLeast" or "ReadAtLeastAsync"
        && (TypeFacts.IsStream(call.Instance?.Type) || (call.TargetMethod.ContainingType is { Name: "RandomAccess" } type && type.IsIn("System.IO")));

    /// <summary>Gets the variable of a buffer, or of a part of it.</summary>
    private static ISymbol? BufferOf(IOperation value) => FileOperations.Unconverted(value) switch
    {
        IInvocationOperation { TargetMethod.Name: "AsSpan" or "Slice" or "AsMemory" } slice => BufferOf(slice.Instance ?? slice.Arguments[0].Value),
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } => BufferOf(instance),
        IPropertyReferenceOperation { Property.Name: "Span", Instance: { } instance } => BufferOf(instance),
        IImplicitIndexerReferenceOperation { Argument: IRangeOperation, Instance: var whole } => BufferOf(whole),
        IArrayElementReferenceOperation { Indices: [IRangeOperation], ArrayReference: var whole } => BufferOf(whole),
        IConversionOperation conversion => BufferOf(conversion.Operand),
        var other => FileOperations.VariableOf(other),
    };

    /// <summary>
    /// Whether the variable holds a stream over memory, a pipe or a connection, or a reader over such a stream. Its data does not come from a file.
    /// </summary>
    private static bool IsOverNoFile(ISymbol? reader, List<IOperation> operations) => StreamTypes.IsNoFile(TypeFacts.TypeOfVariable(reader)) || reader is ILocalSymbol local
        && operations.Any(operation => AssignedTo(operation, local) is { } value && value.DescendantsAndSelf().Any(static part => StreamTypes.IsNoFile(part.Type)));
}
