using System.Reflection;
using System.Runtime.CompilerServices;
using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Evaluation;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.ByteBounds;

/// <summary>The sizes of types in bytes, compared with the sizes in this process, which has 64 bits.</summary>
public sealed class TypeLayoutTests
{
    /// <summary>Each type whose size is known, and its smallest size on any platform.</summary>
    [Theory]
    [InlineData("sbyte", 1)]
    [InlineData("byte", 1)]
    [InlineData("bool", 1)]
    [InlineData("char", 2)]
    [InlineData("short", 2)]
    [InlineData("ushort", 2)]
    [InlineData("int", 4)]
    [InlineData("uint", 4)]
    [InlineData("float", 4)]
    [InlineData("long", 8)]
    [InlineData("ulong", 8)]
    [InlineData("double", 8)]
    [InlineData("decimal", 16)]
    [InlineData("nint", 4)]
    [InlineData("nuint", 4)]
    [InlineData("byte*", 4)]
    [InlineData("delegate*<void>", 4)]
    [InlineData("DateTime", 8)]
    [InlineData("TimeSpan", 8)]
    [InlineData("DateOnly", 4)]
    [InlineData("TimeOnly", 8)]
    [InlineData("Guid", 16)]
    [InlineData("Half", 2)]
    [InlineData("Int128", 16)]
    [InlineData("UInt128", 16)]
    [InlineData("System.DayOfWeek", 4)]
    [InlineData("Small", 1)]
    public void A_known_type_has_the_size_of_this_process(string type, int least)
    {
        var (alone, size, _) = SizesOf($"struct Sample {{ {type} _a; }}");
        Assert.Equal(new Interval(least, size), alone);

        // The padding before the field shows its alignment.
        var (rangeOfBoth, sizeOfBoth, _) = SizesOf($"struct Sample {{ byte _b; {type} _a; }}");
        Assert.Equal(new Interval(least + 1, sizeOfBoth), rangeOfBoth);
    }

    [Theory]
    [InlineData("struct Sample { }", 1, Label = "no field")]
    [InlineData("struct Sample { static long _s; const int C = 1; byte _a; }", 1, Label = "static fields and constants")]
    [InlineData("struct Sample { byte _a; long _b; byte _c; }", 10, Label = "padding")]
    [InlineData("struct Inner { short _a; byte _b; } struct Sample { byte _a; Inner _b; byte _c; }", 5, Label = "a struct in a struct")]
    [InlineData("[StructLayout(LayoutKind.Sequential, Size = 2)] struct Sample { long _a; }", 8, Label = "a size that is smaller than the fields")]
    [InlineData("[StructLayout(LayoutKind.Sequential, Pack = 2)] struct Sample { byte _a; long _b; }", 9, Label = "Pack = 2")]
    [InlineData("[StructLayout(LayoutKind.Sequential, Pack = 1)] struct Sample { byte _a; Day _b; nint _c; }", 9, Label = "Pack = 1, an enumeration and a number of the size of a pointer")]
    [InlineData("[StructLayout(LayoutKind.Sequential, Pack = 1)] struct Sample { static DateTime _s; byte _a; long _b; }", 9, Label = "Pack = 1, and a static field with automatic layout")]
    [InlineData("[StructLayout(LayoutKind.Sequential, Pack = 0)] struct Sample { byte _a; long _b; }", 9, Label = "Pack = 0, which is the default")]
    [InlineData("[StructLayout(LayoutKind.Explicit)] struct Sample { [FieldOffset(4)] int _a; [FieldOffset(0)] byte _b; }", 8, Label = "explicit offsets in any order")]
    [InlineData("[StructLayout(LayoutKind.Explicit, Pack = 1)] struct Sample { [FieldOffset(3)] int _a; }", 7, Label = "explicit offset without alignment")]
    [InlineData("[InlineArray(5)] struct Sample { int _a; }", 20, Label = "an inline array")]
    [InlineData("struct Sample { byte _a; fixed short _b[5]; }", 11, Label = "a fixed-size buffer")]
    public void A_struct_has_the_size_of_this_process(string code, int least)
    {
        var (range, size, _) = SizesOf(code);
        Assert.Equal(size, range?.High);
        Assert.Equal(least, range?.Low);
    }

    /// <summary>The size depends on the version of the runtime, or on the order of the fields, which the runtime chooses.</summary>
    [Theory]
    [InlineData("[StructLayout(LayoutKind.Auto)] struct Sample { byte _a; long _b; byte _c; }", 10, 32, Label = "automatic layout")]
    [InlineData("partial struct Sample { byte _a; long _b; } partial struct Sample { byte _c; }", 10, 32, Label = "a partial struct in two parts")]
    public void The_size_of_some_structs_is_a_range(string code, int least, int most)
    {
        var (range, size, _) = SizesOf(code);
        Assert.Equal(new Interval(least, most), range);
        Assert.InRange(size, least, most);
    }

    [Theory]
    [InlineData("struct Sample { int _a; long _b; }", 12, 16)]
    [InlineData("struct Sample { decimal _a; byte* _b; }", 20, 24)]
    [InlineData("struct Sample { nint _a; Day _b; float _c; }", 12, 16)]
    public void A_struct_of_numbers_has_the_same_native_and_managed_size(string code, int least, int most)
    {
        var (_, size, native) = SizesOf(code);
        Assert.Equal(new Interval(least, most), native);
        Assert.Equal(size, native?.High);
    }

    [Theory]
    [InlineData("struct Sample { bool _a; }")]
    [InlineData("struct Sample { char _a; }")]
    [InlineData("struct Sample { DateTime _a; }")]
    [InlineData("struct Sample { Guid _a; }")]
    [InlineData("struct Sample { [MarshalAs(UnmanagedType.I8)] int _a; }")]
    [InlineData("struct Inner { bool _a; } struct Sample { Inner _a; }")]
    public void A_field_that_marshalling_may_change_has_no_native_size(string code)
    {
        var (range, size, native) = SizesOf(code);
        Assert.Equal(size, range?.High);
        Assert.Null(native);
    }

    [Theory]
    [InlineData("struct Sample { DateTimeOffset _a; }", Label = "a struct of .NET with hidden fields")]
    [InlineData("struct Sample { (int, long) _a; }", Label = "a tuple")]
    [InlineData("struct Sample { Sample _a; }", Label = "a struct that contains itself, which does not compile")]
    [InlineData("[InlineArray(int.MaxValue)] struct Sample { long _a; }", Label = "a struct that is too large")]
    public void The_size_of_some_structs_is_unknown(string code)
    {
        var type = Source.Compile(Code(code)).GetTypeByMetadataName("Types+Sample")!;
        Assert.Null(TypeLayout.ManagedSizeOf(type));
        Assert.Null(TypeLayout.MarshalledSizeOf(type));
    }

    private static string Code(string structs) => $$"""
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        #pragma warning disable
        unsafe class Types
        {
            enum Small : byte { None }
            enum Day { None }
            {{structs}}
        }
        """;

    /// <summary>Returns the analyzer's managed and native sizes of <c>Sample</c>, and the managed size in this process.</summary>
    private static (Interval? Range, long Size, Interval? Native) SizesOf(string structs)
    {
        var compilation = Source.Compile(Code(structs));
        using var image = new MemoryStream();
        Assert.Empty(compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var type = Assembly.Load(image.ToArray()).GetType("Types+Sample", throwOnError: true)!;
        var size = (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;
        var symbol = compilation.GetTypeByMetadataName("Types+Sample")!;
        return (TypeLayout.ManagedSizeOf(symbol), size, TypeLayout.MarshalledSizeOf(symbol));
    }
}
