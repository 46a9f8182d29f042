using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Analyzers.Tests.Rules;

/// <summary>
/// The version of the core library decides whether an interceptor can reach a private method. Each compilation has a small core
/// library of its own, because the reference assemblies of other platforms are not on each machine.
/// </summary>
public sealed class TargetPlatformTests
{
    private const string Core = """
        [assembly: System.Reflection.AssemblyVersion("{0}.0.0.0")]
        namespace System
        {
            public class Object { }
            public abstract class ValueType { }
            public abstract class Enum : ValueType { }
            public struct Void { }
            public struct Boolean { }
            public struct Int32 { }
            public struct Int64 { }
            public class String { }
            public class Attribute { }
            public enum AttributeTargets { All = 32767 }
            public class AttributeUsageAttribute : Attribute { public AttributeUsageAttribute(AttributeTargets targets) { } }
        }
        namespace System.Reflection { public class AssemblyVersionAttribute : Attribute { public AssemblyVersionAttribute(string version) { } } }
        namespace System.IO
        {
            public abstract class Stream { }
            public class FileStream : Stream { }
        }
        """;

    private const string Source = """
        using System.IO;
        using IoPolicy;

        namespace IoPolicy { public class DropPagesAfterFullReadAttribute : System.Attribute { } }

        class Sessions
        {
            [DropPagesAfterFullRead] private int Private(FileStream file) => 1;
            [DropPagesAfterFullRead] private int PrivateGeneric<T>(FileStream file) => 1;
            [DropPagesAfterFullRead] internal int Internal<T>(FileStream file) => 1;
        }

        class Sessions<T>
        {
            [DropPagesAfterFullRead] private int OfGenericType(FileStream file) => 1;
        }
        """;

    [Theory]
    [InlineData("netstandard", 2, "Private", false)]
    [InlineData("mscorlib", 4, "Private", false)]
    [InlineData("System.Runtime", 6, "Private", false)]
    [InlineData("System.Runtime", 7, "Private", false)]
    [InlineData("System.Runtime", 8, "Private", true)]
    [InlineData("System.Private.CoreLib", 8, "Private", true)]
    [InlineData("System.Runtime", 8, "PrivateGeneric", false)]
    [InlineData("System.Runtime", 9, "PrivateGeneric", true)]
    [InlineData("System.Runtime", 8, "OfGenericType", false)]
    [InlineData("System.Runtime", 9, "OfGenericType", true)]
    [InlineData("netstandard", 2, "Internal", true)]
    [InlineData("System.Runtime", 7, "Internal", true)]
    public void An_interceptor_reaches_a_private_method_if_the_platform_has_accessors(string core, int version, string name, bool isReached)
    {
        var compilation = Compile(core, version);
        var method = (IMethodSymbol)Assert.Single(compilation.GetSymbolsWithName(name, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(isReached ? BypassReason.None : BypassReason.NoAccessor, new InterceptableMethods(compilation).GetBypassReason(method));
    }

    private static CSharpCompilation Compile(string core, int version)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary);
        var library = CSharpCompilation.Create(core, [Parse(Core.Replace("{0}", $"{version}", StringComparison.Ordinal))], options: options);
        var compilation = CSharpCompilation.Create("Sample", [Parse(Source)], [library.ToMetadataReference()], options);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return compilation;
    }

    private static SyntaxTree Parse(string source) => CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken);
}
