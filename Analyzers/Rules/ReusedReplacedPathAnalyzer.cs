using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Saves;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP013: the body of a method with <c>[ReplacesFile]</c> opens or changes the file of the path itself.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReusedReplacedPathAnalyzer() : PolicyAnalyzer(Changed, Read)
{
    private const string Title = "The body of [ReplacesFile] uses the path again";
    private const string Description = "The body writes a temporary file. Until the commit, the path has the old file, and the commit then replaces it.";

    private static readonly DiagnosticDescriptor Changed = new(
        RuleIdentifiers.ReusedReplacedPath,
        Title,
        messageFormat: "'{0}' changes the old file of '{1}', which [ReplacesFile] on '{2}' then replaces. Write to '{3}' instead.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.ReusedReplacedPath));

    private static readonly DiagnosticDescriptor Read = new(
        RuleIdentifiers.ReusedReplacedPath,
        Title,
        messageFormat: "'{0}' opens the old file of '{1}', and not the new file of [ReplacesFile] on '{2}'. Use '{3}' for the new content.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.ReusedReplacedPath));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachReplacingBody(context, static (body, file) =>
    {
        if (file.PathInBody is not { } path)
        {
            return;
        }

        List<IOperation> operations = [.. body.Operations];
        if (path is IParameterSymbol && StatementOrder.Reassigns(operations, path))
        {
            return;
        }

        var names = FileAliases.Of(operations, path);
        foreach (var operation in operations)
        {
            if (UseOf(operation, value => names.Any(name => FileOperations.Is(FileOperations.VariableOf(value), name))) is not { } isChange)
            {
                continue;
            }

            // To read the old file is right if the new content depends on it.
            body.Report(Diagnostic.Create(
                isChange ? Changed : Read,
                operation.Syntax.GetLocation(),
                isChange ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                additionalLocations: null,
                properties: null,
                NameOf(operation),
                path.Name,
                file.Method.Name,
                body.Symbol.Parameters[file.Writer.StreamIndex].Name));
        }
    });

    /// <summary>Whether the operation changes the file of the path. Null if it does not use the file.</summary>
    private static bool? UseOf(IOperation operation, Func<IOperation?, bool> isPath) => operation switch
    {
        IObjectCreationOperation creation when creation.Arguments.Any(argument => argument.Parameter?.Ordinal == 0 && isPath(argument.Value)) => creation.Type?.Name == "StreamReader"
            ? (creation.Type.IsIn("System.IO") ? false : null)
            : OfOpening(FileOpenings.Of(creation, SaveState.Empty)),
        IInvocationOperation { TargetMethod: { IsStatic: true, ContainingType: { Name: "File" } type } } call when type.IsIn("System.IO") => OfCall(call, isPath),
        _ => null,
    };

    private static bool? OfOpening(FileOrigin? file) => file?.Mode switch
    {
        null => null,
        OpenMode.Read or OpenMode.Unknown => false,
        _ => true,
    };

    private static bool? OfCall(IInvocationOperation call, Func<IOperation?, bool> isPath)
    {
        bool Has(string parameter) => isPath(FileOperations.ArgumentOf(call, parameter));
        return call.TargetMethod.Name switch
        {
            "Move" or "Replace" => Has("sourceFileName") || Has("destFileName") || Has("destinationFileName") ? true : null,
            "Copy" => Has("destFileName") ? true : Has("sourceFileName") ? false : null,
            "Delete" => Has("path") ? true : null,
            var name when name.StartsWith("Read", StringComparison.Ordinal) => Has("path") ? false : null,
            _ => Has("path") ? OfOpening(FileOpenings.Of(call, SaveState.Empty)) : null,
        };
    }

    private static string NameOf(IOperation operation) => operation is IInvocationOperation { TargetMethod: var method } ? $"File.{method.Name}" : ((IObjectCreationOperation)operation).Type!.Name;
}
