using System.Globalization;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>
/// Computes the identity of a path as text: two expressions with the same identity name the same file. Constant parts are in
/// quotation marks. A variable has the identity of its value, so a later assignment does not change the identity that a file has.
/// </summary>
internal static class PathKeys
{
    /// <summary>The start of the identity of a path in the temporary directory.</summary>
    private const string Temporary = "<temporary>";

    /// <summary>The start of the identity of a path that a user-defined conversion returns, such as that of a <c>TempFile</c> object.</summary>
    private const string Converted = "<converted ";

    internal static bool IsTemporary(string? key) => key is not null && key.StartsWith(Temporary, StringComparison.Ordinal);

    /// <summary>
    /// Whether no older file of value can be at the path, because its name is random or has the time. Also true for an object that
    /// converts to a path, because the object may have created the file.
    /// </summary>
    internal static bool IsFresh(string? key) => key is not null && (key.Contains("<random") || key.Contains("<temporary>file") || key.Contains("<now>") || key.Contains(Converted));

    /// <summary>The constant parts of the path.</summary>
    internal static IEnumerable<string> ConstantsOf(string? key) => key is null ? [] : key.Split('"').Where(static (_, index) => index % 2 == 1);

    /// <summary>Returns the identity of the path, or of the file of a <c>FileInfo</c>. Null if the value can be one of several.</summary>
    internal static string? Of(IOperation? value, SaveState state) => FileOperations.Unconverted(value) switch
    {
        null => null,
        IConversionOperation { OperatorMethod: not null } conversion => Of(conversion.Operand, state) is { } converted ? $"{Converted}{converted}>" : null,
        { ConstantValue: { HasValue: true, Value: string text } } => $"\"{text}\"",
        ILocalReferenceOperation local => Variable(local.Local, "local", state),
        IParameterReferenceOperation parameter => Variable(parameter.Parameter, "parameter", state),
        IFieldReferenceOperation field => Member(field, field.Field, state),
        IPropertyReferenceOperation { Property.Name: "FullName", Instance: { } file } property when property.Property.ContainingType.IsIn("System.IO") => Of(file, state),
        IPropertyReferenceOperation { Property.Name: "Name", Instance: { } stream } when FileOperations.VariableOf(stream) is { } holder && state.Variables.TryGetValue(holder, out var file) => file.Path,
        IPropertyReferenceOperation { Arguments.IsEmpty: true } property => Member(property, property.Property, state),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum => Joined("+", [sum.LeftOperand, sum.RightOperand], state),
        IInterpolatedStringOperation text => Interpolated(text, state),
        IObjectCreationOperation { Type.Name: "FileInfo", Arguments: [var path] } => Of(path.Value, state),
        IInvocationOperation call => Call(call, state),
        IAwaitOperation wait => Of(wait.Operation, state),
        var other => Place(other),
    };

    private static string? Variable(ISymbol variable, string kind, SaveState state) =>
        state.Paths.TryGetValue(variable, out var known) ? known : $"{kind} {variable.Name} of {variable.ContainingSymbol?.Name}";

    private static string? Member(IMemberReferenceOperation reference, ISymbol member, SaveState state)
    {
        if (reference.Instance is null or IInstanceReferenceOperation)
        {
            return state.Paths.TryGetValue(member, out var known) ? known : $"{member.ContainingType?.Name}.{member.Name}";
        }

        return Of(reference.Instance, state) is { } instance ? $"{instance}.{member.Name}" : null;
    }

    private static string? Joined(string separator, IEnumerable<IOperation> parts, SaveState state)
    {
        var keys = parts.Select(part => Of(part, state)).ToList();
        return keys.Contains(null) ? null : string.Join(separator, keys);
    }

    private static string? Interpolated(IInterpolatedStringOperation text, SaveState state)
    {
        var keys = new List<string>();
        foreach (var part in text.Parts)
        {
            var key = part switch
            {
                IInterpolatedStringTextOperation { Text: var content } => Of(content, state),
                IInterpolationOperation { Expression: var expression, FormatString: var format } when IsTime(expression.Type) => Time(expression, format),
                IInterpolationOperation { Expression: var expression } => Of(expression, state),
                _ => Place(part),
            };
            if (key is null)
            {
                return null;
            }

            keys.Add(key);
        }

        return string.Join("+", keys);
    }

    private static string? Call(IInvocationOperation call, SaveState state)
    {
        var method = call.TargetMethod;
        switch (method.Name)
        {
            case "GetTempPath" when IsPath(method):
                return Temporary;
            case "GetTempFileName" when IsPath(method):
                return $"{Temporary}file {Position(call)}";
            case "GetRandomFileName" when IsPath(method):
            case "NewGuid" when method.ContainingType is { Name: "Guid" } guid && guid.IsIn("System"):
                return $"<random {Position(call)}>";
            case "GetFullPath" when IsPath(method) && call.Arguments.Length == 1:
            case "ToString" when call is { Instance.Type.SpecialType: SpecialType.System_String }:
                return Of(call.Instance ?? call.Arguments[0].Value, state);
            case "ToString" when call.Instance is IInvocationOperation { TargetMethod.Name: "NewGuid" }:
                return Of(call.Instance, state);
            case "ToString" when call.Instance is { } time && IsTime(time.Type):
                return Time(time, call.Arguments.FirstOrDefault()?.Value);
            case "CreateTempSubdirectory" when method.ContainingType is { Name: "Directory" } directory && directory.IsIn("System.IO"):
                return $"{Temporary}/<random {Position(call)}>";
            case "Combine" or "Join" when IsPath(method):
                return Joined("/", Elements(call), state);
        }

        // The results of Path's and string's methods depend only on the receiver and the arguments.
        return IsPath(method) || method.ContainingType?.SpecialType == SpecialType.System_String
            ? Joined(",", [.. call.Instance is { } instance ? [instance] : Array.Empty<IOperation>(), .. Elements(call)], state) is { } parts ? WithMethod(method.Name, parts) : null
            : Place(call);
    }

    /// <summary>Puts the method's name at the end, so the identity of a path in the temporary directory still begins with <see cref="Temporary"/>.</summary>
    private static string WithMethod(string name, string parts) => $"{parts} {name}";

    /// <summary>The arguments of a call. Those of a <c>params</c> array or span are single elements.</summary>
    private static IEnumerable<IOperation> Elements(IInvocationOperation call) => call.Arguments.SelectMany(static argument => FileOperations.Unconverted(argument.Value) switch
    {
        IArrayCreationOperation { Initializer.ElementValues: var values } when argument.ArgumentKind == ArgumentKind.ParamArray => (IEnumerable<IOperation>)values,
        ICollectionExpressionOperation { Elements: var values } => values,
        _ => [argument.Value],
    });

    private static bool IsPath(IMethodSymbol method) => method.ContainingType is { Name: "Path" } type && type.IsIn("System.IO");

    private static bool IsTime(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_DateTime } or { Name: "DateTimeOffset" };

    /// <summary>A time in a name. With seconds, the name is new each time.</summary>
    private static string Time(IOperation time, IOperation? format) =>
        format is null || FileOperations.Unconverted(format)?.ConstantValue is not { HasValue: true, Value: string text } || text.IndexOf('s') >= 0 || text is "O" or "o" ? "<now>" : Place(time);

    /// <summary>The identity of a value of which only the place of its expression is known.</summary>
    private static string Place(IOperation value) => $"<value {Position(value)}>";

    private static string Position(IOperation value) => $"{value.Syntax.SpanStart.ToString(CultureInfo.InvariantCulture)} {value.Syntax.SyntaxTree.FilePath}";
}
