using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP007: the <c>When</c> of a policy names nothing that generated code can read as a <c>bool</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class InvalidConditionAnalyzer() : PolicyAnalyzer(InvalidCondition)
{
    private static readonly DiagnosticDescriptor InvalidCondition = new(
        RuleIdentifiers.InvalidCondition,
        title: "The condition of a policy is no readable bool",
        messageFormat: "{0} on '{1}' has the condition '{2}', but {3}. {4}.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "When names a bool parameter, field, property or parameterless method. Generated code reads it when the method starts or opens a file.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.InvalidCondition));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        var conditions = new PolicyConditions(context.Compilation);
        ForEachAssemblyPolicy(context, policy => CheckCalls(policy, conditions));
        ForEachPolicy(context, method =>
        {
            foreach (var (options, attribute) in method.Policies)
            {
                Check(conditions, options, method.Method, method.LocationOf(attribute, nameof(options.When)), method.Report);
            }
        });
        ForEachPolicyType(context, type =>
        {
            foreach (var (options, attribute) in type.Policies)
            {
                Check(conditions, options, type.Type, type.LocationOf(attribute, nameof(options.When)), type.Report);
            }
        });
        ForEachReplacedFile(context, method =>
        {
            foreach (var (options, attribute) in method.File.Policies)
            {
                Check(conditions, options, method.Method, method.LocationOf(attribute, nameof(options.When)), method.Report);
            }
        });
    }

    private static void Check(PolicyConditions conditions, PolicyOptions options, ISymbol owner, Location location, Action<Diagnostic> report)
    {
        if (options.When is { } name && Describe(Find(conditions, options, owner, name)) is var (reason, action))
        {
            report(Diagnostic.Create(InvalidCondition, location, PolicyNames.Bracketed(options.Kind), owner is IMethodSymbol { MethodKind: not MethodKind.Ordinary } ? owner.ContainingType.Name : owner.Name, name, reason, action));
        }
    }

    private static PolicyCondition Find(PolicyConditions conditions, PolicyOptions options, ISymbol owner, string name) =>
        owner is IMethodSymbol method && !OpenedFiles.AreTargeted(method, options) ? conditions.FindFor(method, name) : conditions.FindForOpened(owner, options);

    private static void CheckCalls(AssemblyPolicyContext policy, PolicyConditions conditions)
    {
        foreach (var method in policy.Policy.Methods)
        {
            if (policy.Options.When is { } name && Describe(conditions.FindFor(method, name)) is var (reason, action))
            {
                policy.Report(Diagnostic.Create(InvalidCondition, policy.LocationOf(nameof(policy.Options.When)), policy.Name, method.Name, name, reason, action));
                return;
            }
        }
    }

    private static (string Reason, string Action)? Describe(PolicyCondition condition) => condition.Fault switch
    {
        ConditionFault.NotFound => ("no parameter, field, property or method of the type has this name", "Use nameof(...) of a bool"),
        ConditionFault.NoBool => ("its type is not bool", "Use nameof(...) of a bool"),
        ConditionFault.NotParameterless => ("the method has parameters or type parameters", "Name a method without them"),
        ConditionFault.NoGetter => ("the property has no getter", "Add a getter"),
        ConditionFault.OutParameter => ("an out parameter has no value when the method starts", "Use a field or property"),
        ConditionFault.InstanceMember => ("it is an instance member, and the method is static", "Make it static, or use a parameter"),
        ConditionFault.Inaccessible => ("generated code cannot access it", "Make it internal, or make the method partial and move the condition into the method's type"),
        _ => null,
    };
}
