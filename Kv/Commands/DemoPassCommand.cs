using System.CommandLine;
using System.Text.Json;
using IoPolicy.CommandLine;
using Kv.Demo;

namespace Kv.Commands;

/// <summary>The hidden command that <c>kv demo</c> starts in a child process for each way.</summary>
internal static class DemoPassCommand
{
    private static readonly Option<DemoWay> Way = new("--way") { Required = true };
    private static readonly Option<string> Weights = new("--weights") { Required = true };
    private static readonly Option<string> Checkpoint = new("--checkpoint") { Required = true };
    private static readonly Option<uint> Tokens = new("--tokens") { Required = true };

    private static readonly Option<string?> Usage = new("--usage");

    internal static Command Create()
    {
        var command = new Command(DemoChild.Command, "Run one way of the demo.") { Way, Weights, Checkpoint, Tokens, Usage };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            DieWithParent();
            var pass = new DemoChildWork(
                parsed.GetValue(Way),
                parsed.GetRequiredValue(Weights),
                parsed.GetRequiredValue(Checkpoint),
                parsed.GetValue(Tokens),
                parsed.GetValue(Usage),
                Report);
            Report(new ChildMessage { Result = pass.Run() });
            return ExitCode.Success;
        });
        return command;
    }

    private static void Report(ChildMessage message) => Console.Out.WriteLine(JsonSerializer.Serialize(message, ProtocolJson.Default.ChildMessage));

    /// <summary>
    /// Ends this process when the parent has ended, because the kernel then closes the other end of standard input. After
    /// Ctrl-C the parent ends this process.
    /// </summary>
    private static void DieWithParent()
    {
        new Thread(() =>
        {
            while (Console.In.Read() >= 0)
            {
            }

            Environment.Exit(ExitCode.Failure);
        })
        { IsBackground = true, Name = "parent watch" }.Start();
    }
}
