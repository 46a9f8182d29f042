using IoPolicy;

// Calls both methods again and again. Prints the text that each returns, and the number of pages that it leaves cached.
while (true)
{
    Console.WriteLine($"[{Environment.ProcessId}: {Say(Loader.LoadPartial)}; {Say(Caller.Call)}]");
    Thread.Sleep(200);
}

string Say(Func<FileStream, string> load)
{
    _ = File.ReadAllBytes(args[0]);
    using var file = new FileStream(args[0], FileMode.Open);
    return $"{load(file)}, {PageCache.GetResidency(file.SafeFileHandle).CachedPages} pages";
}
