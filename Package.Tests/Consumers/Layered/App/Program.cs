using IoPolicy;
using Library;

// app FILE: loads the file through the library, then prints "CACHED of ALL", the numbers of its cached pages and of all its pages.
using (var file = File.OpenRead(args[0]))
{
    Archive.Load(file);
}

var residency = PageCache.GetResidency(args[0]);
Console.WriteLine($"{residency.CachedPages} of {residency.FilePages}");
