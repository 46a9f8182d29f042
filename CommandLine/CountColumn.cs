using Spectre.Console;
using Spectre.Console.Rendering;

namespace IoPolicy.CommandLine;

/// <summary>A progress column with the completed items, all items, and the items per second. Transfers of bytes use Spectre's columns.</summary>
internal sealed class CountColumn(string things) : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(
        $"{Formatting.Count((long)task.Value)}/{Formatting.Count((long)task.MaxValue)} {things} {(task.Speed is { } speed ? Formatting.Count((long)speed) : "?")}/s");
}
