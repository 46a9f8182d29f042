using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Durability;

/// <summary>Sets the owner, the extended attributes and the permissions that a temporary file needs under its final name.</summary>
/// <remarks>
/// The mode comes last. A change of the owner may clear bits of the mode, and an access control list sets bits. Until the mode is set, only
/// the user who created the file has access (0600).
/// </remarks>
internal static class TargetAttributes
{
    internal const uint Permissions = 0x1FF; // 0777

    private const uint GroupPermissions = 0x38; // 0070
    private const uint NewFile = 0x180; // 0600

    private static readonly byte[] AccessControlList = [.. "system.posix_acl_access\0"u8];

    /// <summary>Sets the owner, the attributes and the permissions. Returns the last step that ran, and its error number or 0.</summary>
    /// <param name="target">The file that is replaced; null for a new file.</param>
    /// <param name="mode">The permissions that the caller requests; null for the target's.</param>
    /// <param name="file">The temporary file.</param>
    internal static (DurableStep Step, int Error) Apply((SafeFileHandle Directory, string Name, StatX Status)? target, UnixFileMode? mode, SafeFileHandle file)
    {
        var wanted = mode is { } requested ? (uint)requested : target?.Status.Mode & Permissions ?? NewFile;
        if (target is { } old)
        {
            var error = SetOwner(old.Status, file, ref wanted);
            if (error != 0)
            {
                return (DurableStep.SetOwner, error);
            }

            error = CopyAttributes(old.Directory, old.Name, file);
            if (error != 0)
            {
                return (DurableStep.CopyExtendedAttributes, error);
            }
        }

        return (DurableStep.SetPermissions, DirectoryCalls.SetMode(file, wanted));
    }

    /// <summary>
    /// Keeps the owner and the group as far as the process may set them. If the group cannot be kept, the file's group gets no more permissions
    /// than everyone has. Otherwise the members of the new group would get the permissions of the old group.
    /// </summary>
    private static int SetOwner(in StatX target, SafeFileHandle file, ref uint mode)
    {
        var error = Kernel.Status(file, out var current, StatX.Basic);
        if (error != 0 || (current.User, current.Group) == (target.User, target.Group))
        {
            return error;
        }

        error = DirectoryCalls.SetOwner(file, target.User, target.Group);
        if (!IsRefused(error))
        {
            return error;
        }

        error = current.Group == target.Group ? 0 : DirectoryCalls.SetOwner(file, uint.MaxValue, target.Group);
        if (IsRefused(error))
        {
            mode &= ~GroupPermissions | ((mode & 7) << 3);
            error = 0;
        }

        return error;
    }

    /// <summary>Whether the system refuses a change that is not required. EINVAL: the owner has no number in this user namespace.</summary>
    private static bool IsRefused(int error) => error is Errno.NotPermitted or Errno.Invalid or Errno.NoSystemCall or Errno.NotSupported;

    private static int CopyAttributes(SafeFileHandle directory, string name, SafeFileHandle file)
    {
        var error = DirectoryCalls.OpenFile(directory, name, out var target);
        if (error != 0)
        {
            return error;
        }

        using (target)
        {
            error = DirectoryCalls.ListAttributes(target, out var names);
            if (IsRefused(error))
            {
                return 0;
            }

            var hasList = false;
            for (var rest = names.AsSpan(); error == 0 && rest.IndexOf((byte)0) is >= 0 and var end; rest = rest[(end + 1)..])
            {
                var attribute = rest[..(end + 1)].ToArray();
                var isList = attribute.AsSpan().SequenceEqual(AccessControlList);
                hasList |= isList;
                if (isList || attribute.AsSpan().StartsWith("user."u8))
                {
                    // ENODATA: another program has removed the attribute since the list was read.
                    error = DirectoryCalls.GetAttribute(target, attribute, out var value);
                    error = error == Errno.NoData ? 0 : error != 0 ? error : DirectoryCalls.SetAttribute(file, attribute, value);
                }
            }

            if (error == 0 && !hasList)
            {
                // The new file got its list from the directory's default access control list, which may allow users without access to the
                // old file.
                error = DirectoryCalls.RemoveAttribute(file, AccessControlList);
                error = error == Errno.NoData || IsRefused(error) ? 0 : error;
            }

            return error;
        }
    }
}
