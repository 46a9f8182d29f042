using KvCache;
using Spectre.Console;

namespace Kv.Output;

/// <summary>What the tables have in common.</summary>
internal static class Cells
{
    internal static TableColumn Right(string header) => new TableColumn(header).RightAligned().NoWrap();

    /// <summary>A terminal has room for the beginning, which tells files apart; what reads a pipe wants all of it.</summary>
    internal static string Key(KvcKey key) => Terminal.IsInteractive ? key.ToString()[..12] : key.ToString();
}
