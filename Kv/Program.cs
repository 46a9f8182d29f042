using IoPolicy.CommandLine;
using Kv;

using var interruption = new Interruption();
StandardStreams.Install(interruption.Token);
return await KvCommandLine.RunAsync(args, interruption).ConfigureAwait(false);
