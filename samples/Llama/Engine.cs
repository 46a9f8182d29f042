using LLama;
using LLama.Common;
using LLama.Native;

namespace LlamaSample;

/// <summary>A loaded model with one context. LLamaSharp runs it by llama.cpp, which maps the weights into memory.</summary>
internal sealed class Engine : IDisposable
{
    private static readonly LLamaSeqId Sequence = LLamaSeqId.Zero;

    /// <summary>The token that is appended to each session. The answer to it depends on the session.</summary>
    private static readonly LLamaToken Question = 17;

    private readonly LLamaWeights _weights;

    internal Engine(string modelPath, ModelShape shape)
    {
        // Two threads on two busy cores are much slower than one, because they wait for each other by spinning.
        var parameters = new ModelParams(modelPath)
        {
            ContextSize = shape.ContextTokens,
            LoadMode = LLamaLoadMode.MemoryMap,
            GpuLayerCount = 0,
            Threads = 1,
            BatchThreads = 1,
        };
        _weights = LLamaWeights.LoadFromFile(parameters);
        Context = _weights.CreateContext(parameters);
        Prompt = [.. shape.Prompt.Select(token => (LLamaToken)token)];
    }

    internal LLamaContext Context { get; }

    /// <summary>The tokens of the prompt.</summary>
    internal LLamaToken[] Prompt { get; }

    /// <summary>The number of tokens in the session.</summary>
    internal int Position => Context.NativeHandle.MemorySequenceMaxPosition(Sequence).Value + 1;

    internal long StateBytes => (long)Context.NativeHandle.GetStateSize();

    /// <summary>Loads the native library.</summary>
    /// <returns>The reason why it does not load; null if it does.</returns>
    internal static string? LoadLibrary()
    {
        try
        {
            NativeLibraryConfig.All.WithLogCallback(static (level, message) =>
            {
                if (level == LLamaLogLevel.Error)
                {
                    Console.Error.Write(message);
                }
            });
            NativeApi.llama_empty_call();
            return null;
        }
        catch (Exception failure) when (failure is TypeInitializationException or DllNotFoundException or LLama.Exceptions.RuntimeError)
        {
            return (failure.InnerException ?? failure).Message;
        }
    }

    /// <summary>Evaluates the prompt.</summary>
    internal void Evaluate()
    {
        foreach (var part in Prompt.Chunk((int)Context.BatchSize))
        {
            Decode(part);
        }
    }

    /// <summary>Evaluates the question after the session. The session stays as it was.</summary>
    internal void Next() => Continue(1);

    /// <summary>Evaluates the question after the session and generates tokens greedily. The session stays as it was.</summary>
    internal int[] Continue(int count)
    {
        var session = Position;
        var tokens = new int[count];
        var last = Question;
        for (var index = 0; index < count; index++)
        {
            last = Decode([last]);
            tokens[index] = (int)last;
        }

        Context.NativeHandle.MemorySequenceRemove(Sequence, session, -1);
        return tokens;
    }

    public void Dispose()
    {
        Context.Dispose();
        _weights.Dispose();
    }

    /// <summary>Evaluates tokens and returns the most probable next token.</summary>
    private LLamaToken Decode(ReadOnlySpan<LLamaToken> tokens)
    {
        var batch = new LLamaBatch();
        batch.AddRange(tokens, Position, Sequence, logitsLast: true);
        var result = Context.Decode(batch);
        if (result != DecodeResult.Ok)
        {
            throw new InvalidOperationException($"llama.cpp did not evaluate {tokens.Length} tokens: {result}.");
        }

        var logits = Context.NativeHandle.GetLogitsIth(tokens.Length - 1);
        var best = 0;
        for (var token = 1; token < logits.Length; token++)
        {
            best = logits[token] > logits[best] ? token : best;
        }

        return best;
    }
}
