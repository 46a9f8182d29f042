namespace IoPolicy.Tool.Scan;

/// <summary>The options of a scan.</summary>
/// <param name="Target">A solution, a project, or a directory.</param>
/// <param name="Rules">The beginnings of the ids of the reported rules.</param>
/// <param name="Excluded">Texts. A file is not reported if its path contains one of them.</param>
/// <param name="SourcesOnly">Whether the scan loads plain sources, without MSBuild.</param>
/// <param name="Restores">Whether the packages are restored first.</param>
/// <param name="IncludesTests">Whether test projects are scanned too.</param>
internal sealed record ScanOptions(
    string Target, IReadOnlyList<string> Rules, IReadOnlyList<string> Excluded, bool SourcesOnly, bool Restores, bool IncludesTests)
{
    internal bool IsWanted(string rule) => Rules.Any(prefix => rule.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    internal bool IsExcluded(string path) => Excluded.Any(part => path.Contains(part, StringComparison.Ordinal));
}
