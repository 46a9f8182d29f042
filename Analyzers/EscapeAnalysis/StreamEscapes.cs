using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>
/// Collects the results of a walk through one body: the variables that hold the stream, and the obstacles to a wrapper. The wrapper is the
/// drop-behind stream that generated code would pass to the body instead of the stream.
/// </summary>
internal sealed class StreamEscapes(ReferenceIndex index)
{
    internal const string Unknown = "uses it in a way that the analysis cannot follow";
    internal const string Closed = "closes it, but the last advice needs an open file after the method returns";
    internal const string NotAwaited = "starts a task without awaiting it, so the task may run after the method returns";

    private readonly Dictionary<ISymbol, StreamState> _states = new(SymbolEqualityComparer.Default);
    private readonly Queue<ISymbol> _unvisited = new();
    private readonly ImmutableArray<WindowObstacle>.Builder _obstacles = ImmutableArray.CreateBuilder<WindowObstacle>();
    private readonly ImmutableArray<ForwardedStream>.Builder _forwarded = ImmutableArray.CreateBuilder<ForwardedStream>();

    internal Rewinds Rewinds { get; } = new();

    /// <summary>Records that a variable can hold the stream from here on.</summary>
    internal void Hold(ISymbol variable, StreamState state)
    {
        state = index.HasOneValue(variable) ? state : state.AsUncertain;
        if (_states.TryGetValue(variable, out var known))
        {
            state = known == state ? known : known.Or(state);
            if (state == known)
            {
                return;
            }
        }

        _states[variable] = state;
        _unvisited.Enqueue(variable);
    }

    /// <summary>Returns a variable whose uses the walk has to follow; null at the end.</summary>
    internal ISymbol? TakeUnvisited() => _unvisited.Count > 0 ? _unvisited.Dequeue() : null;

    internal StreamState StateOf(ISymbol variable) => _states[variable];

    /// <summary>Adds an obstacle. Returns null, which tells the walk not to follow the value any further.</summary>
    internal StreamValue? AddObstacle(IOperation place, string what, bool isProven = false)
    {
        _obstacles.Add(new WindowObstacle(place.Syntax, what, isProven));
        return null;
    }

    /// <summary>Records that a call passes the stream to a parameter of another method of the compilation.</summary>
    internal void Forward(IParameterSymbol parameter, StreamState state) => _forwarded.Add(new ForwardedStream(parameter, state.IsCertain));

    internal BodyEscapes ToResult() => new(_obstacles.ToImmutable(), _forwarded.ToImmutable());
}

/// <summary>An operation whose value can be the stream, or an object over it.</summary>
internal readonly record struct StreamValue(IOperation Operation, StreamState State);

/// <summary>How a value holds the stream.</summary>
/// <param name="IsStream">Whether the value is the stream itself; false for an object over it, such as a reader.</param>
/// <param name="IsCertain">Whether the value always holds the stream; false if it can hold another stream instead.</param>
/// <param name="Closes">Whether closing the value can close the stream.</param>
internal readonly record struct StreamState(bool IsStream, bool IsCertain, bool Closes = true)
{
    /// <summary>The state of a value that can be this value or another one.</summary>
    internal StreamState AsUncertain => this with { IsCertain = false };

    /// <summary>The state of an object over this value, such as a reader.</summary>
    internal StreamState OfObjectOver => this with { IsStream = false };

    /// <summary>Returns the state of a variable that holds this value or the other one: uncertain, and with each property that either state has.</summary>
    internal StreamState Or(StreamState other) => new(IsStream || other.IsStream, IsCertain: false, Closes || other.Closes);
}

/// <summary>The effects of one body on the parameter with the stream.</summary>
/// <param name="Obstacles">The obstacles to a wrapper, in the order of the walk.</param>
/// <param name="Forwarded">The parameters of other methods of the compilation that get the stream.</param>
internal sealed record BodyEscapes(ImmutableArray<WindowObstacle> Obstacles, ImmutableArray<ForwardedStream> Forwarded);

/// <summary>A parameter of another method that gets the stream; if <paramref name="IsCertain"/> is false, it can get another stream.</summary>
internal readonly record struct ForwardedStream(IParameterSymbol Parameter, bool IsCertain);

/// <summary>The reason why generated code cannot pass its own stream to a body.</summary>
/// <param name="Place">The code that is the obstacle; null if the compilation does not contain this code.</param>
/// <param name="What">The rest of a sentence that starts with the place: "keeps it beyond the call".</param>
/// <param name="IsProven">
/// Whether a wrapper is surely wrong, because the code would detect the wrapper, use it after its end, or bypass it. If false, the code may do so.
/// </param>
internal sealed record WindowObstacle(SyntaxNode? Place, string What, bool IsProven)
{
    /// <summary>
    /// Returns the text for a message: "line 12 of Reader.cs keeps it …". The text omits the file name if the place is in
    /// <paramref name="tree"/>.
    /// </summary>
    internal string Describe(SyntaxTree? tree)
    {
        if (Place is null)
        {
            return What;
        }

        var span = Place.GetLocation().GetLineSpan();
        var line = (span.StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
        var file = Place.SyntaxTree == tree ? "" : " of " + span.Path.Substring(span.Path.LastIndexOfAny(['/', '\\']) + 1);
        return $"line {line}{file} {What}";
    }
}
