using System.Collections.Concurrent;

namespace IoPolicy.Testing;

/// <summary>Finds programs that tests need, and installs missing ones with apt-get if possible.</summary>
public static class Tools
{
    private static readonly ConcurrentDictionary<string, Lazy<string?>> Reasons = new();

    /// <summary>Installs a program if it is missing.</summary>
    /// <returns>The reason why the program is missing; null if it is available.</returns>
    public static string? Missing(string program, string package) => Missing(program, package, () => IsThere(program));

    /// <summary>The root directory of the libraries for arm64.</summary>
    public const string Arm64Libraries = "/usr/aarch64-linux-gnu";

    /// <summary>Installs gcc and the headers of the C library, which the package of gcc does not contain.</summary>
    /// <returns>The reason why a part is missing; null if both are available.</returns>
    public static string? MissingGcc() => Missing("gcc", "gcc") ?? Missing("libc6-dev", "libc6-dev", () => File.Exists("/usr/include/errno.h"));

    /// <summary>Installs the emulator of arm64 and the C and C++ libraries for its programs.</summary>
    /// <returns>The reason why a part is missing; null if all are available.</returns>
    public static string? MissingArm64() =>
        Missing("qemu-aarch64-static", "qemu-user-static")
        ?? Missing("libstdc++ for arm64", "libstdc++6-arm64-cross", static () => File.Exists(Arm64Libraries + "/lib/libstdc++.so.6"));

    /// <summary>Decides whether the program is in a directory of PATH or in a system directory.</summary>
    public static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(["/usr/sbin", "/sbin"])
            .Any(directory => File.Exists(Path.Combine(directory, program)));

    private static string? Missing(string name, string package, Func<bool> isThere) =>
        Reasons.GetOrAdd(name, new Lazy<string?>(() => isThere() ? null : Install(name, package, isThere))).Value;

    private static string? Install(string name, string package, Func<bool> isThere)
    {
        if (!IsThere("apt-get"))
        {
            return $"{name} is missing, and apt-get is not available to install {package}.";
        }

        if (Environment.UserName != "root")
        {
            return $"{name} is missing, and installing {package} needs root.";
        }

        // Several test programs may install at once, so each waits for dpkg's lock.
        string[] wait = ["-o", "DPkg::Lock::Timeout=300"];
        _ = Shell.Run("apt-get", ["update", .. wait]);
        var result = Shell.Run("apt-get", ["install", "-y", "--no-install-recommends", .. wait, package]);
        return isThere() ? null : $"{name} is missing, and installing {package} failed: {result.Error.Trim()}";
    }
}
