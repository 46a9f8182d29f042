using IoPolicy;
using LLama;
using LLama.Common;
using LLama.Native;

// A program cannot annotate the methods of LLamaSharp. These policies apply to the calls of these methods in this program.
[assembly: DropPagesAfterFullWrite(On = typeof(LLamaContext), Method = nameof(LLamaContext.SaveState), File = "filename", WindowBytes = 4 << 20)]
[assembly: DropPagesAfterFullRead(On = typeof(LLamaContext), Method = nameof(LLamaContext.LoadState), File = "filename", WindowBytes = 4 << 20)]

namespace LlamaSample;

/// <summary>The ways in which a program with LLamaSharp saves and loads a session, as annotated methods.</summary>
internal static partial class Sessions
{
    private const int Window = 4 << 20;

    /// <summary>Saves by stream, in windows. After a crash, the path has the old session or the new one.</summary>
    [ReplacesFile(nameof(path))]
    [DropPagesAfterFullWrite]
    internal static partial void SaveToStream(string path, LLamaContext context);

    /// <summary>Loads by stream. The generator does not see LLamaSharp's code, so windows are used only because the attribute requests them.</summary>
    [DropPagesAfterFullRead(WindowBytes = Window)]
    internal static void LoadFromStream(LLamaContext context, FileStream file)
    {
        using var state = LLamaContext.State.Load(file);
        context.LoadState(state);
    }

    /// <summary>
    /// Saves by path. LLamaSharp deletes the old file first, and writes through a mapping. With a path, the runtime follows the growing
    /// file and drops its pages in windows, except those that are still mapped. The assembly's policy applies to the call too. A program
    /// needs only one of the two policies.
    /// </summary>
    [DropPagesAfterFullWrite(File = nameof(path), WindowBytes = Window)]
    internal static void SaveToPath(LLamaContext context, string path) => context.SaveState(path);

    /// <summary>Loads by path, through a mapping.</summary>
    [DropPagesAfterFullRead(File = nameof(path), WindowBytes = Window)]
    internal static void LoadFromPath(LLamaContext context, string path) => context.LoadState(path);

    /// <summary>Saves llama.cpp's session file, which has the tokens too. The library opens the path itself.</summary>
    [DropPagesAfterFullWrite(File = nameof(path), WindowBytes = Window)]
    internal static void SaveNative(LLamaContext context, string path, LLamaToken[] tokens)
    {
        if (!NativeApi.llama_state_save_file(context.NativeHandle, path, tokens, (ulong)tokens.Length))
        {
            throw new IOException($"llama.cpp did not write '{path}'.");
        }
    }

    /// <summary>Loads llama.cpp's session file.</summary>
    [DropPagesAfterFullRead(File = nameof(path), WindowBytes = Window)]
    internal static void LoadNative(LLamaContext context, string path)
    {
        var tokens = new LLamaToken[context.ContextSize];
        if (!NativeApi.llama_state_load_file(context.NativeHandle, path, tokens, (ulong)tokens.Length, out _))
        {
            throw new IOException($"llama.cpp did not read '{path}'.");
        }
    }

    /// <summary>Saves a directory with the state, the history and the settings of a chat.</summary>
    [DropPagesAfterFullWrite(File = nameof(directory), Recurse = true)]
    internal static void SaveToDirectory(LLamaContext context, string directory)
    {
        using var state = context.GetState();
        var history = new LLamaTransforms.DefaultHistoryTransform();
        new SessionState(state, new InteractiveExecutor(context).GetStateData(), new ChatHistory(), [], new LLamaTransforms.EmptyTextOutputStreamTransform(), history).Save(directory);
    }

    /// <summary>Loads the state of the chat from its directory.</summary>
    [DropPagesAfterFullRead(File = nameof(directory), Recurse = true)]
    internal static void LoadFromDirectory(LLamaContext context, string directory)
    {
        using var state = SessionState.Load(directory).ContextState ?? throw new InvalidDataException($"'{directory}' has no state.");
        context.LoadState(state);
    }

    private static void SaveToStreamCore(FileStream file, LLamaContext context)
    {
        using var state = context.GetState();
        state.Save(file);
    }
}
