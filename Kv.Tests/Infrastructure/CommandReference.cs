using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Kv.Tests.Infrastructure;

/// <summary>Writes the reference of the commands as Markdown, from their definitions.</summary>
internal static class CommandReference
{
    internal static string Write(RootCommand root)
    {
        var text = new StringBuilder();
        foreach (var command in root.Subcommands.Where(command => !command.Hidden))
        {
            text.Append(CultureInfo.InvariantCulture, $"### `kv {command.Name}{string.Concat(command.Arguments.Select(Usage))}`\n\n{command.Description}\n\n");
            var symbols = command.Arguments.Select(argument => (Name: argument.Name, argument.Description, Default: ""))
                .Concat(command.Options.Select(option => (Name: Name(option), option.Description, Default: Default(option))))
                .ToArray();
            text.Append("| | |\n|---|---|\n");
            foreach (var (name, description, value) in symbols)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {Cell(description)}{value} |\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Usage(Argument argument) =>
        argument.Arity.MaximumNumberOfValues > 1 ? $" {argument.Name}…" : argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}";

    private static string Name(Option option)
    {
        var value = option.ValueType == typeof(bool) ? "" : " " + (option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant());
        return string.Join("`, `", option.Aliases.Prepend(option.Name).Distinct()) + value;
    }

    private static string Default(Option option) =>
        option is { HasDefaultValue: true } && option.ValueType != typeof(bool) && option.GetDefaultValue() is { } value
            ? string.Create(CultureInfo.InvariantCulture, $" Default: {value}.")
            : option.Required ? " Required." : "";

    private static string Cell(string? description) => (description ?? "").Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');
}
