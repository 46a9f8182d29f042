using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>A part of a <see cref="BlockOrder"/>: one block, or one loop.</summary>
internal abstract record FlowComponent;

/// <summary>A block outside of loops, or directly in the loop that contains the component.</summary>
internal sealed record BlockComponent(BasicBlock Block) : FlowComponent;

/// <summary>A loop with a single entry.</summary>
/// <param name="Header">The ordinal of the block by which control enters the loop.</param>
/// <param name="Blocks">The ordinals of all blocks of the loop.</param>
/// <param name="Body">The components of the loop, header first.</param>
internal sealed record LoopComponent(int Header, ImmutableHashSet<int> Blocks, ImmutableArray<FlowComponent> Body) : FlowComponent;

/// <summary>The block orders of a method's graph and of the graphs of its nested functions, computed once. Thread-safe.</summary>
internal sealed class BlockOrders
{
    private readonly ConcurrentDictionary<ControlFlowRegion, BlockOrder?> _orders = new();

    /// <summary>Returns the region's order; null if a loop has two entries or loops are nested too deeply.</summary>
    internal BlockOrder? Of(ControlFlowGraph graph, ControlFlowRegion region) =>
        _orders.TryGetValue(region, out var order) ? order : _orders.GetOrAdd(region, BlockOrder.Of(graph, region));
}

/// <summary>
/// The blocks of a region in topological order. Each loop is one component, with an order of its own. A <c>finally</c> region
/// also has its own order, because control enters it on each exit of its <c>try</c> and then continues with that exit (Roslyn:
/// <c>ControlFlowBranch.FinallyRegions</c>).
/// </summary>
internal sealed class BlockOrder
{
    /// <summary>The maximum depth of nested loops. Deeper loops have no order, because the work grows with the square of the depth.</summary>
    private const int MaxNesting = 16;

    private readonly ControlFlowGraph _graph;
    private readonly Dictionary<int, ImmutableArray<int>> _successors = [];

    private BlockOrder(ControlFlowGraph graph) => _graph = graph;

    internal ImmutableArray<FlowComponent> Components { get; private set; } = [];

    /// <summary>
    /// Returns the order of a region's blocks; null if a loop has two entries (irreducible flow), or loops are
    /// nested too deeply.
    /// </summary>
    internal static BlockOrder? Of(ControlFlowGraph graph, ControlFlowRegion region)
    {
        var order = new BlockOrder(graph);
        var blocks = ImmutableHashSet.CreateBuilder<int>();
        for (var ordinal = region.FirstBlockOrdinal; ordinal <= region.LastBlockOrdinal; ordinal++)
        {
            var block = graph.Blocks[ordinal];
            if (block.IsReachable && !IsInFinally(block.EnclosingRegion, region))
            {
                blocks.Add(ordinal);
            }
        }

        foreach (var ordinal in blocks)
        {
            order._successors[ordinal] = [.. Successors(graph.Blocks[ordinal]).Where(blocks.Contains).Distinct()];
        }

        if (order.Order(blocks.ToImmutable(), region.FirstBlockOrdinal) is not { } components)
        {
            return null;
        }

        order.Components = components;
        return order;
    }

    /// <summary>Returns the handlers of a <c>try</c> region, where control continues after an exception. Empty for a <c>try</c> with only a <c>finally</c>.</summary>
    internal static IEnumerable<ControlFlowRegion> Handlers(ControlFlowRegion tryRegion) =>
        tryRegion.EnclosingRegion is { Kind: ControlFlowRegionKind.TryAndCatch } whole
            ? whole.NestedRegions.Where(region => region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler)
            : [];

    /// <summary>
    /// Returns the enclosing region in the same graph. The root region of a nested function's graph also has an enclosing
    /// region in the outer graph, which does not affect the function's control flow.
    /// </summary>
    internal static ControlFlowRegion? Around(ControlFlowRegion region) => region.Kind == ControlFlowRegionKind.Root ? null : region.EnclosingRegion;

    private static bool IsInFinally(ControlFlowRegion? region, ControlFlowRegion root)
    {
        for (; region is not null && region != root; region = Around(region))
        {
            if (region.Kind == ControlFlowRegionKind.Finally)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<int> Successors(BasicBlock block)
    {
        if (block.FallThroughSuccessor?.Destination is { } next)
        {
            yield return next.Ordinal;
        }

        if (block.ConditionalSuccessor?.Destination is { } other)
        {
            yield return other.Ordinal;
        }

        for (var region = block.EnclosingRegion; region is not null; region = Around(region))
        {
            if (region.Kind == ControlFlowRegionKind.Try)
            {
                foreach (var handler in Handlers(region))
                {
                    yield return handler.FirstBlockOrdinal;
                }
            }
        }
    }

    /// <summary>
    /// Orders the strongly connected components of the blocks. A component with several blocks is a loop, whose blocks are ordered in the same way
    /// without the edges back to its header.
    /// </summary>
    private ImmutableArray<FlowComponent>? Order(ImmutableHashSet<int> blocks, int entry, int? cutHeader = null, int depth = 0)
    {
        if (depth > MaxNesting)
        {
            return null;
        }

        var found = new StronglyConnectedComponents(blocks, ordinal => _successors[ordinal].Where(next => next != cutHeader && blocks.Contains(next))).From(entry);
        var ordered = ImmutableArray.CreateBuilder<FlowComponent>();
        foreach (var component in found)
        {
            var single = component.Count == 1;
            if (single && (component[0] == cutHeader || !_successors[component[0]].Contains(component[0])))
            {
                ordered.Add(new BlockComponent(_graph.Blocks[component[0]]));
                continue;
            }

            var members = component.ToImmutableHashSet();
            if (EntryOf(members, blocks, entry) is not { } header || Order(members, header, header, depth + 1) is not { } body)
            {
                return null;
            }

            ordered.Add(new LoopComponent(header, members, body));
        }

        return ordered.ToImmutable();
    }

    /// <summary>Returns the only block by which control enters a loop; null if there are several.</summary>
    private int? EntryOf(ImmutableHashSet<int> members, ImmutableHashSet<int> blocks, int entry)
    {
        int? found = members.Contains(entry) ? entry : null;
        foreach (var block in blocks)
        {
            foreach (var next in members.Contains(block) ? [] : _successors[block])
            {
                if (members.Contains(next) && next != found)
                {
                    if (found is not null)
                    {
                        return null;
                    }

                    found = next;
                }
            }
        }

        return found;
    }
}
