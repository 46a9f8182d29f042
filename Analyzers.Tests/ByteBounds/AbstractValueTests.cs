using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Analyzers.Tests.ByteBounds;

/// <summary>The values of the byte-bound analysis: their joins, widenings and origins, the sources of files, and the wrappers of streams.</summary>
public sealed class AbstractValueTests
{
    private static readonly FileSource First = FileSource.Opened(SyntaxFactory.ParseExpression("File.Open(a)"));
    private static readonly FileSource Second = FileSource.Elsewhere(SyntaxFactory.ParseExpression("GetFile()"));
    private static readonly Origin OfFirst = Origin.Of(First);
    private static readonly Interval Low = new(1, 3);
    private static readonly Interval High = new(2, 9);
    private static readonly Interval Both = new(1, 9);
    private static readonly Interval Grown = new(1, int.MaxValue);

    [Fact]
    public void Values_of_one_kind_join_their_intervals_and_origins()
    {
        Assert.Equal(new NumberValue(Both, OfFirst), AbstractValue.Join(new NumberValue(Low, Origin.Constant), new NumberValue(High, OfFirst)));
        Assert.Equal(new BufferValue(Both, OfFirst), AbstractValue.Join(new BufferValue(Low, Origin.Constant), new BufferValue(High, OfFirst)));
        Assert.Equal(new SequenceValue(Both, OfFirst), AbstractValue.Join(new SequenceValue(Low, OfFirst), new SequenceValue(High, Origin.Constant)));
        Assert.Equal(new EnumeratorValue(Both, OfFirst), AbstractValue.Join(new EnumeratorValue(Low, OfFirst), new EnumeratorValue(High, Origin.Constant)));
    }

    [Fact]
    public void Widening_relaxes_a_bound_that_moved_within_the_range_of_the_kind()
    {
        Assert.Equal(new NumberValue(Grown, OfFirst), AbstractValue.Widen(new NumberValue(Low, OfFirst), new NumberValue(High, Origin.Constant)));
        Assert.Equal(new BufferValue(Grown, OfFirst), AbstractValue.Widen(new BufferValue(Low, OfFirst), new BufferValue(High, Origin.Constant)));
        Assert.Equal(new SequenceValue(Grown, OfFirst), AbstractValue.Widen(new SequenceValue(Low, OfFirst), new SequenceValue(High, Origin.Constant)));
        Assert.Equal(new EnumeratorValue(Grown, OfFirst), AbstractValue.Widen(new EnumeratorValue(Low, OfFirst), new EnumeratorValue(High, Origin.Constant)));

        // A length is never negative, and never larger than an int.
        Assert.Equal(new BufferValue(new(0, 9), OfFirst), AbstractValue.Widen(new BufferValue(High, OfFirst), new BufferValue(Low, OfFirst)));
        Assert.Equal(new SequenceValue(new(0, 9), OfFirst), AbstractValue.Widen(new SequenceValue(High, OfFirst), new SequenceValue(Low, OfFirst)));
        Assert.Equal(new EnumeratorValue(new(0, 9), OfFirst), AbstractValue.Widen(new EnumeratorValue(High, OfFirst), new EnumeratorValue(Low, OfFirst)));
        Assert.Equal(new FileValue(First), AbstractValue.Widen(new FileValue(First), new OtherValue(OfFirst)));
    }

    [Fact]
    public void A_value_that_may_be_a_file_stays_that_file()
    {
        var (first, second) = (new FileValue(First), new FileValue(Second));
        Assert.Equal(first, AbstractValue.Join(first, new NumberValue(Low, OfFirst)));
        Assert.Equal(first, AbstractValue.Join(new OtherValue(Origin.External), first));
        var either = Assert.IsType<FileValue>(AbstractValue.Join(first, second));
        Assert.Equal([First, Second], either.Handles.Items.Select(handle => handle.Source));
        Assert.Equal(first, AbstractValue.Join(first, first));
        Assert.Equal(either, AbstractValue.Join(either, second));
    }

    [Fact]
    public void Values_of_two_kinds_join_to_their_origins()
    {
        Assert.Equal(new OtherValue(OfFirst), AbstractValue.Join(new NumberValue(Low, OfFirst), new BufferValue(Low, Origin.Constant)));
        Assert.Equal(new OtherValue(OfFirst | Origin.External), AbstractValue.Join(AbstractValue.NotAFile, new NumberValue(Low, OfFirst)));
        var same = new OtherValue(OfFirst);
        Assert.Same(same, AbstractValue.Join(same, new OtherValue(OfFirst)));
    }

    [Fact]
    public void WithOrigin_changes_only_the_origin()
    {
        Assert.Equal(new NumberValue(Low, OfFirst), new NumberValue(Low, Origin.Constant).WithOrigin(OfFirst));
        Assert.Equal(new SequenceValue(Low, OfFirst), new SequenceValue(Low, Origin.Constant).WithOrigin(OfFirst));
        Assert.Equal(new EnumeratorValue(Low, OfFirst), new EnumeratorValue(Low, Origin.Constant).WithOrigin(OfFirst));
        Assert.Equal(new OtherValue(OfFirst), new OtherValue(Origin.Constant).WithOrigin(OfFirst));
        var file = new FileValue(First);
        Assert.Same(file, file.WithOrigin(OfFirst));

        // A read gives the content of a buffer another origin, but not its length.
        var buffer = Assert.IsType<BufferValue>(new BufferValue(Low, Origin.External).WithOrigin(OfFirst));
        Assert.Equal((OfFirst, Origin.External), (buffer.Origin, buffer.LengthOrigin));
        Assert.Equal(new NumberValue(Low, Origin.External), buffer.Count);
        Assert.Equal(new NumberValue(Interval.Exactly(4), Origin.Constant), new BufferValue(Interval.Exactly(4), OfFirst).Count);
    }

    [Fact]
    public void An_origin_is_the_union_of_the_dependencies()
    {
        var both = OfFirst | Origin.Of(Second);
        Assert.Equal([First, Second], both.Files.OrderBy(file => file.Kind != FileSourceKind.Opened));
        Assert.Equal(OfFirst, OfFirst | Origin.Constant);
        Assert.Equal(OfFirst, Origin.Constant | OfFirst);
        Assert.Equal(Origin.External, Origin.External | Origin.Constant);
        Assert.Equal(Origin.External, Origin.Constant | Origin.External);
        Assert.True((OfFirst | Origin.External).IsExternal);
        Assert.True((Origin.External | OfFirst).IsExternal);
        Assert.Equal(OfFirst | Origin.External, Origin.External | OfFirst);
        Assert.NotEqual(OfFirst, OfFirst | Origin.External);
        Assert.NotEqual(OfFirst, both);
        Assert.Equal(Origin.Constant, default);
        Assert.False(OfFirst.Equals("file"));
        Assert.True(OfFirst.Equals((object)Origin.Of(First)));
        Assert.Equal(OfFirst.GetHashCode(), Origin.Of(First).GetHashCode());
    }

    [Fact]
    public void An_origin_knows_whether_it_has_only_files()
    {
        Assert.True(OfFirst.IsOnly(First));
        Assert.False(OfFirst.IsOnly(Second));
        Assert.False((OfFirst | Origin.Of(Second)).IsOnly(First));
        Assert.False((OfFirst | Origin.External).IsOnly(First));
        Assert.False(Origin.Constant.IsOnly(First));
        Assert.True(OfFirst.DependsOnFilesOnly);
        Assert.False((OfFirst | Origin.External).DependsOnFilesOnly);
        Assert.False(Origin.Constant.DependsOnFilesOnly);
        Assert.False(default(Origin).DependsOnFilesOnly);
        Assert.False(default(Origin).IsOnly(First));
    }

    [Fact]
    public void Sources_are_equal_if_kind_and_place_are_equal()
    {
        Assert.False(First.MayBeAnother);
        Assert.True(Second.MayBeAnother);
        Assert.NotEqual(First, FileSource.Elsewhere(First.Site!));
        Assert.NotEqual(First, FileSource.Opened(Second.Site!));
        Assert.Equal(First, FileSource.Opened(First.Site!));
        Assert.Equal(First.GetHashCode(), FileSource.Opened(First.Site!).GetHashCode());
        Assert.False(First.Equals("file"));
        Assert.Equal(("File.Open(a)", "Opened File.Open(a)"), (First.Name, First.ToString()));
        var members = Source.Compile("using System.IO; class C { Stream _f = null!; void M(Stream own) { } }").GetTypeByMetadataName("C")!.GetMembers();
        var field = FileSource.Member(members.OfType<IFieldSymbol>().Single());
        var parameter = FileSource.Parameter(members.OfType<IMethodSymbol>().Single(method => method.Name == "M").Parameters[0]);
        Assert.Equal(("_f", "own"), (field.Name, parameter.Name));
        Assert.True(field.MayBeAnother && parameter.MayBeAnother);
        Assert.NotEqual(field, parameter);
    }

    [Fact]
    public void A_wrapper_over_a_wrapper_combines_their_effects()
    {
        var decoder = new StreamWrapper(IsOpaque: true, ReadAhead: 0, HasKnownEncoding: false);
        var buffer = new StreamWrapper(IsOpaque: false, ReadAhead: 4096, HasKnownEncoding: true);
        Assert.Equal(new StreamWrapper(true, 4096, true), buffer.Over(decoder));
        Assert.Equal(new StreamWrapper(true, 4096, false), decoder.Over(buffer));
        Assert.Equal(new StreamWrapper(false, 8192, true), buffer.Over(buffer));
        Assert.False(StreamWrapper.Direct.IsOpaque);
        Assert.True(StreamWrapper.Unknown is { IsOpaque: true, IsUnknown: true, ReadAhead: 0, HasKnownEncoding: false });
    }

    [Fact]
    public void Constants_and_defaults_have_known_values()
    {
        var fields = Source.Compile("class C { byte[] B; int N; object O; string S; }").GetTypeByMetadataName("C")!.GetMembers().OfType<IFieldSymbol>().ToDictionary(field => field.Name, field => field.Type);
        Assert.Equal(new NumberValue(Interval.Exactly(0), Origin.Constant), ValueFactory.Default(fields["N"]));
        Assert.Equal(new BufferValue(Interval.Exactly(0), Origin.Constant), ValueFactory.Default(fields["B"]));
        Assert.Equal(new OtherValue(Origin.Constant), ValueFactory.Default(fields["O"]));
        Assert.Equal(new BufferValue(Interval.Exactly(0), Origin.Constant), ValueFactory.Constant(null, fields["B"]));
        Assert.Equal(new OtherValue(Origin.Constant), ValueFactory.Constant(null, fields["O"]));
        Assert.Equal(new SequenceValue(Interval.Exactly(4), Origin.Constant), ValueFactory.Constant("KVC1", fields["S"]));
        Assert.Equal(new NumberValue(Interval.Exactly(7), Origin.Constant), ValueFactory.Constant(7, fields["N"]));
        Assert.Equal(new OtherValue(Origin.Constant), ValueFactory.Constant(7.0, fields["O"]));
        Assert.Equal(new NumberValue(Interval.RangeOf(fields["N"]), OfFirst), ValueFactory.AnyExceptFile(fields["N"], OfFirst));
        Assert.Equal(new BufferValue(Interval.Length, OfFirst), ValueFactory.AnyExceptFile(fields["B"], OfFirst));
        Assert.Equal(new OtherValue(OfFirst), ValueFactory.AnyExceptFile(fields["O"], OfFirst));
    }
}
