using System.ComponentModel;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OpenedFilePolicy
{
    public OpenedFilePolicy(params PagePolicy[] policies)
    {
    }

    public FileStream Follow(FileStream opened) => opened;

    public StreamReader Follow(StreamReader opened) => opened;

    public StreamWriter Follow(StreamWriter opened) => opened;

    public SafeFileHandle Follow(SafeFileHandle opened) => opened;

    public IEnumerable<string> ReadLines(string path) => File.ReadLines(path);

    public IEnumerable<string> ReadLines(string path, Encoding encoding) => File.ReadLines(path, encoding);
}
