using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Rules;
using IoPolicy.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Analyzers.Tests.Rules;

/// <summary>Fix-all of IOP301 makes each method that is used in its scope partial, and each only once.</summary>
/// <remarks>The testing library repeats a fix-all until no diagnostic is left, so it cannot show where one pass ends.</remarks>
public sealed class BypassingCallFixAllTests
{
    [Theory]
    [InlineData(FixAllScope.Document, "First")]
    [InlineData(FixAllScope.Project, "First, Second")]
    [InlineData(FixAllScope.Solution, "First, Second, Third")]
    public async Task Fix_all_changes_the_methods_of_its_scope(FixAllScope scope, string changed)
    {
        using var workspace = new AdhocWorkspace();
        var solution = workspace.CurrentSolution;
        var (one, other) = (ProjectId.CreateNewId(), ProjectId.CreateNewId());
        solution = AddDocument(AddDocument(AddProject(solution, one), one, "First"), one, "Second");
        solution = AddDocument(AddProject(solution, other), other, "Third");
        var document = solution.GetProject(one)!.Documents.Single(static document => document.Name == "First");
        var context = new FixAllContext(
            document, new BypassingCallCodeFix(), scope, RuleIdentifiers.BypassingCall, [RuleIdentifiers.BypassingCall], new Reports(), TestContext.Current.CancellationToken);

        var action = await new BypassingCallCodeFix().GetFixAllProvider().GetFixAsync(context);
        var operation = Assert.Single((await action!.GetOperationsAsync(TestContext.Current.CancellationToken)).OfType<ApplyChangesOperation>());

        var texts = operation.ChangedSolution.Projects.SelectMany(static project => project.Documents)
            .Select(static document => (document.Name, Text: document.GetTextAsync(TestContext.Current.CancellationToken).Result.ToString()))
            .Where(static document => document.Text.Contains("partial", StringComparison.Ordinal)).ToList();
        Assert.Equal(changed, string.Join(", ", texts.Select(static document => document.Name).Order(StringComparer.Ordinal)));
        Assert.All(texts, static document => Assert.Equal(2, document.Text.Split("LoadCore(").Length));
    }

    private static Solution AddProject(Solution solution, ProjectId id) => solution.AddProject(ProjectInfo.Create(
        id, VersionStamp.Default, id.ToString(), id.ToString(), LanguageNames.CSharp,
        compilationOptions: Source.CompilationOptions, parseOptions: Source.ParseOptions, metadataReferences: Source.References));

    /// <summary>Adds a document with a class whose method is used twice in a way that no interceptor covers.</summary>
    private static Solution AddDocument(Solution solution, ProjectId project, string name) => solution.AddDocument(
        DocumentId.CreateNewId(project),
        name,
        Source.WithUsings($$"""
            class {{name}}
            {
                [DropPagesAfterFullRead]
                static int Load(FileStream file) => 1;

                Func<FileStream, int>[] Use() => [Load, Load];
            }
            """),
        filePath: $"/{name}.cs");

    private sealed class Reports : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken)
        {
            var compilation = await project.GetCompilationAsync(cancellationToken);
            return await compilation!.WithAnalyzers([new BypassingCallAnalyzer()]).GetAnalyzerDiagnosticsAsync(cancellationToken);
        }

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return (await GetAllDiagnosticsAsync(document.Project, cancellationToken)).Where(report => report.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
