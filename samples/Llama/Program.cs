using System.Text.Json;
using LlamaSample;

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

if (Engine.LoadLibrary() is { } reason)
{
    Console.Error.WriteLine($"The native library of llama.cpp does not load: {reason}");
    return 3;
}

if (options.ChildRole is not null)
{
    return Child.Run(options);
}

var outcome = new Parent(options).Run();
if (options.Json)
{
    Console.WriteLine(JsonSerializer.Serialize(outcome, JsonSerializerOptions.Web));
}
else
{
    Report.Print(outcome);
}

return outcome.Rows.All(row => row.SameTokens) ? 0 : 1;
