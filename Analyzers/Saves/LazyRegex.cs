using System.Text.RegularExpressions;

namespace IoPolicy.Analyzers.Saves;

/// <summary>A regular expression that ignores case. It is created at its first use, because most compilations have no code that saves a file.</summary>
internal sealed class LazyRegex(string pattern)
{
    private readonly Lazy<Regex> _regex = new(() => new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    internal bool IsMatch(string text) => _regex.Value.IsMatch(text);
}
