using IoPolicy.CommandLine;
using IoPolicy.Tool;

using var interruption = new Interruption();
StandardStreams.Install(interruption.Token);
return await new CommandProgram("iopolicy", ToolCommandLine.Create()).RunAsync(args, interruption).ConfigureAwait(false);
