using Spectre.Console;
using Spectre.Console.Rendering;

namespace IoPolicy.CommandLine;

/// <summary>How many of how many things are done, and how many a second: for work that is no transfer of bytes.</summary>
internal sealed class CountColumn(string things) : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(
        $"{Formatting.Count((long)task.Value)}/{Formatting.Count((long)task.MaxValue)} {things} {(task.Speed is { } speed ? Formatting.Count((long)speed) : "?")}/s");
}
