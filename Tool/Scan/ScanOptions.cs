namespace IoPolicy.Tool.Scan;

/// <summary>The options of a scan.</summary>
/// <param name="Target">A solution, a project, or a directory.</param>
/// <param name="Rules">The beginnings of the ids of the reported rules.</param>
/// <param name="Excluded">Parts of paths whose files are not reported.</param>
/// <param name="SourcesOnly">Whether no project file is evaluated.</param>
/// <param name="Restores">Whether the packages are restored first.</param>
/// <param name="IncludesTests">Whether test projects are scanned too.</param>
internal sealed record ScanOptions(
    string Target, IReadOnlyList<string> Rules, IReadOnlyList<string> Excluded, bool SourcesOnly, bool Restores, bool IncludesTests)
{
    internal bool IsWanted(string rule) => Rules.Any(prefix => rule.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    internal bool IsExcluded(string path) => Excluded.Any(part => path.Contains(part, StringComparison.Ordinal));
}
