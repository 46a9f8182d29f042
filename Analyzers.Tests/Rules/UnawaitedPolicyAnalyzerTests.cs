using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnawaitedPolicyAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class UnawaitedPolicyAnalyzerTests
{
    [Theory]
    [InlineData("void Use(Stream file) { {|IOP303:LoadAsync(file)|}; }", Label = "a statement")]
    [InlineData("void Use(Stream file) { _ = {|IOP303:LoadAsync(file)|}; }", Label = "a discard")]
    [InlineData("void Use(Stream file) { {|IOP303:SaveAsync(file)|}; }", Label = "a write")]
    [InlineData("void Use(Stream file) { {|IOP303:CountAsync(file)|}; }", Label = "a ValueTask")]
    [InlineData("void Use(C? c, Stream file) { c?{|IOP303:.LoadAsync(file)|}; }", Label = "a conditional call")]
    [InlineData("Action Use(Stream file) => () => {|IOP303:LoadAsync(file)|};", Label = "a lambda without a result")]
    [InlineData("void Use(Stream file) => {|IOP303:PeekAsync(file)|};", Label = "an expression body")]
    [InlineData("async Task Use(Stream file) { {|IOP303:PartialAsync(file)|}; await Task.Yield(); }", Label = "a partial method")]
    public Task A_discarded_task_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("async Task Use(Stream file) { await LoadAsync(file); }", Label = "await")]
    [InlineData("async Task Use(Stream file) { await LoadAsync(file).ConfigureAwait(false); }", Label = "await with ConfigureAwait")]
    [InlineData("async Task<int> Use(Stream file) => await CountAsync(file);", Label = "await of a result")]
    [InlineData("Task Use(Stream file) => LoadAsync(file);", Label = "a returned task")]
    [InlineData("Task Use(Stream file) { return LoadAsync(file); }", Label = "a return statement")]
    [InlineData("async Task Use(Stream file) { var task = LoadAsync(file); await task; }", Label = "a local")]
    [InlineData("async Task Use(Stream a, Stream b) { await Task.WhenAll(LoadAsync(a), LoadAsync(b)); }", Label = "an argument")]
    [InlineData("void Use(Stream file) { LoadAsync(file).Wait(); }", Label = "Wait")]
    [InlineData("int Use(Stream file) => CountAsync(file).AsTask().Result;", Label = "Result")]
    [InlineData("void Use(Stream file) { Load(file); }", Label = "a synchronous method")]
    [InlineData("void Use(Stream file) { _ = Load(file); }", Label = "a discarded result of a synchronous method")]
    [InlineData("void Use(Stream file) { Other(file); }", Label = "a method without a policy")]
    [InlineData("Func<Task> Use(Stream file) => () => LoadAsync(file);", Label = "a lambda that returns the task")]
    [InlineData("Task _task = null!; void Use(Stream file) { _task = LoadAsync(file); }", Label = "a field")]
    public Task A_used_task_and_other_calls_are_not_reported(string member) => Check.Reports(Class(member));

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
