using Kv.Demo;

namespace Kv.Tests;

public sealed class SpreadTests
{
    [Fact]
    public void The_middle_of_an_odd_number_of_runs() => Assert.Equal(new Spread(2, 1, 9), Spread.Of([9, 1, 2]));

    [Fact]
    public void The_mean_of_the_two_in_the_middle_of_an_even_number() => Assert.Equal(new Spread(2.5, 1, 9), Spread.Of([9, 3, 1, 2]));
}
