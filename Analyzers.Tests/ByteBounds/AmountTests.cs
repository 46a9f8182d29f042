using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis.CSharp;

namespace Analyzers.Tests.ByteBounds;

/// <summary>The amounts of moved bytes: their order, their sum, and the steps that explain them.</summary>
public sealed class AmountTests
{
    private static readonly Amount Seven = Amount.Constant(7);

    /// <summary>Amounts in the order of the lattice: the join of two amounts is the later one.</summary>
    private static readonly Amount[] Ascending = [Amount.None, Seven, Amount.Constant(8), Amount.Constant(long.MaxValue), Amount.Requested, Amount.Unknown, Amount.Whole];

    [Fact]
    public void The_larger_amount_is_the_join()
    {
        for (var low = 0; low < Ascending.Length; low++)
        {
            for (var high = low; high < Ascending.Length; high++)
            {
                Assert.Equal(Ascending[high], Amount.Join(Ascending[low], Ascending[high]));
                Assert.Equal(Ascending[high], Amount.Join(Ascending[high], Ascending[low]));
                Assert.Equal(Math.Sign(low - high), Math.Sign(Ascending[low].CompareTo(Ascending[high])));
                Assert.Equal(Math.Sign(high - low), Math.Sign(Ascending[high].CompareTo(Ascending[low])));
            }
        }
    }

    [Fact]
    public void Numbers_add_up_and_a_sum_that_does_not_fit_is_unknown()
    {
        Assert.Equal(Amount.Constant(15), Seven + Amount.Constant(8));
        Assert.Equal(Seven, Seven + Amount.None);
        Assert.Equal(Amount.Constant(long.MaxValue), Amount.Constant(long.MaxValue - 7) + Seven);
        Assert.Equal(Amount.Unknown, Amount.Constant(long.MaxValue - 6) + Seven);
        Assert.Equal(Amount.Unknown, Seven + Amount.Constant(long.MaxValue));
    }

    [Fact]
    public void A_sum_with_an_amount_that_is_no_number_is_the_larger_amount()
    {
        foreach (var other in (Amount[])[Amount.Requested, Amount.Unknown, Amount.Whole])
        {
            Assert.False(other.IsConstant);
            Assert.Equal(other, Seven + other);
            Assert.Equal(other, other + Seven);
            Assert.Equal(other, other + Amount.None);
            Assert.Equal(Amount.Whole, Amount.Whole + other);
        }

        Assert.Equal(Amount.Unknown, Amount.Requested + Amount.Unknown);
        Assert.True(Seven.IsConstant);
    }

    [Fact]
    public void An_amount_has_the_text_of_the_messages() =>
        Assert.Equal(["0", "7", "8", "9223372036854775807", "requested", "unknown", "whole"], Ascending.Select(amount => amount.ToString()));

    [Fact]
    public void A_count_is_explained_by_its_steps_oldest_first()
    {
        var (four, eight) = (Step(4), Step(8));
        var count = default(ByteCount).Plus(four).Plus(eight);
        Assert.Equal(Amount.Constant(12), count.Amount);
        Assert.Equal([four, eight], count.Trace!.ToSteps());

        // A step that moves nothing explains nothing.
        Assert.Same(count.Trace, count.Plus(Step(0)).Trace);
    }

    [Fact]
    public void One_step_explains_an_amount_that_is_no_number()
    {
        var whole = default(ByteCount).Plus(Step(4)).Plus(Step(Amount.Whole));
        Assert.Equal(2, whole.Trace!.ToSteps().Length);
        Assert.Same(whole.Trace, whole.Plus(Step(Amount.Whole)).Trace);
        Assert.Same(whole.Trace, whole.Plus(Step(4)).Trace);
        Assert.Same(whole.Trace, whole.Plus(Step(Amount.Requested)).Trace);

        // A larger amount needs its own step.
        var requested = default(ByteCount).Plus(Step(Amount.Requested));
        Assert.Equal(2, requested.Plus(Step(Amount.Unknown)).Trace!.ToSteps().Length);
    }

    [Fact]
    public void A_count_is_proven_if_visible_operations_move_bytes()
    {
        Assert.False(default(ByteCount).IsProven);
        Assert.True(default(ByteCount).Plus(Step(4)).IsProven);
        Assert.True(default(ByteCount).Plus(Step(Amount.Whole)).IsProven);
        Assert.False(default(ByteCount).Plus(Step(Amount.Unknown) with { IsEscape = true }).IsProven);
        Assert.False(default(ByteCount).Plus(Step(Amount.Unknown) with { IsEscape = true }).Plus(Step(Amount.Whole)).IsProven);
        Assert.False(new ByteCount(Seven, trace: null).IsProven);
    }

    [Fact]
    public void The_join_of_counts_is_the_larger_count_with_its_steps()
    {
        var (small, large) = (default(ByteCount).Plus(Step(4)), default(ByteCount).Plus(Step(8)));
        Assert.Same(large.Trace, ByteCount.Join(small, large).Trace);
        Assert.Same(large.Trace, ByteCount.Join(large, small).Trace);

        // Counts are equal if their amounts are equal, even if their steps differ. Otherwise no loop would reach a fixpoint.
        var same = default(ByteCount).Plus(Step(8));
        Assert.Same(large.Trace, ByteCount.Join(large, same).Trace);
        Assert.Equal(large, same);
        Assert.Equal(large.GetHashCode(), same.GetHashCode());
        Assert.True(large.Equals((object)same));
        Assert.False(large.Equals((object)small));
        Assert.False(large.Equals("8"));
    }

    [Fact]
    public void The_join_of_usages_joins_each_part()
    {
        var (small, large) = (default(ByteCount).Plus(Step(4)), default(ByteCount).Plus(Step(8)));
        var last = new object();
        var left = new FileUsage(small, large, IsPositionUnknown: false) { LastRead = last };
        var right = new FileUsage(large, small, IsPositionUnknown: true) { LastRead = new object() };
        var join = FileUsage.Join(left, right);
        Assert.Equal(new FileUsage(large, large, IsPositionUnknown: true), join);
        Assert.Null(join.LastRead);
        Assert.Same(last, FileUsage.Join(left, left).LastRead);
        Assert.True(FileUsage.Join(right, left).IsPositionUnknown);
        Assert.False(FileUsage.Join(left, left).IsPositionUnknown);
        Assert.Equal(left, left with { LastRead = null });
        Assert.Equal(left.GetHashCode(), (left with { LastRead = null }).GetHashCode());
        Assert.NotEqual(left, left with { Read = large });
        Assert.NotEqual(left, left with { Written = small });
        Assert.NotEqual(left, left with { IsPositionUnknown = true });
    }

    private static Step Step(long bytes) => Step(Amount.Constant(bytes));

    private static Step Step(Amount amount) => new(SyntaxFactory.IdentifierName("call"), amount, Why: null);
}
