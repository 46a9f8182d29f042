using System.Globalization;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP006: an option has a value that cannot be carried out, or with which the policy can never do anything.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OptionWithoutEffectAnalyzer() : PolicyAnalyzer(WithoutEffect)
{
    private static readonly DiagnosticDescriptor WithoutEffect = new(
        RuleIdentifiers.OptionWithoutEffect,
        title: "An option is out of range, or has no effect here",
        messageFormat: "{0} of {1} on '{2}' {3}",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A policy with an option that cannot be carried out is not carried at all.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.OptionWithoutEffect));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        foreach (var (options, attribute) in method.Policies)
        {
            foreach (var (option, problem) in Problems(method.Method, options))
            {
                method.Report(Diagnostic.Create(
                    WithoutEffect,
                    ArgumentOf(attribute, option, method.CancellationToken) ?? method.LocationOf(attribute),
                    option,
                    PolicyNames.Bracketed(options.Kind),
                    method.Method.Name,
                    problem));
            }
        }
    });

    private static IEnumerable<(string Option, string Problem)> Problems(IMethodSymbol method, PolicyOptions options)
    {
        if (options.WindowBytes is not (PolicyOptions.AutomaticWindow or 0 or >= PolicyOptions.SmallestWindow))
        {
            yield return (nameof(options.WindowBytes), $"is {Text(options.WindowBytes)}: use 65536 or more, 0 for one drop at the end, or leave it out");
        }

        if (options.MaxBytes <= 0)
        {
            yield return (nameof(options.MaxBytes), $"is {Text(options.MaxBytes)}: a header has at least one byte");
        }

        if (options.Extent is not (0 or 1))
        {
            yield return (nameof(options.Extent), $"is {Text(options.Extent)}: use PolicyExtent.WholeFile or PolicyExtent.Touched");
        }

        if (options.Spare is not (0 or 1))
        {
            yield return (nameof(options.Spare), $"is {Text(options.Spare)}: use SparedPages.None or SparedPages.AlreadyCached");
        }

        if (options.Mode is not (0 or 1))
        {
            yield return (nameof(options.Mode), $"is {Text(options.Mode)}: use DropBehindMode.Windows or DropBehindMode.Uncached");
        }
        else if (options is { Mode: 1, WindowBytes: 0 })
        {
            yield return (nameof(options.Mode), "is Uncached, but WindowBytes = 0 leaves the method its own stream, whose I/O goes through the cache: leave WindowBytes out");
        }

        if (options is { Background: true, Durable: true })
        {
            yield return (nameof(options.Background), "is true, but Durable promises the data on the disk when the method returns, so that nothing is left to do afterwards");
        }

        // The kernel's environment has no name that is empty or has a '=' in it.
        if (options.KeepPagesVariable is { } variable && (variable.Length == 0 || variable.Contains('=')))
        {
            yield return (nameof(options.KeepPagesVariable), $"is \"{variable}\", and no environment variable can have that name");
        }

        if (FileCandidates.Find(method, options.File) is not [var file])
        {
            yield break;
        }

        if (options.Extent == 1 && file.Kind is FileKind.SafeFileHandle or FileKind.Path)
        {
            var what = file.Kind == FileKind.Path ? "path" : "handle";
            yield return (nameof(options.Extent), $"is Touched, but a {what} has no position that tells what was touched, so that nothing is ever dropped: use a stream, or WholeFile");
        }

        if (options is { Mode: 1, WindowBytes: not 0 } && !FileCandidates.IsWrappable(method, file))
        {
            yield return (nameof(options.Mode), "is Uncached, but the method's file is no parameter that a wrapped stream can stand in for, so that its I/O stays as it is: give the method a Stream or FileStream, or use DropBehindFile");
        }

        if (options.Spare == 1 && file.Place == FilePlace.Result)
        {
            yield return (nameof(options.Spare), "is AlreadyCached, but the file is the method's result: all that the method read is cached by the time it is known, so that nothing is ever dropped");
        }
    }

    private static Location? ArgumentOf(AttributeData attribute, string option, CancellationToken cancellation) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax { ArgumentList.Arguments: var arguments }
            ? arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == option)?.GetLocation()
            : null;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
