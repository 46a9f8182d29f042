using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Parsing;

/// <summary>Describes the interceptors of the members of .NET that open a file.</summary>
internal sealed class OpenerMethods(Compilation compilation)
{
    private readonly ImmutableArray<string> _attributes = [.. WrapperAttributes.For(compilation).Select(static attribute => attribute.Text)];

    internal WrapperModel Parse(OpenerUse use, ImmutableArray<OpenedPolicyModel> policies, string title, string qualifiedName)
    {
        var (method, opener) = (use.Method, use.Opener);
        var receiver = new InterceptorReceiver(method);
        var shape = ReturnShapes.Of(method) ?? ReturnShape.Value;
        var isAsync = opener.Form == OpenerForm.Path && shape is ReturnShape.Task or ReturnShape.TaskOfValue && AsyncWrappers.IsAllowedForInterceptor(method);
        return new WrapperModel
        {
            Name = method.Name,
            Title = title,
            QualifiedName = qualifiedName,
            Attributes = new EquatableArray<string>([.. CopiedAttributes.Of(method), .. _attributes]),
            Modifiers = isAsync ? "internal static async" : "internal static",
            Returns = shape,
            ReturnType = SymbolText.Type(method.ReturnType),
            TypeParameters = "",
            Parameters = receiver.Parameters(),
            Constraints = default,
            Callee = receiver.Callee(),
            TypeArguments = "",
            Arguments = new EquatableArray<ArgumentModel>(receiver.Arguments(throughAccessor: false)),
            IsAsync = isAsync,
            Policies = opener.Form == OpenerForm.Path ? new EquatableArray<PolicyModel>([.. policies.SelectMany(policy => OfPath(policy, opener, receiver))]) : default,
            NamesInUse = new EquatableArray<string>([receiver.Name, .. method.Parameters.Select(static parameter => parameter.Name)]),
        };
    }

    /// <summary>Gets the policies for the paths of the files that the member reads or writes. A copy reads one path and writes another.</summary>
    private static IEnumerable<PolicyModel> OfPath(OpenedPolicyModel policy, FileOpener opener, InterceptorReceiver receiver)
    {
        var options = policy.Options;
        if (!opener.IsCoveredBy(options.Kind))
        {
            yield break;
        }

        foreach (var name in options.Kind == PolicyKind.DropAfterFullRead ? opener.ReadPaths : [opener.WrittenPath])
        {
            var expression = name.Length == 0 ? receiver.Name + ".FullName" : Identifiers.Escape(name);
            yield return new PolicyModel(options, new FileModel(FilePlace.Parameter, FileKind.Path, name, expression, IsWrappable: false)) { Condition = policy.Condition };
        }
    }
}
