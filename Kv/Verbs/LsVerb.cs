using System.CommandLine;
using Kv.Output;
using KvCache;
using Spectre.Console;

namespace Kv.Verbs;

/// <summary><c>kv ls</c>: the checkpoints of a folder, by their headers alone.</summary>
internal static class LsVerb
{
    private static readonly Argument<string> Folder = new("FOLDER") { Description = "The cache folder." };

    internal static Command Create()
    {
        var command = new Command("ls", "Lists the checkpoints of a folder: reads their headers, 52 bytes each, and keeps those pages cached.")
        {
            Folder, CommonOptions.Json,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(Folder), parsed.GetValue(CommonOptions.Json)));
        return command;
    }

    private static int Run(string folder, bool json)
    {
        var (entries, refused) = Scan(folder);
        if (json)
        {
            KvJson.Write(
                new ListDocument
                {
                    Entries = [.. entries.Select(EntryFacts.Of)],
                    Refused = [.. refused.Select(file => FaultFacts.Of(file.Path, file.Fault))],
                },
                KvJson.Default.ListDocument);
        }
        else
        {
            Terminal.Output.Write(Table(entries));
            Console.Out.WriteLine($"{Quantity.Count(entries.Count, "checkpoint")}, {Quantity.Bytes(entries.Sum(entry => entry.FileBytes))}");
        }

        foreach (var (path, fault) in refused)
        {
            Console.Error.WriteLine($"kv: {path}: {fault}");
        }

        return refused.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static (List<KvcEntry> Entries, List<(string Path, KvcFault Fault)> Refused) Scan(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new KvException($"{folder}: there is no such folder");
        }

        var entries = new List<KvcEntry>();
        var refused = new List<(string Path, KvcFault Fault)>();
        foreach (var (path, key) in FolderScan.Files(folder))
        {
            if (FolderScan.TryReadEntry(path, key, out var entry, out var fault))
            {
                entries.Add(entry);
            }
            else
            {
                refused.Add((path, fault));
            }
        }

        entries.Sort((left, right) => StringComparer.Ordinal.Compare(left.FileName, right.FileName));
        refused.Sort((left, right) => StringComparer.Ordinal.Compare(left.Path, right.Path));
        return (entries, refused);
    }

    private static Table Table(IEnumerable<KvcEntry> entries)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("key").AddColumn(Right("tokens")).AddColumn(Right("bits")).AddColumn("reason").AddColumn(Right("context"))
            .AddColumn(Right("hits")).AddColumn("last used").AddColumn(Right("size")).AddColumn("also");
        foreach (var entry in entries)
        {
            table.AddRow(
                Name(entry.Key),
                Quantity.Count(entry.Header.Tokens),
                $"{entry.Header.QuantBits}",
                entry.Header.Reason.NameOf(),
                Quantity.Count(entry.Header.ContextSize),
                Quantity.Count(entry.Header.Hits),
                UnixTime.Write(entry.Header.LastUsed),
                Quantity.Bytes(entry.FileBytes),
                Also(entry.Header.Extensions));
        }

        return table;
    }

    /// <summary>A terminal has room for the beginning, which tells files apart; what reads a pipe wants all of it.</summary>
    private static string Name(KvcKey key) => Terminal.IsInteractive ? key.ToString()[..12] : key.ToString();

    private static string Also(KvcExtensions extensions) => string.Join(", ", Names(extensions));

    private static IEnumerable<string> Names(KvcExtensions extensions)
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

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned().NoWrap();
}
