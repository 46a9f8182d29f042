using IoPolicy;
using Library;

// serializer SCENARIO FILE [BYTES]: runs one method of Checkpoint or Shapes on the file, then prints "CACHED of ALL", the numbers of its
// cached pages and of all its pages.
var (scenario, path) = (args[0], args[1]);
var bytes = args.Length > 2 ? int.Parse(args[2]) : 0;
if (scenario.StartsWith("shape-", StringComparison.Ordinal))
{
    await Shapes.RunAsync(scenario["shape-".Length..], path);
}
else if (bytes > 0)
{
    using var file = new FileStream(path, FileMode.Create);
    switch (scenario)
    {
        case "save-partial": Checkpoint.SavePartial(file, bytes); break;
        case "save-intercepted": Checkpoint.SaveIntercepted(file, bytes); break;
        case "save-windowed": await Checkpoint.SaveWindowedAsync(file, bytes); break;
        default: throw new ArgumentException(scenario);
    }
}
else
{
    using var file = File.OpenRead(path);
    switch (scenario)
    {
        case "load-partial": Checkpoint.LoadPartial(file); break;
        case "load-intercepted": Checkpoint.LoadIntercepted(file); break;
        case "load-handle": Checkpoint.LoadHandle(path); break;
        case "scan": Checkpoint.ScanHeader(file); break;
        case "scan-intercepted": Checkpoint.ScanIntercepted(file); break;
        case "scan-bad":
            try { Checkpoint.ScanBad(file); } catch (InvalidDataException) { }
            break;
        default: throw new ArgumentException(scenario);
    }
}

var residency = PageCache.GetResidency(path);
Console.WriteLine($"{residency.CachedPages} of {residency.FilePages}");
