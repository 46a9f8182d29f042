using System.Globalization;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Emitting;

/// <summary>Formats a policy as text: as an attribute for a comment, or as members of an initializer.</summary>
internal static class AttributeText
{
    /// <summary>Formats the attribute: <c>[DropPagesAfterFullRead(WindowBytes = 4_194_304)]</c>.</summary>
    internal static string Attribute(PolicyOptions options)
    {
        var arguments = new List<string>();
        if (options.IsOfAssembly)
        {
            arguments.Add($"On = typeof({options.On})");
            arguments.Add($"Method = \"{options.Method}\"");
        }

        if (options.File is { } file)
        {
            arguments.Add(options.IsOfAssembly || DottedFile.IsDotted(file) ? $"File = {SymbolDisplay.FormatLiteral(file, quote: true)}" : $"File = nameof({file})");
        }

        if (options.Opened)
        {
            arguments.Add("Opened = true");
        }

        if (options.WindowBytes != PolicyOptions.AutomaticWindow)
        {
            arguments.Add($"WindowBytes = {Number(options.WindowBytes)}");
        }

        if (options.When is { } when)
        {
            arguments.Add(options.IsOfAssembly ? $"When = \"{when}\"" : $"When = nameof({when})");
        }

        arguments.AddRange(Shared(options, @namespace: ""));
        if (options.Kind == PolicyKind.HeaderOnly && options.MaxBytes != new PolicyOptions(PolicyKind.HeaderOnly).MaxBytes)
        {
            arguments.Add($"MaxBytes = {Number(options.MaxBytes)}");
        }

        var name = (options.IsOfAssembly ? "assembly: " : "") + Name(options.Kind);
        return arguments.Count == 0 ? $"[{name}]" : $"[{name}({string.Join(", ", arguments)})]";
    }

    internal static string Name(PolicyKind kind) => kind switch
    {
        PolicyKind.DropAfterFullRead => "DropPagesAfterFullRead",
        PolicyKind.DropAfterFullWrite => "DropPagesAfterFullWrite",
        _ => "HeaderOnly",
    };

    /// <summary>Formats the members of a policy map entry that differ from their defaults.</summary>
    internal static IEnumerable<string> MapOptions(PolicyOptions options)
    {
        string[] when = options.When is { } name ? [$"When = {SymbolDisplay.FormatLiteral(name, quote: true)}"] : [];
        if (options.Kind == PolicyKind.HeaderOnly)
        {
            return [.. when, $"MaxBytes = {Number(options.MaxBytes)}"];
        }

        string[] window = options.WindowBytes == PolicyOptions.AutomaticWindow ? [] : [$"WindowBytes = {Number(options.WindowBytes)}"];
        return [.. when, .. window, .. Shared(options, "global::IoPolicy.")];
    }

    /// <summary>Formats the members of <c>PagePolicy</c> that differ from their defaults.</summary>
    internal static List<string> Initializers(PolicyModel policy) => Initializers(policy.Options, policy.WindowBytes);

    /// <summary>Formats the members of <c>PagePolicy</c> for files that are followed until they are closed.</summary>
    internal static List<string> Initializers(PolicyOptions options) => Initializers(options, options.Kind == PolicyKind.HeaderOnly ? 0 : options.WindowBytes);

    private static List<string> Initializers(PolicyOptions options, int windowBytes)
    {
        var members = new List<string>();
        if (windowBytes != 0)
        {
            var window = windowBytes == PolicyOptions.AutomaticWindow ? "global::IoPolicy.DropPagesAttribute.AutomaticWindow" : Number(windowBytes);
            members.Add($"WindowBytes = {window}");
        }

        members.AddRange(Shared(options, "global::IoPolicy."));
        return members;
    }

    private static IEnumerable<string> Shared(PolicyOptions options, string @namespace)
    {
        if (options.Recurse)
        {
            yield return "Recurse = true";
        }

        if (options.AccessedRangeOnly)
        {
            yield return "AccessedRangeOnly = true";
        }

        if (options.Durable)
        {
            yield return "Durable = true";
        }

        if (options.PreserveCached)
        {
            yield return "PreserveCached = true";
        }

        if (options.Mode == DropBehindMode.Uncached)
        {
            yield return $"Mode = {@namespace}DropBehindMode.Uncached";
        }

        if (options.Background)
        {
            yield return "Background = true";
        }

        if (options.KeepPagesVariable is { } variable)
        {
            yield return $"KeepPagesVariable = {SymbolDisplay.FormatLiteral(variable, quote: true)}";
        }
    }

    /// <summary>Formats a number with digit separators: <c>4_194_304</c>.</summary>
    private static string Number(int value) => value.ToString("N0", Grouped);

    private static readonly NumberFormatInfo Grouped = new() { NumberGroupSeparator = "_", NumberGroupSizes = [3] };
}
