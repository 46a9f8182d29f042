using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP008: the <c>File</c> of a policy has a part that its wrapper cannot read.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnreadableFileAnalyzer() : PolicyAnalyzer(UnreadableFile)
{
    private static readonly DiagnosticDescriptor UnreadableFile = new(
        RuleIdentifiers.UnreadableFile,
        title: "The wrapper cannot read the file of a policy",
        messageFormat: "{0} on '{1}' has the file '{2}', but {3}. {4}.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "Each part of a dotted name is a field or property that the wrapper can read, and the last part is a file or a path.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnreadableFile));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        var interceptable = InterceptableMethods.Of(context.Compilation);
        ForEachPolicy(context, method =>
        {
            foreach (var (options, attribute) in method.Policies)
            {
                if (!OpenedFiles.AreAlwaysMeant(method.Method, options) && Find(method.Method, options, interceptable) is var (name, part, fault))
                {
                    var (reason, action) = Describe(part, fault);
                    method.Report(Diagnostic.Create(
                        UnreadableFile,
                        method.LocationOf(attribute, nameof(options.File)),
                        PolicyNames.Bracketed(options.Kind),
                        method.Method.Name,
                        name,
                        reason,
                        action));
                }
            }
        });
    }

    /// <summary>Finds the file and its first part that cannot be read. Null if there is none.</summary>
    private static (string Name, string Part, DottedFault Fault)? Find(IMethodSymbol method, PolicyOptions options, InterceptableMethods interceptable)
    {
        if (DottedFile.IsDotted(options.File) && DottedFile.Find(method, options.File!) is { Fault: not DottedFault.None } found)
        {
            return (options.File!, found.Part, found.Fault);
        }

        if (FileCandidates.Find(method, options) is not [var file])
        {
            return DottedFile.IsDotted(options.File) ? (options.File!, options.File!, DottedFault.NoFile) : null;
        }

        if (InterceptableMethods.HasPartialWrapper(method) || file.Place is not (FilePlace.PrimaryParameter or FilePlace.Dotted) || interceptable.CanReach(method, options, file))
        {
            return null;
        }

        return file.Place == FilePlace.PrimaryParameter
            ? (file.Name, file.Name, DottedFault.PrimaryParameter)
            : interceptable.FindUnreachablePart(method, file) switch
            {
                IParameterSymbol part => (file.Name, part.Name, DottedFault.PrimaryParameter),
                var part => (file.Name, part.Name, DottedFault.Inaccessible),
            };
    }

    internal static (string Reason, string Action) Describe(string part, DottedFault fault) => fault switch
    {
        DottedFault.NotFound => ($"no parameter, field or property there has the name '{part}'", "Correct the name"),
        DottedFault.NoFieldOrProperty => ($"'{part}' is no field or property", "Use a field or property"),
        DottedFault.NoGetter => ($"the property '{part}' has no getter", "Add a getter"),
        DottedFault.OutParameter => ($"the out parameter '{part}' has no value when the method starts", "Use another file"),
        DottedFault.InstanceMember => ($"'{part}' is an instance member, and the method is static", "Make it static, or use a parameter"),
        DottedFault.StaticMember => ($"'{part}' is static", "Use an instance member"),
        DottedFault.Inaccessible => ($"generated code cannot access '{part}'", "Make it internal, or make the method partial if the method can access it"),
        DottedFault.PrimaryParameter => ($"an interceptor cannot read '{part}', a parameter of the primary constructor", "Make the method partial, or use a field"),
        _ => ("its type is no file, path or FileInfo", "Use a stream, a handle, a reader, a writer or a path"),
    };
}
