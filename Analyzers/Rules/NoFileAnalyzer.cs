using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP001: a policy on a method without a file.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoFileAnalyzer() : PolicyAnalyzer(NoFile, NoSuchFile, OpensNone)
{
    private const string Title = "A policy needs a file";
    private const string Description = "The file of a policy is a parameter of the method, a field or property of its type, its result, or a file that its code opens.";

    private static readonly DiagnosticDescriptor NoFile = new(
        RuleIdentifiers.NoFile,
        Title,
        messageFormat: "{0} on '{1}' has no file{2}. {3}.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.NoFile));

    private static readonly DiagnosticDescriptor NoSuchFile = new(
        RuleIdentifiers.NoFile,
        Title,
        messageFormat: "{0} on '{1}' names '{2}' as its file, but {3}. {4}.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.NoFile));

    private static readonly DiagnosticDescriptor OpensNone = new(
        RuleIdentifiers.NoFile,
        Title,
        messageFormat: "{0} on '{1}' covers the files that its code opens, but the code opens no file{2} with a member of .NET. Move the attribute to the code that opens the file.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.NoFile));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        ForEachPolicy(context, static method =>
        {
            foreach (var (options, attribute) in method.Policies)
            {
                if (options.File is not null && OpenedFiles.AreAlwaysMeant(method.Method, options))
                {
                    continue; // IOP006 reports the option File.
                }

                if (DottedFile.IsDotted(options.File))
                {
                    continue; // IOP008 reports a part that the wrapper cannot read.
                }

                if (FileCandidates.Find(method.Method, options).IsEmpty
                    && !(OpenedFiles.AreTargeted(method.Method, options) && OpensFile(method, options)))
                {
                    method.Report(Describe(method.Method, options, method.LocationOf(attribute)));
                }
            }
        });
        ForEachAssemblyPolicy(context, CheckCalls);
        ForEachPolicyType(context, static type =>
        {
            foreach (var (options, attribute) in type.Policies)
            {
                if (options.File is null && !OpenedCode.Opens(type.Compilation, type.Type, options.Kind, type.CancellationToken))
                {
                    type.Report(Diagnostic.Create(OpensNone, type.LocationOf(attribute), PolicyNames.Bracketed(options.Kind), type.Type.Name, Purpose(options.Kind)));
                }
            }
        });
    }

    /// <summary>Reports an attribute of the assembly if no overload of the named method has a file.</summary>
    private static void CheckCalls(AssemblyPolicyContext policy)
    {
        if (!policy.Policy.Methods.IsEmpty || policy.Policy is not { Fault: AssemblyPolicyFault.None, Named: [var method, ..] })
        {
            return;
        }

        var near = NearFile.Find(method, policy.Options.File);
        policy.Report(policy.Options.File is { } name
            ? Diagnostic.Create(NoSuchFile, policy.LocationOf(nameof(policy.Options.File)), policy.Name, method.Name, name, near?.Reason ?? "no overload has a parameter with this name", "Correct the name")
            : Diagnostic.Create(NoFile, policy.LocationOf(), policy.Name, method.Name, near is { Reason: var reason } ? $", because {reason}" : "", "Set File to the name of the parameter with the path, or remove the attribute"));
    }

    /// <summary>Whether the code opens a file. IOP004 reports a missing body.</summary>
    private static bool OpensFile(PolicyMethodContext method, PolicyOptions options) =>
        (PolicyBody.IsNeededFor(method.Method) && PolicyBody.Find(method.Method) is null)
        || OpenedCode.Opens(method.Compilation, method.Method, options.Kind, method.CancellationToken);

    private static Diagnostic Describe(IMethodSymbol method, PolicyOptions options, Location location)
    {
        var kind = PolicyNames.Bracketed(options.Kind);
        if (OpenedFiles.AreAlwaysMeant(method, options))
        {
            return Diagnostic.Create(OpensNone, location, kind, method.MethodKind == MethodKind.Ordinary ? method.Name : method.ContainingType.Name, Purpose(options.Kind));
        }

        var near = NearFile.Find(method, options.File);
        return options.File is { } name
            ? Diagnostic.Create(
                NoSuchFile,
                location,
                kind,
                method.Name,
                name,
                near?.Reason ?? "no parameter, field or property has this name",
                near?.Action ?? "Correct the name, or remove File if there is only one candidate")
            : Diagnostic.Create(
                NoFile,
                location,
                kind,
                method.Name,
                near is { Reason: var reason } ? $", because {reason}" : "",
                near?.Action ?? "Add a FileStream, SafeFileHandle, Stream, BinaryReader or BinaryWriter as a parameter, field, property or result, name a path with File = nameof(...), or open the file in the method");
    }

    private static string Purpose(PolicyKind kind) => kind == PolicyKind.DropAfterFullWrite ? " for writing" : " for reading";
}
