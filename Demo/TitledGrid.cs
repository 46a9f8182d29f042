using ScottPlot;

namespace Kv.Demo;

/// <summary>Lays out four panels, two by two, then a strip below them for the legend and a strip above them for the title.</summary>
internal sealed class TitledGrid : IMultiplotLayout
{
    private const float StripHeight = 50;

    public PixelRect[] GetSubplotRectangles(SubplotCollection subplots, PixelRect figureRect)
    {
        var middle = (figureRect.Left + figureRect.Right) / 2;
        var top = figureRect.Top + StripHeight;
        var bottom = figureRect.Bottom - StripHeight;
        var center = (top + bottom) / 2;
        return
        [
            new PixelRect(figureRect.Left, middle, center, top),
            new PixelRect(middle, figureRect.Right, center, top),
            new PixelRect(figureRect.Left, middle, bottom, center),
            new PixelRect(middle, figureRect.Right, bottom, center),
            new PixelRect(figureRect.Left, figureRect.Right, figureRect.Bottom, bottom),
            new PixelRect(figureRect.Left, figureRect.Right, top, figureRect.Top),
        ];
    }
}
