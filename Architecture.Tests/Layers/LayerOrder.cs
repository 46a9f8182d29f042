namespace Architecture.Tests.Layers;

/// <summary>
/// The layer order of a project's directories: in <c>A, B → C</c>, a directory may use itself and the directories left of an arrow before it.
/// Comma-separated directories must not reference each other.
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
