using System.ComponentModel;

namespace IoPolicy.CompilerServices;

[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OpenedFileCalls
{
    private OpenedFileCalls()
    {
    }

    public bool Applies => false;

    public static OpenedFileCalls Get(string policy) => new();

    public void Enter(bool applies, out PolicyScope scope) => scope = default;
}
