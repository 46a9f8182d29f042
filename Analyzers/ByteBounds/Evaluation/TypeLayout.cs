using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>The size of a value of an unmanaged type in bytes: the smallest and the largest size that a runtime can choose, and the alignment.</summary>
/// <remarks>
/// For a struct with sequential or explicit layout, the largest size aligns each field to its natural size. No runtime exceeds it,
/// because a smaller alignment (32 bits, <c>Pack</c>) never moves a field to a higher offset. Fields with automatic layout can have any
/// order, so padding can precede each one. A struct of another assembly can hide private fields, because a reference assembly
/// omits them. Therefore only the listed structs of .NET are known.
/// </remarks>
internal readonly record struct TypeLayout(long Least, long Most, long Alignment)
{
    /// <summary>A field of a value type in automatic layout is aligned to a pointer, whatever it holds (CoreCLR, methodtablebuilder.cpp).</summary>
    private const long PointerSize = 8;

    /// <summary>
    /// The maximum depth of structs in structs. No struct in practice is deeper. Code in which a struct contains itself does not compile, but an IDE
    /// analyzes it.
    /// </summary>
    private const int MaxDepth = 32;

    private const int LayoutKindAuto = 3;
    private const int LayoutKindExplicit = 2;

    /// <summary>Returns the number of elements of a type with <c>[InlineArray(n)]</c>; null for any other type.</summary>
    internal static int? InlineLengthOf(ITypeSymbol? type) =>
        Attribute(type, "InlineArrayAttribute", "System.Runtime.CompilerServices") is { ConstructorArguments: [{ Value: int length and > 0 }] } ? length : null;

    /// <summary>Returns the managed size: the result of <c>sizeof</c> and <c>Unsafe.SizeOf</c>.</summary>
    internal static Interval? ManagedSizeOf(ITypeSymbol type) => Of(type, isMarshalled: false, 0) is { } layout ? new(layout.Least, layout.Most) : null;

    /// <summary>Returns the native size: the result of <c>Marshal.SizeOf</c>. Null if marshalling changes a field.</summary>
    internal static Interval? MarshalledSizeOf(ITypeSymbol type) => Of(type, isMarshalled: true, 0) is { } layout ? new(layout.Least, layout.Most) : null;

    private static TypeLayout? Of(ITypeSymbol type, bool isMarshalled, int depth)
    {
        if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying })
        {
            type = underlying;
        }

        if (Known(type, isMarshalled) is { } known)
        {
            return known;
        }

        return depth < MaxDepth && type is INamedTypeSymbol { TypeKind: TypeKind.Struct, IsTupleType: false, SpecialType: SpecialType.None } && type.Locations.All(static location => location.IsInSource)
            ? OfStruct((INamedTypeSymbol)type, isMarshalled, depth)
            : null;
    }

    private static TypeLayout? Known(ITypeSymbol type, bool isMarshalled)
    {
        switch (type.SpecialType)
        {
            case SpecialType.System_SByte or SpecialType.System_Byte: return Exactly(1);
            case SpecialType.System_Boolean when !isMarshalled: return Exactly(1);
            case SpecialType.System_Char when !isMarshalled: return Exactly(2);
            case SpecialType.System_Int16 or SpecialType.System_UInt16: return Exactly(2);
            case SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single: return Exactly(4);
            case SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double: return Exactly(8);
            case SpecialType.System_Decimal: return new(16, 16, 8);
            case SpecialType.System_IntPtr or SpecialType.System_UIntPtr: return new(4, 8, 8);
            case SpecialType.System_DateTime when !isMarshalled: return Exactly(8);
        }

        if (type is IPointerTypeSymbol or IFunctionPointerTypeSymbol)
        {
            return new(4, 8, 8);
        }

        return isMarshalled || !TypeFacts.IsDotNet(type) || !type.IsIn("System") ? null : type.Name switch
        {
            "Guid" => new(16, 16, 4),
            "TimeSpan" => Exactly(8),
            "DateOnly" => Exactly(4),
            "TimeOnly" => Exactly(8),
            "Half" => Exactly(2),
            "Int128" or "UInt128" => Exactly(16),
            _ => null,
        };
    }

    private static TypeLayout? OfStruct(INamedTypeSymbol type, bool isMarshalled, int depth)
    {
        var (kind, size, pack) = StructLayoutOf(type);

        // C# defines no order for the fields of a partial struct in several parts.
        var isOrdered = kind != LayoutKindAuto && type.DeclaringSyntaxReferences.Length == 1;
        pack = IsPacked(type, depth) ? pack : long.MaxValue;
        var (least, offset, end, alignment) = (0L, 0L, 0L, 1L);
        foreach (var field in type.GetMembers().OfType<IFieldSymbol>().Where(static field => !field.IsStatic && !field.IsConst))
        {
            if (OfField(field, isMarshalled, depth) is not { } layout)
            {
                return null;
            }

            var fieldAlignment = isOrdered ? Math.Min(layout.Alignment, pack) : Math.Max(layout.Alignment, PointerSize);
            alignment = Math.Max(alignment, fieldAlignment);
            offset = kind == LayoutKindExplicit ? OffsetOf(field) : isOrdered ? RoundUp(end, fieldAlignment) : end + fieldAlignment - 1;
            end = Math.Max(end, offset + layout.Most);
            least = kind == LayoutKindExplicit ? Math.Max(least, offset + layout.Least) : least + layout.Least;
        }

        var length = InlineLengthOf(type) ?? 1;
        if (end > int.MaxValue / length)
        {
            return null;
        }

        return new(
            Math.Max(Math.Max(1, least * length), size),
            Math.Max(Math.Max(1, RoundUp(end * length, alignment)), RoundUp(size, alignment)),
            alignment);
    }

    private static TypeLayout? OfField(IFieldSymbol field, bool isMarshalled, int depth)
    {
        if (isMarshalled && Attribute(field, "MarshalAsAttribute", "System.Runtime.InteropServices") is not null)
        {
            return null;
        }

        if (!field.IsFixedSizeBuffer)
        {
            return Of(field.Type, isMarshalled, depth + 1);
        }

        return field.Type is IPointerTypeSymbol { PointedAtType: var element } && Of(element, isMarshalled, depth + 1) is { } layout && field.FixedSize < int.MaxValue / 16
            ? new(layout.Least * field.FixedSize, layout.Most * field.FixedSize, layout.Alignment)
            : null;
    }

    private static (int Kind, long Size, long Pack) StructLayoutOf(INamedTypeSymbol type)
    {
        if (Attribute(type, "StructLayoutAttribute", "System.Runtime.InteropServices") is not { } attribute)
        {
            return (0, 0, long.MaxValue);
        }

        var kind = attribute.ConstructorArguments is [{ Value: { } value }] ? Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) : 0;
        return (kind, Named("Size") ?? 0, Named("Pack") is > 0 and var pack ? pack : long.MaxValue);

        int? Named(string name) => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as int?;
    }

    /// <summary>Whether the runtime applies <c>Pack</c>. It does not if a field's type has automatic layout, such as <c>DateTime</c>.</summary>
    private static bool IsPacked(ITypeSymbol type, int depth) => depth < MaxDepth && type switch
    {
        IPointerTypeSymbol or IFunctionPointerTypeSymbol or INamedTypeSymbol { EnumUnderlyingType: not null } => true,
        { SpecialType: SpecialType.System_DateTime } => false,
        { SpecialType: not SpecialType.None } => true,
        _ when TypeFacts.IsDotNet(type) => type.Name is "Guid" or "Half",
        INamedTypeSymbol named => StructLayoutOf(named).Kind != LayoutKindAuto
            && type.GetMembers().OfType<IFieldSymbol>().All(field => field.IsStatic || IsPacked(field.Type, depth + 1)),
        _ => false,
    };

    private static long OffsetOf(IFieldSymbol field) =>
        Attribute(field, "FieldOffsetAttribute", "System.Runtime.InteropServices") is { ConstructorArguments: [{ Value: int offset and >= 0 }] } ? offset : 0;

    private static AttributeData? Attribute(ISymbol? symbol, string name, string @namespace) =>
        symbol?.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass is { } type && type.Name == name && type.IsIn(@namespace));

    private static TypeLayout Exactly(long size) => new(size, size, size);

    private static long RoundUp(long value, long alignment) => (value + alignment - 1) / alignment * alignment;
}
