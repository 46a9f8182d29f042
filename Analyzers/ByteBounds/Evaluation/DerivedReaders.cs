using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Finds the members of <see cref="BinaryReader"/> that read the same bytes in each derived class, such as a reader of big-endian numbers.
/// These members read the stream directly or through a private method of <see cref="BinaryReader"/>, so an override of another member does
/// not affect them.
/// </summary>
internal static class DerivedReaders
{
    private static readonly ImmutableHashSet<string> IndependentMembers =
    [
        "Read", "ReadBoolean", "ReadByte", "ReadBytes", "ReadDecimal", "ReadDouble", "ReadExactly", "ReadHalf", "ReadInt16", "ReadInt32", "ReadInt64",
        "ReadSByte", "ReadSingle", "ReadUInt16", "ReadUInt32", "ReadUInt64",
    ];

    internal static bool IsReader(ITypeSymbol? type) => type is { Name: "BinaryReader" } && TypeFacts.IsDotNet(type);

    /// <summary>Returns the class's own override of a member; null if the class has none.</summary>
    internal static IMethodSymbol? OverrideOf(INamedTypeSymbol type, IMethodSymbol called) => type.GetMembers(called.Name).OfType<IMethodSymbol>()
        .FirstOrDefault(method => SymbolEqualityComparer.Default.Equals(method.OverriddenMethod?.OriginalDefinition, called.OriginalDefinition));

    /// <summary>Whether a call on an object of exactly this class runs the code of <see cref="BinaryReader"/>.</summary>
    internal static bool Inherits(INamedTypeSymbol type, IMethodSymbol called) => IsReader(type.BaseType) && IsIndependent(called) && OverrideOf(type, called) is null;

    /// <summary>Whether the call disposes of an object whose class adds no disposal code to that of <see cref="BinaryReader"/>.</summary>
    internal static bool IsDisposal(INamedTypeSymbol type, IMethodSymbol called) =>
        IsReader(type.BaseType) && called.Name is "Dispose" or "Close" && type.GetMembers("Dispose").IsEmpty && type.GetMembers("Close").IsEmpty;

    /// <summary>Whether a method of a derived class calls, on <c>this</c>, a member that runs the code of <see cref="BinaryReader"/>.</summary>
    internal static bool CallsBase(IInvocationOperation call) =>
        call.Instance is IInstanceReferenceOperation { Type: INamedTypeSymbol type }
        && IsIndependent(call.TargetMethod)
        && (!call.IsVirtual || (type.IsSealed && Inherits(type, call.TargetMethod)));

    /// <summary>Returns the file of a reader as its own methods access it: the file in <c>BaseStream</c>.</summary>
    internal static FileValue? FileOf(INamedTypeSymbol reader) =>
        reader.GetMembers("BaseStream") is [IPropertySymbol stream] ? new FileValue(FileSource.Member(stream), StreamWrapper.Direct) : null;

    /// <summary>Whether a constructor only passes the file to the base class, with arguments that run no code.</summary>
    internal static bool PassesOn(SyntaxNode constructor, string file) => ArgumentsOf(constructor) is { Arguments: [{ NameColon: null, Expression: IdentifierNameSyntax first }, ..] } arguments
        && first.Identifier.ValueText == file
        && arguments.Arguments.Skip(1).All(argument => argument.Expression is LiteralExpressionSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax }
            || (argument.Expression is IdentifierNameSyntax name && name.Identifier.ValueText != file));

    private static ArgumentListSyntax? ArgumentsOf(SyntaxNode constructor) => constructor switch
    {
        ConstructorDeclarationSyntax { Initializer: { ThisOrBaseKeyword.ValueText: "base", ArgumentList: var arguments } } => arguments,
        TypeDeclarationSyntax { BaseList.Types: [PrimaryConstructorBaseTypeSyntax { ArgumentList: var arguments }, ..] } => arguments,
        _ => null,
    };

    private static bool IsIndependent(IMethodSymbol method) =>
        IsReader(method.ContainingType) && IndependentMembers.Contains(method.Name) && !(method is { Name: "Read", Parameters.IsEmpty: true })
        && !method.Parameters.Any(static parameter => parameter.Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Char }
            or INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_Char }] });
}
