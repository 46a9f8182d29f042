using Basic.Reference.Assemblies;
using IoPolicy.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Generators.Tests.Wrappers;

/// <summary>The semantic models that the generator binds calls with.</summary>
public class CallModelsTests
{
    private static readonly SyntaxTree Tree = CSharpSyntaxTree.ParseText("""
        #nullable enable
        class C
        {
            static string? Call(string? text) => text;
            void M() => Call("");
        }
        """);

    private static readonly CSharpCompilation Compiled = CSharpCompilation.Create("Test", [Tree], Net100.References.All, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    private static SyntaxNode Root() => Tree.GetRoot(TestContext.Current.CancellationToken);

    [Fact]
    public void A_model_skips_the_nullable_analysis()
    {
        var text = Root().DescendantNodes().OfType<ArrowExpressionClauseSyntax>().First().Expression;
        Assert.Equal(NullableFlowState.MaybeNull, Compiled.GetSemanticModel(Tree).GetTypeInfo(text, TestContext.Current.CancellationToken).Nullability.FlowState);
        Assert.Equal(NullableFlowState.None, CallModels.Create(Compiled, Tree).GetTypeInfo(text, TestContext.Current.CancellationToken).Nullability.FlowState);
    }

    [Fact]
    public void A_model_binds_a_call()
    {
        var call = Root().DescendantNodes().OfType<InvocationExpressionSyntax>().Single();
        Assert.Equal("C.Call(string?)", CallModels.Create(Compiled, Tree).GetSymbolInfo(call, TestContext.Current.CancellationToken).Symbol?.ToDisplayString());
    }
}
