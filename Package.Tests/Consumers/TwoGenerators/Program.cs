using IoPolicy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

// twogenerators partial|intercepted FILE: loads the names, each generator's part at work; then prints how many of the
// file's pages are cached, and of how many.
var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Wrapper", args[0])]).Build().Get<Settings>();
using (var file = File.OpenRead(args[1]))
{
    var entries = settings?.Wrapper == "partial" ? Manifest.LoadPartial(file) : Manifest.LoadIntercepted(file);
    if (entries is null || !entries.Names.All(Manifest.Name().IsMatch) || Manifest.ProcessId() != Environment.ProcessId)
    {
        throw new InvalidDataException("a generator's part did not do its work");
    }

    Manifest.Loaded(NullLogger.Instance, entries.Names.Length);
}

var residency = PageCache.GetResidency(args[1]);
Console.WriteLine($"{residency.CachedPages} of {residency.FilePages}");

/// <summary>Bound by the configuration's generator.</summary>
internal sealed class Settings
{
    public string Wrapper { get; set; } = "";
}
