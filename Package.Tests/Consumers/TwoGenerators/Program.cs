using IoPolicy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

// twogenerators partial|intercepted FILE: loads the names with the code of each generator. Then it prints "CACHED of ALL", the numbers of
// the file's cached pages and of all its pages.
var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Wrapper", args[0])]).Build().Get<Settings>();
using (var file = File.OpenRead(args[1]))
{
    var entries = settings?.Wrapper == "partial" ? Manifest.LoadPartial(file) : Manifest.LoadIntercepted(file);
    if (entries is null || !entries.Names.All(Manifest.Name().IsMatch) || Manifest.ProcessId() != Environment.ProcessId)
    {
        throw new InvalidDataException("the code of a generator did not work");
    }

    Manifest.Loaded(NullLogger.Instance, entries.Names.Length);
}

var residency = PageCache.GetResidency(args[1]);
Console.WriteLine($"{residency.CachedPages} of {residency.FilePages}");

/// <summary>The settings. The generator of Microsoft.Extensions.Configuration writes the code that reads them.</summary>
internal sealed class Settings
{
    public string Wrapper { get; set; } = "";
}
