namespace Architecture.Tests.Layers;

/// <summary>
/// The folders of a project in their order, as <c>A, B → C</c>: each uses itself and what stands before an arrow to its left.
/// Folders that a comma parts do not know each other.
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
