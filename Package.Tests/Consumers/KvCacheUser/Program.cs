using IoPolicy;
using KvCache;

// The package KvCache depends on the package IoPolicy, so this assembly is available too.
_ = PageCache.GetResidency(Environment.ProcessPath!);
Console.WriteLine(KvcKey.OfText("abc"u8).FileName);
