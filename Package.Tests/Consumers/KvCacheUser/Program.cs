using IoPolicy;
using KvCache;

// The assembly of the main package is there too.
_ = PageCache.GetResidency(Environment.ProcessPath!);
Console.WriteLine(KvcKey.OfText("abc"u8).FileName);
