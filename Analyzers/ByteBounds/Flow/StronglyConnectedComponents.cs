namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>
/// Finds the strongly connected components of a graph in topological order: a component precedes its successors. This is Tarjan's algorithm
/// without recursion, because generated code can have thousands of consecutive blocks.
/// </summary>
internal sealed class StronglyConnectedComponents(IReadOnlyCollection<int> nodes, Func<int, IEnumerable<int>> successors)
{
    private readonly Dictionary<int, int> _index = new(nodes.Count);
    private readonly Dictionary<int, int> _low = [];
    private readonly Stack<int> _open = new();
    private readonly HashSet<int> _isOpen = [];
    private readonly List<List<int>> _components = [];

    /// <summary>Returns the components that can be reached from the entry.</summary>
    internal List<List<int>> From(int entry)
    {
        var work = new Stack<(int Node, IEnumerator<int> Next)>();
        Open(entry, work);
        while (work.Count > 0)
        {
            var (node, next) = work.Peek();
            if (next.MoveNext())
            {
                Follow(node, next.Current, work);
                continue;
            }

            work.Pop();
            Close(node);
            if (work.Count > 0)
            {
                var parent = work.Peek().Node;
                _low[parent] = Math.Min(_low[parent], _low[node]);
            }
        }

        _components.Reverse();
        return _components;
    }

    private void Open(int node, Stack<(int Node, IEnumerator<int> Next)> work)
    {
        _index[node] = _low[node] = _index.Count;
        _open.Push(node);
        _isOpen.Add(node);
        work.Push((node, successors(node).GetEnumerator()));
    }

    private void Follow(int node, int target, Stack<(int Node, IEnumerator<int> Next)> work)
    {
        if (!_index.TryGetValue(target, out var index))
        {
            Open(target, work);
        }
        else if (_isOpen.Contains(target))
        {
            _low[node] = Math.Min(_low[node], index);
        }
    }

    private void Close(int node)
    {
        if (_low[node] != _index[node])
        {
            return;
        }

        var component = new List<int>();
        int member;
        do
        {
            member = _open.Pop();
            _isOpen.Remove(member);
            component.Add(member);
        }
        while (member != node);
        _components.Add(component);
    }
}
