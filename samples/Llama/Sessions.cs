using IoPolicy;
using LLama;
using LLama.Native;

// Nobody can annotate LLamaSharp. These policies cover the calls of its methods in this program.
[assembly: DropPagesAfterFullWrite(On = typeof(LLamaContext), Method = nameof(LLamaContext.SaveState), File = "filename")]
[assembly: DropPagesAfterFullRead(On = typeof(LLamaContext), Method = nameof(LLamaContext.LoadState), File = "filename")]

namespace LlamaSample;

/// <summary>The annotated methods: the ways in which a program with LLamaSharp saves and loads a session.</summary>
internal static partial class Sessions
{
    private const int Window = 4 << 20;

    /// <summary>Saves by stream, in windows. After a crash, the path has the old session or the new one.</summary>
    [ReplacesFile(nameof(path))]
    [DropPagesAfterFullWrite]
    internal static partial void SaveToStream(string path, LLamaContext context);

    /// <summary>Loads by stream. LLamaSharp's code is out of the compiler's sight, so the attribute asks for windows.</summary>
    [DropPagesAfterFullRead(WindowBytes = Window)]
    internal static void LoadFromStream(LLamaContext context, FileStream file)
    {
        using var state = LLamaContext.State.Load(file);
        context.LoadState(state);
    }

    /// <summary>
    /// Saves by path. LLamaSharp deletes the old file first, and writes through a mapping. The call has the assembly's policy as well: a
    /// program needs one of the two.
    /// </summary>
    [DropPagesAfterFullWrite(File = nameof(path))]
    internal static void SaveToPath(LLamaContext context, string path) => context.SaveState(path);

    /// <summary>Loads by path, through a mapping.</summary>
    [DropPagesAfterFullRead(File = nameof(path))]
    internal static void LoadFromPath(LLamaContext context, string path) => context.LoadState(path);

    /// <summary>Saves llama.cpp's session file, which has the tokens too. The library opens the path itself.</summary>
    [DropPagesAfterFullWrite(File = nameof(path))]
    internal static void SaveNative(LLamaContext context, string path, LLamaToken[] tokens)
    {
        if (!NativeApi.llama_state_save_file(context.NativeHandle, path, tokens, (ulong)tokens.Length))
        {
            throw new IOException($"llama.cpp did not write '{path}'.");
        }
    }

    /// <summary>Loads llama.cpp's session file.</summary>
    [DropPagesAfterFullRead(File = nameof(path))]
    internal static void LoadNative(LLamaContext context, string path)
    {
        var tokens = new LLamaToken[context.ContextSize];
        if (!NativeApi.llama_state_load_file(context.NativeHandle, path, tokens, (ulong)tokens.Length, out _))
        {
            throw new IOException($"llama.cpp did not read '{path}'.");
        }
    }

    private static void SaveToStreamCore(FileStream file, LLamaContext context)
    {
        using var state = context.GetState();
        state.Save(file);
    }
}
