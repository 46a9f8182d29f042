namespace KvCache;

/// <summary>The models of ds4 by the id in byte 7 of a header. All members are thread-safe.</summary>
public static class KvcModels
{
    /// <summary>DeepSeek V4 Flash.</summary>
    public const byte Flash = 0;

    /// <summary>DeepSeek V4 Pro.</summary>
    public const byte Pro = 1;

    /// <summary>GLM-5.2.</summary>
    public const byte Glm = 2;

    private static readonly string[] Names = ["flash", "pro", "glm-5.2"];

    /// <summary>The names of the known models, by id.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The model's name; "model N" for an unknown id.</summary>
    public static string NameOf(byte modelId) => modelId < Names.Length ? Names[modelId] : $"model {modelId}";
}
