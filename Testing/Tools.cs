using System.Collections.Concurrent;

namespace IoPolicy.Testing;

/// <summary>Programs that tests need and that a machine may lack: installed by apt-get where that is possible.</summary>
public static class Tools
{
    private static readonly ConcurrentDictionary<string, Lazy<string?>> Reasons = new();

    /// <summary>Null where the program is there, now at the latest; else the reason why it is not.</summary>
    public static string? Missing(string program, string package) => Missing(program, package, () => IsThere(program));

    /// <summary>As <see cref="Missing(string, string)"/>, for gcc with what a program in C includes and is linked with: gcc's package brings neither.</summary>
    public static string? MissingGcc() => Missing("gcc", "gcc") ?? Missing("libc6-dev", "libc6-dev", () => File.Exists("/usr/include/errno.h"));

    /// <summary>Whether the program is in a folder of PATH, or among the system's.</summary>
    public static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(["/usr/sbin", "/sbin"])
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string? Missing(string name, string package, Func<bool> isThere) =>
        Reasons.GetOrAdd(name, new Lazy<string?>(() => isThere() ? null : Install(name, package, isThere))).Value;

    private static string? Install(string name, string package, Func<bool> isThere)
    {
        if (!IsThere("apt-get"))
        {
            return $"{name} is missing, and there is no apt-get to install {package} with.";
        }

        if (Environment.UserName != "root")
        {
            return $"{name} is missing, and installing {package} needs root.";
        }

        // Several test programs may come here at once: each waits for dpkg's lock.
        string[] wait = ["-o", "DPkg::Lock::Timeout=300"];
        _ = Shell.Run("apt-get", ["update", .. wait]);
        var result = Shell.Run("apt-get", ["install", "-y", "--no-install-recommends", .. wait, package]);
        return isThere() ? null : $"{name} is missing, and installing {package} failed: {result.Error.Trim()}";
    }
}
