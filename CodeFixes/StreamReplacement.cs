using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;

namespace IoPolicy.CodeFixes;

/// <summary>
/// Creates the replacement of a constructor call of <c>FileStream</c>, <c>StreamReader</c> or <c>StreamWriter</c>: an expression with the same
/// meaning that opens the file with a method of <c>File</c>. Arguments that the user omits have the defaults of the constructor.
/// </summary>
internal sealed class StreamReplacement
{
    private const string Io = "global::System.IO.";

    private readonly BaseObjectCreationExpressionSyntax _syntax;
    private readonly IObjectCreationOperation _creation;
    private readonly bool _hasOptions;

    private StreamReplacement(BaseObjectCreationExpressionSyntax syntax, IObjectCreationOperation creation, Compilation compilation)
    {
        _syntax = syntax;
        _creation = creation;
        _hasOptions = compilation.GetTypeByMetadataName("System.IO.FileStreamOptions") is not null;
    }

    /// <summary>Gets the replacement. Null if there is none with the same meaning.</summary>
    internal static ExpressionSyntax? For(BaseObjectCreationExpressionSyntax syntax, IObjectCreationOperation creation, Compilation compilation)
    {
        var text = new StreamReplacement(syntax, creation, compilation).Text(creation.Type?.Name);
        return text is null ? null : Simplifiable(SyntaxFactory.ParseExpression(text));
    }

    private string? Text(string? type) => type switch
    {
        // A call has no initializer.
        "FileStream" => _syntax.Initializer is null ? File() : null,
        "StreamReader" => Reader(),
        "StreamWriter" => Writer(),
        _ => null,
    };

    private string? File()
    {
        if (Argument("options") is { } given && TypeOf("options") == "FileStreamOptions")
        {
            return $"{Io}File.Open({Argument("path")}, {given})";
        }

        if (Access() is not { } access || !AreInOrder())
        {
            return null;
        }

        var share = Argument("share") ?? Io + "FileShare.Read";
        if (Argument("bufferSize") is null)
        {
            return $"{Io}File.Open({Argument("path")}, {Argument("mode")}, {access}, {share})";
        }

        List<string> members = [$"Mode = {Argument("mode")}", $"Access = {access}", $"Share = {share}", $"BufferSize = {Argument("bufferSize")}"];
        if (Options() is { } options)
        {
            members.Add($"Options = {options}");
        }

        return _hasOptions ? $"{Io}File.Open({Argument("path")}, new {Io}FileStreamOptions {{ {string.Join(", ", members)} }})" : null;
    }

    private string? Reader()
    {
        if (!AreInOrder())
        {
            return null;
        }

        if (_creation.Arguments.Length == 1 && _syntax.Initializer is null)
        {
            return $"{Io}File.OpenText({Argument("path")})";
        }

        var file = Argument("options") is { } options ? $"{Io}File.Open({Argument("path")}, {options})" : $"{Io}File.OpenRead({Argument("path")})";
        return Over(file, "encoding", "detectEncodingFromByteOrderMarks", "bufferSize");
    }

    private string? Writer()
    {
        if (!AreInOrder())
        {
            return null;
        }

        if (Argument("options") is { } options)
        {
            return Over($"{Io}File.Open({Argument("path")}, {options})", "encoding");
        }

        var append = Argument("append") is null ? false : ConstantOf("append") as bool?;
        if (append is not null && Argument("encoding") is null && _syntax.Initializer is null)
        {
            return $"{Io}File.{(append.Value ? "AppendText" : "CreateText")}({Argument("path")})";
        }

        var mode = append switch
        {
            true => Io + "FileMode.Append",
            false => Io + "FileMode.Create",
            _ => $"({Argument("append")}) ? {Io}FileMode.Append : {Io}FileMode.Create",
        };
        return Over($"{Io}File.Open({Argument("path")}, {mode}, {Io}FileAccess.Write, {Io}FileShare.Read)", "encoding", "bufferSize");
    }

    /// <summary>Formats a reader or writer over an open file, with the other arguments and the initializer of the user.</summary>
    private string Over(string file, params string[] parameters)
    {
        var type = Io + _creation.Type!.Name;
        var others = parameters.Where(name => Argument(name) is not null).Select(name => $"{name}: {Argument(name)}").ToList();
        var positional = _creation.Constructor!.Parameters.Where(parameter => parameters.Contains(parameter.Name)).TakeWhile(parameter => Argument(parameter.Name) is not null).Count() == others.Count;
        var arguments = positional ? others.Select(static argument => argument.Substring(argument.IndexOf(": ", StringComparison.Ordinal) + 2)) : others;
        return $"new {type}({string.Join(", ", [file, .. arguments])}){(_syntax.Initializer is { } initializer ? " " + initializer : "")}";
    }

    /// <summary>Gets the access. Without the argument, it is <c>ReadWrite</c>, or <c>Write</c> for <c>FileMode.Append</c>.</summary>
    private string? Access() => Argument("access") ?? ConstantOf("mode") switch
    {
        null => null,
        (int)FileMode.Append => Io + "FileAccess.Write",
        _ => Io + "FileAccess.ReadWrite",
    };

    private string? Options()
    {
        const string Asynchronous = Io + "FileOptions.Asynchronous";
        return Argument("options") ?? (Argument("useAsync"), ConstantOf("useAsync")) switch
        {
            (null, _) or (_, false) => null,
            (_, true) => Asynchronous,
            var (value, _) => $"({value}) ? {Asynchronous} : {Io}FileOptions.None",
        };
    }

    /// <summary>Whether the source has the arguments in the order of the parameters, so that the replacement evaluates them in the same order.</summary>
    private bool AreInOrder()
    {
        var ordinals = _creation.Arguments.Where(static argument => argument.ArgumentKind == ArgumentKind.Explicit)
            .OrderBy(static argument => argument.Syntax.SpanStart)
            .Select(static argument => (argument.Parameter?.Ordinal ?? 0, argument.Value.ConstantValue.HasValue))
            .ToList();
        return ordinals.TrueForAll(static argument => argument.HasValue) || ordinals.SequenceEqual(ordinals.OrderBy(static argument => argument.Item1));
    }

    private string? Argument(string parameter) => Find(parameter)?.Syntax is ArgumentSyntax { Expression: var expression } ? expression.ToString() : null;

    private string? TypeOf(string parameter) => Find(parameter)?.Parameter?.Type.Name;

    private object? ConstantOf(string parameter) => Find(parameter)?.Value.ConstantValue is { HasValue: true, Value: var value } ? value : null;

    private IArgumentOperation? Find(string parameter) =>
        _creation.Arguments.FirstOrDefault(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.Name == parameter);

    private static ExpressionSyntax Simplifiable(ExpressionSyntax expression) => expression.ReplaceNodes(
        expression.DescendantNodesAndSelf().Where(static node => node is MemberAccessExpressionSyntax or QualifiedNameSyntax or ParenthesizedExpressionSyntax),
        static (_, node) => node.WithAdditionalAnnotations(Simplifier.Annotation));
}
