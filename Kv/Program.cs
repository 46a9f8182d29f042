using Kv;

using var interruption = new Interruption();
return await KvCommandLine.RunAsync(args, Console.Out, Console.Error, interruption).ConfigureAwait(false);
