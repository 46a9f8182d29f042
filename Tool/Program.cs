using IoPolicy.CommandLine;
using IoPolicy.Tool;

return await ProgramStart.RunAsync(
    "iopolicy", interruption => new CommandProgram("iopolicy", ToolCommandLine.Create()).RunAsync(args, interruption)).ConfigureAwait(false);
