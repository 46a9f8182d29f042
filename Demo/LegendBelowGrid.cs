using ScottPlot;

namespace Kv.Demo;

/// <summary>Four panels, two by two, and a strip below them for a fifth plot: the legend, once, and over no data.</summary>
internal sealed class LegendBelowGrid : IMultiplotLayout
{
    private const float LegendHeight = 50;

    public PixelRect[] GetSubplotRectangles(SubplotCollection subplots, PixelRect figureRect)
    {
        var middle = (figureRect.Left + figureRect.Right) / 2;
        var bottom = figureRect.Bottom - LegendHeight;
        var center = (figureRect.Top + bottom) / 2;
        return
        [
            new PixelRect(figureRect.Left, middle, center, figureRect.Top),
            new PixelRect(middle, figureRect.Right, center, figureRect.Top),
            new PixelRect(figureRect.Left, middle, bottom, center),
            new PixelRect(middle, figureRect.Right, bottom, center),
            new PixelRect(figureRect.Left, figureRect.Right, figureRect.Bottom, bottom),
        ];
    }
}
