using KvCache;
using Spectre.Console;

namespace Kv.Output;

/// <summary>The table of <c>kv ls</c>.</summary>
internal static class EntryTable
{
    internal static Table Of(IEnumerable<KvcEntry> entries)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("key").AddColumn(Cells.Right("tokens")).AddColumn(Cells.Right("bits")).AddColumn("reason").AddColumn(Cells.Right("context"))
            .AddColumn(Cells.Right("hits")).AddColumn("last used").AddColumn(Cells.Right("size")).AddColumn("also");
        foreach (var entry in entries)
        {
            table.AddRow(
                Cells.Key(entry.Key),
                Quantity.Count(entry.Header.Tokens),
                $"{entry.Header.QuantBits}",
                entry.Header.Reason.NameOf(),
                Quantity.Count(entry.Header.ContextSize),
                Quantity.Count(entry.Header.Hits),
                UnixTime.Write(entry.Header.LastUsed),
                Quantity.Bytes(entry.FileBytes),
                string.Join(", ", Also(entry.Header.Extensions)));
        }

        return table;
    }

    private static IEnumerable<string> Also(KvcExtensions extensions)
    {
        if (extensions.HasFlag(KvcExtensions.ToolMap))
        {
            yield return "tools";
        }

        if (extensions.KeyKind() is var kind and not "token-text")
        {
            yield return kind;
        }
    }
}
