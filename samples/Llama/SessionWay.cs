namespace LlamaSample;

/// <summary>A way to save and load a session.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="CopiesState">Whether the way holds a copy of the state in memory, beside the context.</param>
/// <param name="Save">Saves the session of the engine to the path.</param>
/// <param name="Load">Loads the session at the path into the engine.</param>
internal sealed record SessionWay(string Name, bool CopiesState, Action<Engine, string> Save, Action<Engine, string> Load)
{
    internal static IReadOnlyList<SessionWay> All { get; } =
    [
        new(
            "stream, windows",
            CopiesState: true,
            static (engine, path) => Sessions.SaveToStream(path, engine.Context),
            static (engine, path) =>
            {
                using var file = File.OpenRead(path);
                Sessions.LoadFromStream(engine.Context, file);
            }),
        new(
            "path",
            CopiesState: false,
            static (engine, path) => Sessions.SaveToPath(engine.Context, path),
            static (engine, path) => Sessions.LoadFromPath(engine.Context, path)),
        new(
            "native session file",
            CopiesState: false,
            static (engine, path) => Sessions.SaveNative(engine.Context, path, engine.Prompt),
            static (engine, path) => Sessions.LoadNative(engine.Context, path)),
        new(
            "directory",
            CopiesState: true,
            static (engine, path) => Sessions.SaveToDirectory(engine.Context, path),
            static (engine, path) => Sessions.LoadFromDirectory(engine.Context, path)),
        new(
            "assembly",
            CopiesState: false,
            static (engine, path) => engine.Context.SaveState(path),
            static (engine, path) => engine.Context.LoadState(path)),
    ];

    /// <summary>Gets the path of the session that this way saves with or without its policy.</summary>
    internal string PathIn(string directory, bool policy) => Path.Combine(directory, $"{Name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-')}-{(policy ? "policy" : "none")}.session");

    /// <summary>Gets the files of the session: the path, or the files in the directory at the path.</summary>
    internal static IEnumerable<string> FilesOf(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path) : File.Exists(path) ? [path] : [];
}
