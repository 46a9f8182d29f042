namespace Architecture.Tests.Layers;

/// <summary>
/// The layer order of a project's folders: in <c>A, B → C</c>, a folder may use itself and the folders left of an arrow before it.
/// Comma-separated folders must not reference each other.
/// </summary>
internal sealed class LayerOrder
{
    private readonly Dictionary<string, int> _layers;

    internal LayerOrder(string order) => _layers = order
        .Split('→')
        .SelectMany(static (layer, index) => ArchitecturePage.Codes(layer).Select(folder => (folder, index)))
        .ToDictionary(static place => place.folder.TrimEnd('/'), static place => place.index, StringComparer.Ordinal);

    internal IEnumerable<string> Folders => _layers.Keys;

    internal bool Allows(string user, string used) => user == used || _layers[used] < _layers[user];
}
