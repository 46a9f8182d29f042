using System.Globalization;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP006: an option of a policy is out of range, or can never have an effect.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OptionWithoutEffectAnalyzer() : PolicyAnalyzer(WithoutEffect)
{
    private const string BufferSize = "BufferSize";

    private static readonly DiagnosticDescriptor WithoutEffect = new(
        RuleIdentifiers.OptionWithoutEffect,
        title: "An option is out of range or has no effect",
        messageFormat: "{0} of {1} on '{2}' {3}. {4}.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "IoPolicy does not apply a policy with an option that is out of range.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.OptionWithoutEffect));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        ForEachPolicy(context, static method =>
        {
            foreach (var (options, attribute) in method.Policies)
            {
                foreach (var (option, problem, action) in OutOfRange(options).Concat(WithoutFile(options)).Concat(OnFile(method.Method, options)))
                {
                    method.Report(Diagnostic.Create(
                        WithoutEffect, method.LocationOf(attribute, option), option, PolicyNames.Bracketed(options.Kind), method.Method.Name, problem, action));
                }
            }
        });
        ForEachReplacedFile(context, static method =>
        {
            foreach (var (options, attribute) in method.File.Policies)
            {
                foreach (var (option, problem, action) in OutOfRange(options).Concat(OfReplacement(options)))
                {
                    method.Report(Diagnostic.Create(
                        WithoutEffect, method.LocationOf(attribute, option), option, PolicyNames.Bracketed(options.Kind), method.Method.Name, problem, action));
                }
            }

            if (method.File.Attribute.NamedArguments.FirstOrDefault(static argument => argument.Key == BufferSize).Value.Value is int and < 0 and var size)
            {
                method.Report(Diagnostic.Create(
                    WithoutEffect, method.LocationOf(method.File.Attribute, BufferSize), BufferSize, PolicyNames.ReplacesFile, method.Method.Name, $"is {Text(size)}", "Use 0 or more"));
            }
        });
        ForEachAssemblyPolicy(context, CheckCalls);
        ForEachPolicyType(context, static type =>
        {
            foreach (var (options, attribute) in type.Policies)
            {
                foreach (var (option, problem, action) in OutOfRange(options).Concat(WithoutFile(options)).Concat(WithOpenedFiles(type.Type, options)))
                {
                    type.Report(Diagnostic.Create(
                        WithoutEffect, type.LocationOf(attribute, option), option, PolicyNames.Bracketed(options.Kind), type.Type.Name, problem, action));
                }
            }
        });
    }

    private static void CheckCalls(AssemblyPolicyContext policy)
    {
        var found = OutOfRange(policy.Options).Concat(WithoutFile(policy.Options)).Concat(WithCalls(policy.Options)).Concat(policy.Policy.Methods.SelectMany(method => OnFile(method, policy.Options)));
        foreach (var (option, problem, action) in found.GroupBy(static item => item.Option).Select(static group => group.First()))
        {
            policy.Report(Diagnostic.Create(WithoutEffect, policy.LocationOf(option), option, policy.Name, policy.Options.Method, problem, action));
        }
    }

    private static IEnumerable<(string Option, string Problem, string Action)> WithCalls(PolicyOptions options)
    {
        if (options.Opened)
        {
            yield return (nameof(options.Opened), "is true, but a policy of the assembly covers calls, and not the code of the method", "Remove Opened");
        }
    }

    private static IEnumerable<(string Option, string Problem, string Action)> OutOfRange(PolicyOptions options)
    {
        if (options.IsMisplaced)
        {
            yield return (nameof(options.On), "is only for an attribute of the assembly", "Remove On and Method, or write [assembly: ...]");
        }

        if (options.WindowBytes is not (PolicyOptions.AutomaticWindow or 0 or >= PolicyOptions.SmallestWindow))
        {
            yield return (nameof(options.WindowBytes), $"is {Text(options.WindowBytes)}", "Use 65536 or more, use 0 for one drop at the end, or remove WindowBytes");
        }

        if (options.MaxBytes <= 0)
        {
            yield return (nameof(options.MaxBytes), $"is {Text(options.MaxBytes)}", "Use 1 or more");
        }

        if (options.Mode is not (DropBehindMode.Windowed or DropBehindMode.Uncached))
        {
            yield return (nameof(options.Mode), $"is {Text((int)options.Mode)}", "Use DropBehindMode.Windowed or DropBehindMode.Uncached");
        }
    }

    private static IEnumerable<(string Option, string Problem, string Action)> WithoutFile(PolicyOptions options)
    {
        if (options is { Mode: DropBehindMode.Uncached, WindowBytes: 0 })
        {
            yield return (nameof(options.Mode), "is Uncached, but with WindowBytes = 0 the body gets its own stream", "Remove WindowBytes");
        }

        if (options is { Background: true, Durable: true })
        {
            yield return (nameof(options.Background), "is true, but Durable waits until the data is on disk, so no work is left for the background", "Remove one of the two options");
        }

        foreach (var found in OfVariable(options))
        {
            yield return found;
        }
    }

    /// <summary>The name of an environment variable is not empty, and has no '=' (environ(7)).</summary>
    private static IEnumerable<(string Option, string Problem, string Action)> OfVariable(PolicyOptions options)
    {
        if (options.KeepPagesVariable is { } variable && (variable.Length == 0 || variable.Contains('=')))
        {
            yield return (nameof(options.KeepPagesVariable), $"is \"{variable}\", which cannot be the name of an environment variable", "Use a name without '='");
        }
    }

    /// <summary>With <c>[ReplacesFile]</c>, the policy drops the pages of the new file in windows until the commit.</summary>
    private static IEnumerable<(string Option, string Problem, string Action)> OfReplacement(PolicyOptions options)
    {
        foreach (var found in OfVariable(options))
        {
            yield return found;
        }

        if (options.File is { } file)
        {
            yield return (nameof(options.File), $"is \"{file}\", but the file is that of [ReplacesFile]", "Remove File");
        }

        foreach (var (option, isSet) in new[]
        {
            (nameof(options.Opened), options.Opened),
            (nameof(options.AccessedRangeOnly), options.AccessedRangeOnly),
            (nameof(options.Durable), options.Durable),
            (nameof(options.Background), options.Background),
        })
        {
            if (isSet)
            {
                yield return (option, "is true, but the commit of [ReplacesFile] writes the whole file to disk", $"Remove {option}");
            }
        }
    }

    private static IEnumerable<(string Option, string Problem, string Action)> OnFile(IMethodSymbol method, PolicyOptions options)
    {
        if (OpenedFiles.AreAlwaysMeant(method, options) || OpenedFiles.AreTargeted(method, options))
        {
            foreach (var found in WithOpenedFiles(method, options))
            {
                yield return found;
            }
        }

        if (FileCandidates.Find(method, options) is not [var file])
        {
            yield break;
        }

        foreach (var found in WithRecurse(options, file))
        {
            yield return found;
        }

        if (options.AccessedRangeOnly && file.Kind is FileKind.SafeFileHandle or FileKind.Path)
        {
            var kind = file.Kind == FileKind.Path ? "path" : "handle";
            yield return (nameof(options.AccessedRangeOnly), $"is true, but a {kind} has no position, so no range is known", "Use a stream, or remove AccessedRangeOnly");
        }

        if (options is { Mode: DropBehindMode.Uncached, WindowBytes: not 0 } && !FileCandidates.IsWrappable(method, file) && file.Place != FilePlace.Result)
        {
            yield return (nameof(options.Mode), "is Uncached, but the file is not a parameter of type Stream or FileStream", "Give the method such a parameter, or use DropBehindFile");
        }
    }

    /// <summary>
    /// The files of a directory are known only when the method returns. Therefore nobody knows which of their pages were cached before.
    /// </summary>
    private static IEnumerable<(string Option, string Problem, string Action)> WithRecurse(PolicyOptions options, FileCandidate file)
    {
        if (options.Recurse && file.Kind != FileKind.Path)
        {
            yield return (nameof(options.Recurse), $"is true, but '{file.Name}' is no path", "Name the path of the directory with File = nameof(...), or remove Recurse");
        }

        if (options is { Recurse: true, PreserveCached: true })
        {
            yield return (nameof(options.PreserveCached), "is true, but with Recurse no pages of the files are known when the method starts", "Remove PreserveCached");
        }

        if (options is { Recurse: true, WindowBytes: >= PolicyOptions.SmallestWindow })
        {
            yield return (nameof(options.WindowBytes), "requests windows, but with Recurse the files are known when the method returns", "Remove WindowBytes");
        }
    }

    /// <summary>Finds the options that have no effect on a policy for the files that the code opens.</summary>
    private static IEnumerable<(string Option, string Problem, string Action)> WithOpenedFiles(ISymbol owner, PolicyOptions options)
    {
        if (options.File is { } file)
        {
            yield return (nameof(options.File), $"is \"{file}\", but the policy covers each file that the code opens", options.Opened ? "Remove one of File and Opened" : "Remove File, or put the attribute on a method");
        }

        if (options.Recurse)
        {
            yield return (nameof(options.Recurse), "is true, but the policy covers the files that the code opens", "Name the path of the directory with File = nameof(...), or remove Recurse");
        }

        if (OpenedConditions.For(owner, options) == OpenedCondition.Unreachable)
        {
            yield return (
                nameof(options.When),
                $"is \"{options.When}\", but {Unwrapped(owner)}, so generated code sees only static members of types that are not generic",
                "Name such a member, or call DropBehind() on the opened stream if the condition is true");
        }
    }

    private static string Unwrapped(ISymbol owner) => owner switch
    {
        INamedTypeSymbol => "no wrapper runs around all code of a type",
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } => "the call of a constructor cannot be intercepted",
        IMethodSymbol method when WrapperObstacles.Find(method) is WrapperObstacle.Iterator or WrapperObstacle.AsyncVoid => "the code runs after the call",
        _ => "no wrapper can run around this code",
    };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
