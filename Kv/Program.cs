using IoPolicy.CommandLine;
using Kv;

return await ProgramStart.RunAsync("kv", interruption => KvCommandLine.RunAsync(args, interruption)).ConfigureAwait(false);
