using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace IoPolicy.Testing;

/// <summary>
/// Starts a program in which given system calls fail, as in a container whose seccomp profile does not list them. Container
/// runtimes before 2021 answer EPERM, and later runtimes answer ENOSYS for calls newer than those in the profile.
/// </summary>
/// <remarks>
/// A child inherits the filter, and no process can remove it. Therefore a separate launcher installs the filter. gcc compiles
/// this small C program at its first use. The launcher knows every system call of the C headers.
/// </remarks>
public static partial class Seccomp
{
    /// <summary>
    /// The error of a container runtime for a call that its profile does not list. Since 2021, only for a call that is not newer than those in
    /// the profile.
    /// </summary>
    public const string Refused = "EPERM";

    /// <summary>The error of a kernel, or of a container runtime since 2021, for a call that is too new.</summary>
    public const string Missing = "ENOSYS";

    private static readonly Lazy<(string? Launcher, string? SkipReason)> Built = new(Build);

    /// <summary>The reason why filters do not work here; null if they work.</summary>
    public static string? SkipReason => Built.Value.SkipReason;

    /// <summary>Skips the test if filters do not work.</summary>
    public static void Require()
    {
        if (SkipReason is { } reason)
        {
            Assert.Skip(reason);
        }
    }

    /// <summary>Describes the start of a program in which system calls fail.</summary>
    /// <param name="program">The program with its directory and environment, for example from <see cref="ChildProcess.Start"/>.</param>
    /// <param name="error">The name of the error that the calls return, such as <see cref="Refused"/>.</param>
    /// <param name="systemCalls">The kernel's names of the calls: <c>statx</c>, <c>fadvise64</c>, <c>pwritev2</c>.</param>
    public static ProcessStartInfo Deny(ProcessStartInfo program, string error, params IEnumerable<string> systemCalls)
    {
        Require();
        var start = new ProcessStartInfo(Built.Value.Launcher!, [error, .. systemCalls, "--", program.FileName, .. program.ArgumentList])
        {
            WorkingDirectory = program.WorkingDirectory,
        };
        start.Environment.Clear();
        foreach (var (name, value) in program.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static (string? Launcher, string? SkipReason) Build()
    {
        if (!OperatingSystem.IsLinux())
        {
            return (null, "seccomp needs Linux.");
        }

        if (Tools.MissingGcc() is { } missing)
        {
            return (null, missing);
        }

        var launcher = Compile();

        // The machine's own profile may forbid filters, and another architecture may use other names.
        var probe = Shell.Run(launcher, Refused, "uname", "--", "true");
        return probe.Succeeded ? (launcher, null) : (null, $"seccomp filters do not work here: {probe.Error.Trim()}");
    }

    /// <summary>Compiles the launcher once for each version of its source. A rename publishes it, because test programs run in parallel.</summary>
    /// <returns>The path of the launcher.</returns>
    private static string Compile()
    {
        var source = Source.Replace("@CALLS@", Table("#include <sys/syscall.h>", SystemCall()), StringComparison.Ordinal)
            .Replace("@ERRORS@", Table("#include <errno.h>", Error()), StringComparison.Ordinal);
        var path = Path.Combine(AppContext.BaseDirectory, "seccomp-" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..16]);
        if (!File.Exists(path))
        {
            using var scratch = new ScratchDirectory();
            File.WriteAllText(scratch.File("seccomp.c"), source);
            _ = Shell.Run("gcc", "-Wall", "-Werror", "-o", scratch.File("seccomp"), scratch.File("seccomp.c")).OrThrow();
            File.Move(scratch.File("seccomp"), path, overwrite: true);
        }

        return path;
    }

    /// <summary>Creates a row for each number in a C header: <c>{ "statx", __NR_statx },</c>.</summary>
    private static string Table(string include, Regex macro)
    {
        using var scratch = new ScratchDirectory();
        File.WriteAllText(scratch.File("names.c"), include + "\n");
        var macros = Shell.Run("gcc", "-E", "-dM", scratch.File("names.c")).OrThrow().Output;
        return string.Join('\n', macro.Matches(macros)
            .Select(match => $$"""    { "{{match.Groups["name"].Value}}", {{match.Groups["macro"].Value}} },""")
            .Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^#define (?<macro>__NR_(?<name>\w+)) ", RegexOptions.Multiline)]
    private static partial Regex SystemCall();

    [GeneratedRegex(@"^#define (?<macro>(?<name>E[A-Z0-9]+)) \d+\r?$", RegexOptions.Multiline)]
    private static partial Regex Error();

    private const string Source = """
        #include <errno.h>
        #include <linux/filter.h>
        #include <linux/seccomp.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <string.h>
        #include <sys/prctl.h>
        #include <sys/syscall.h>
        #include <unistd.h>

        struct number { const char *name; int value; };
        static const struct number calls[] = {
        @CALLS@
        #ifndef __NR_cachestat /* Linux 6.5; the same number on every architecture */
            { "cachestat", 451 },
        #endif
            { 0, 0 } };
        static const struct number errors[] = {
        @ERRORS@
            { 0, 0 } };

        static int find(const struct number *table, const char *name)
        {
            for (; table->name; table++)
                if (strcmp(table->name, name) == 0)
                    return table->value;
            fprintf(stderr, "The headers do not define '%s'.\n", name);
            return -1;
        }

        int main(int argc, char **argv)
        {
            static struct sock_filter filter[4096];
            unsigned short length = 0;
            int at = 2, error = argc > 3 ? find(errors, argv[1]) : -1;
            filter[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
            for (; error > 0 && at < argc - 1 && strcmp(argv[at], "--") != 0; at++) {
                int call = find(calls, argv[at]);
                if (call < 0)
                    return 125;
                filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1);
                filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error);
            }
            if (error <= 0 || at >= argc - 1) {
                fprintf(stderr, "Usage: seccomp ERROR CALL... -- PROGRAM [ARGUMENT...]\n");
                return 125;
            }
            filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
            struct sock_fprog program = { length, filter };
            if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
                perror("seccomp");
                return 125;
            }
            execvp(argv[at + 1], argv + at + 1);
            perror(argv[at + 1]);
            return 127;
        }
        """;
}
