using Spectre.Console.Rendering;

namespace IoPolicy.CommandLine;

/// <summary>Passes all text of a Spectre console through <see cref="PlainText"/>, except the console's own control codes.</summary>
internal sealed class PlainTextHook : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) => renderables.Select(inner => new Plain(inner));

    private sealed class Plain(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth).Select(segment =>
            segment.IsControlCode || segment.IsLineBreak ? segment : new Segment(PlainText.From(segment.Text), segment.Style));
    }
}
