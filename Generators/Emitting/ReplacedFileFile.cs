using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Emitting;

/// <summary>Writes the file with the methods of a type that replace a file.</summary>
internal static class ReplacedFileFile
{
    internal static string Write(ImmutableArray<ReplacedFileModel> methods)
    {
        var writer = new CodeWriter();
        var type = methods[0].Type;
        FileHeader.Write(writer, methods.SelectMany(static method => method.Method.ExternAliases).Distinct().OrderBy(static alias => alias, StringComparer.Ordinal));
        if (type.Namespace is null)
        {
            WriteType(writer, type, methods, depth: 0);
        }
        else
        {
            using (writer.Block($"namespace {type.Namespace}"))
            {
                WriteType(writer, type, methods, depth: 0);
            }
        }

        return writer.ToString();
    }

    private static void WriteType(CodeWriter writer, TypeModel type, ImmutableArray<ReplacedFileModel> methods, int depth)
    {
        var isInnermost = depth == type.Headers.Length - 1;
        var modifier = isInnermost && methods.Any(static method => method.Method.NeedsUnsafeType) ? "unsafe " : "";
        using (writer.Block(modifier + type.Headers[depth]))
        {
            if (!isInnermost)
            {
                WriteType(writer, type, methods, depth + 1);
                return;
            }

            for (var i = 0; i < methods.Length; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                WriteMethod(writer, methods[i]);
            }
        }
    }

    private static void WriteMethod(CodeWriter writer, ReplacedFileModel model)
    {
        var method = model.Method;
        writer.Line(method.Callee.Length == 0
            ? $"// No replacement: {method.Title} has no valid path or body (IOP010, IOP011)."
            : $"// [ReplacesFile] on {method.Title}");
        WrapperWriter.WriteSignature(writer, method, method.Name);
        using (writer.Block())
        {
            if (method.Callee.Length == 0)
            {
                var message = SymbolDisplay.FormatLiteral($"[ReplacesFile] on '{method.QualifiedName}' has no valid path or body. See IOP010 and IOP011.", quote: true);
                writer.Line($"throw new global::System.NotImplementedException({message});");
            }
            else
            {
                WriteBody(writer, model);
            }
        }
    }

    /// <summary>
    /// Writes the replacement. It has <c>using</c> and not <c>await using</c>, because netstandard2.0 has no <c>IAsyncDisposable</c>. After
    /// a commit, <c>Dispose</c> has no work left.
    /// </summary>
    private static void WriteBody(CodeWriter writer, ReplacedFileModel model)
    {
        var method = model.Method;
        var names = new UniqueNames(method.NamesInUse);
        var (file, result) = (names.Reserve("replacement"), names.Reserve("result"));
        writer.Line($"using var {file} = global::IoPolicy.DurableFile.Create({model.Path}{Options(model)});");

        var arguments = method.Arguments.Select(static argument => argument.Prefix + argument.Name).ToList();
        arguments.Insert(model.StreamIndex, file + ".Stream");
        var call = $"{method.Callee}{method.TypeArguments}({string.Join(", ", arguments)})";
        var commit = method.IsAsync ? $"await {file}.CommitAsync({model.Cancellation}).ConfigureAwait(false);" : $"{file}.Commit();";
        var hasResult = method.Returns is ReturnShape.Value or ReturnShape.TaskOfValue;
        writer.Line((hasResult ? $"var {result} = " : "") + (method.IsAsync ? $"await {call}.ConfigureAwait(false);" : $"{call};"));
        writer.Line(commit);
        if (hasResult)
        {
            writer.Line($"return {result};");
        }
    }

    private static string Options(ReplacedFileModel model)
    {
        var members = model.Options.ToList();
        if (model.DropBehind is { } drop)
        {
            var options = drop.Length == 0
                ? "new global::IoPolicy.DropBehindOptions()"
                : $"new global::IoPolicy.DropBehindOptions {{ {string.Join(", ", drop)} }}";
            var conditions = new List<string>();
            if (model.Condition is { } condition)
            {
                conditions.Add(condition);
            }

            if (model.KeepPagesVariable is { } variable)
            {
                conditions.Add($"global::System.Environment.GetEnvironmentVariable({SymbolDisplay.FormatLiteral(variable, quote: true)}) is null");
            }

            members.Add("DropBehind = " + (conditions.Count == 0 ? options : $"{string.Join(" && ", conditions)} ? {options} : null"));
        }

        return members.Count == 0 ? "" : $", new global::IoPolicy.DurableFileOptions {{ {string.Join(", ", members)} }}";
    }
}
