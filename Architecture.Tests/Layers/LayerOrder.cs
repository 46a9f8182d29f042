namespace Architecture.Tests.Layers;

/// <summary>
/// The layer order of a project's directories. In <c>A, B → C</c>, <c>C</c> may use <c>A</c> and <c>B</c>. A comma separates directories
/// that must not reference each other. Each directory may use itself.
/// </summary>
internal sealed class LayerOrder
{
    private readonly Dictionary<string, int> _layers;

    internal LayerOrder(string order) => _layers = order
        .Split('→')
        .SelectMany(static (layer, index) => ArchitecturePage.Codes(layer).Select(directory => (directory, index)))
        .ToDictionary(static place => place.directory.TrimEnd('/'), static place => place.index, StringComparer.Ordinal);

    internal IEnumerable<string> Directories => _layers.Keys;

    internal bool Allows(string user, string used) => user == used || _layers[used] < _layers[user];
}
