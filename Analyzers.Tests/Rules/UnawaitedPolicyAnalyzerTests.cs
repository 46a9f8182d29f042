using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnawaitedPolicyAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class UnawaitedPolicyAnalyzerTests
{
    [Theory]
    [InlineData("void Use(Stream file) { {|IOP303:LoadAsync(file)|}; }")]
    [InlineData("void Use(Stream file) { _ = {|IOP303:LoadAsync(file)|}; }")]
    [InlineData("void Use(Stream file) { {|IOP303:SaveAsync(file)|}; }")]
    [InlineData("void Use(Stream file) { {|IOP303:CountAsync(file)|}; }")]
    [InlineData("void Use(C? c, Stream file) { c?{|IOP303:.LoadAsync(file)|}; }")]
    [InlineData("Action Use(Stream file) => () => {|IOP303:LoadAsync(file)|};")]
    [InlineData("void Use(Stream file) => {|IOP303:PeekAsync(file)|};")]
    [InlineData("async Task Use(Stream file) { {|IOP303:PartialAsync(file)|}; await Task.Yield(); }")]
    public Task A_task_that_is_thrown_away_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("async Task Use(Stream file) { await LoadAsync(file); }")]
    [InlineData("async Task Use(Stream file) { await LoadAsync(file).ConfigureAwait(false); }")]
    [InlineData("async Task<int> Use(Stream file) => await CountAsync(file);")]
    [InlineData("Task Use(Stream file) => LoadAsync(file);")]
    [InlineData("Task Use(Stream file) { return LoadAsync(file); }")]
    [InlineData("async Task Use(Stream file) { var task = LoadAsync(file); await task; }")]
    [InlineData("async Task Use(Stream a, Stream b) { await Task.WhenAll(LoadAsync(a), LoadAsync(b)); }")]
    [InlineData("void Use(Stream file) { LoadAsync(file).Wait(); }")]
    [InlineData("int Use(Stream file) => CountAsync(file).AsTask().Result;")]
    [InlineData("void Use(Stream file) { Load(file); }")]
    [InlineData("void Use(Stream file) { _ = Load(file); }")]
    [InlineData("void Use(Stream file) { Other(file); }")]
    [InlineData("Func<Task> Use(Stream file) => () => LoadAsync(file);")]
    [InlineData("Task _task = null!; void Use(Stream file) { _task = LoadAsync(file); }")]
    public Task A_task_that_is_not_is_not(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        #pragma warning disable CS4014
        partial class C
        {
            [DropPagesAfterFullRead] public Task LoadAsync(Stream file) => Task.CompletedTask;
            [DropPagesAfterFullWrite] static ValueTask SaveAsync(Stream file) => default;
            [DropPagesAfterFullRead] ValueTask<int> CountAsync(Stream file) => default;
            [HeaderOnly] Task PeekAsync(Stream file) => Task.CompletedTask;
            [DropPagesAfterFullRead] public partial Task {|CS8795:PartialAsync|}(Stream file);
            Task PartialCoreAsync(Stream file) => Task.CompletedTask;
            [DropPagesAfterFullRead] int Load(Stream file) => 1;
            Task Other(Stream file) => Task.CompletedTask;
            {{member}}
        }
        """;
}
