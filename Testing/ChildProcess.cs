using System.Diagnostics;
using System.Reflection;

namespace IoPolicy.Testing;

/// <summary>
/// Runs a static method of a test class in a child process with its own environment variables. The test program starts itself
/// again, and <see cref="RunIfChild"/> runs the method instead of the tests, from a module initializer.
/// </summary>
/// <remarks>
/// The method runs inside the module initializer, on the first thread. The runtime blocks code of the test program on every other
/// thread until the initializer ends. Therefore the method must not wait for such code (a continuation, a lambda on the pool).
/// A test project enables this by compiling <c>ChildProcessEntry.cs</c>, which its project file links.
/// </remarks>
public static class ChildProcess
{
    private const string MethodVariable = "IOPOLICY_TEST_CHILD";

    /// <summary>Describes a child that runs a static method, for a tool that starts the child itself.</summary>
    public static ProcessStartInfo Start(Action<string[]> method, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var info = method.Method;
        if (!info.IsStatic)
        {
            throw new ArgumentException("Only a static method can be run in another process.", nameof(method));
        }

        var program = Path.ChangeExtension(info.Module.FullyQualifiedName, null);
        var start = new ProcessStartInfo(program, arguments);
        start.Environment[MethodVariable] = $"{info.DeclaringType!.FullName}|{info.Name}";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Runs a static method in a child and waits for its end.</summary>
    public static ProgramResult Run(Action<string[]> method, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Shell.Run(Start(method, arguments, environment));

    /// <summary>In a child, runs the method and ends the process. If the method throws, the exit code is 70 and standard error has the exception.</summary>
    public static void RunIfChild(Assembly tests)
    {
        if (Environment.GetEnvironmentVariable(MethodVariable) is not { } name)
        {
            return;
        }

        Environment.SetEnvironmentVariable(MethodVariable, null);
        var exitCode = 0;
        try
        {
            var parts = name.Split('|');
            var method = tests.GetType(parts[0], throwOnError: true)!
                .GetMethod(parts[1], BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                ?? throw new MissingMethodException(parts[0], parts[1]);
            method.CreateDelegate<Action<string[]>>()(Environment.GetCommandLineArgs()[1..]);
        }
#pragma warning disable CA1031 // The parent must see every exception.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine(e);
            exitCode = 70;
        }

        Environment.Exit(exitCode);
    }
}
