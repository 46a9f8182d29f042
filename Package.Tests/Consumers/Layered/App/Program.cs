using IoPolicy;
using Library;

// app FILE: loads the file through the library, then prints how many of its pages are cached, and of how many.
using (var file = File.OpenRead(args[0]))
{
    Archive.Load(file);
}

var residency = PageCache.GetResidency(args[0]);
Console.WriteLine($"{residency.CachedPages} of {residency.FilePages}");
