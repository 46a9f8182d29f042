using System.Text;
using IoPolicy;

namespace LlamaSample;

/// <summary>Writes a llama model with random weights in the GGUF format, version 3.</summary>
/// <remarks>
/// A file has a count of tensors and of keys, the keys with their values, a description of each tensor, and the tensors' data.
/// Each tensor begins at a multiple of 32 bytes. Numbers are little-endian.
/// </remarks>
internal sealed class RandomModel
{
    private const int Alignment = 32;
    private const int Seed = 24;

    private readonly ModelShape _shape;
    private readonly List<Tensor> _tensors;

    private RandomModel(ModelShape shape)
    {
        _shape = shape;
        _tensors = [.. TensorsOf(shape)];
    }

    /// <summary>The types of values and tensors, by their number in the format.</summary>
    private enum GgufType
    {
        U32 = 4,
        F32 = 6,
        Text = 8,
        Array = 9,
    }

    /// <summary>Writes the model. Its pages do not stay cached, so the process that maps the weights reads them from the disk.</summary>
    internal static void Write(string path, ModelShape shape)
    {
        using var file = File.Create(path).DropBehind();
        using var writer = new BinaryWriter(file, Encoding.UTF8);
        var model = new RandomModel(shape);
        model.WriteKeys(writer);
        model.WriteTensors(writer);
    }

    private static IEnumerable<Tensor> TensorsOf(ModelShape shape)
    {
        var heads = shape.Heads * shape.KeyLength;
        yield return new Tensor("token_embd.weight", shape.Embedding, shape.Vocabulary);
        yield return new Tensor("output_norm.weight", shape.Embedding);
        for (var block = 0; block < shape.Blocks; block++)
        {
            yield return new Tensor($"blk.{block}.attn_norm.weight", shape.Embedding);
            yield return new Tensor($"blk.{block}.attn_q.weight", shape.Embedding, heads);
            yield return new Tensor($"blk.{block}.attn_k.weight", shape.Embedding, heads);
            yield return new Tensor($"blk.{block}.attn_v.weight", shape.Embedding, heads);
            yield return new Tensor($"blk.{block}.attn_output.weight", heads, shape.Embedding);
            yield return new Tensor($"blk.{block}.ffn_norm.weight", shape.Embedding);
            yield return new Tensor($"blk.{block}.ffn_gate.weight", shape.Embedding, shape.FeedForward);
            yield return new Tensor($"blk.{block}.ffn_up.weight", shape.Embedding, shape.FeedForward);
            yield return new Tensor($"blk.{block}.ffn_down.weight", shape.FeedForward, shape.Embedding);
        }
    }

    private void WriteKeys(BinaryWriter writer)
    {
        (string Key, object Value)[] keys =
        [
            ("general.architecture", "llama"),
            ("llama.context_length", _shape.ContextTokens),
            ("llama.embedding_length", (uint)_shape.Embedding),
            ("llama.block_count", (uint)_shape.Blocks),
            ("llama.feed_forward_length", (uint)_shape.FeedForward),
            ("llama.attention.head_count", (uint)_shape.Heads),
            ("llama.attention.key_length", (uint)_shape.KeyLength),
            ("llama.attention.value_length", (uint)_shape.KeyLength),
            ("llama.rope.dimension_count", (uint)_shape.KeyLength),
            ("llama.attention.layer_norm_rms_epsilon", 1e-5f),
            ("tokenizer.ggml.model", "llama"),
            ("tokenizer.ggml.tokens", Enumerable.Range(0, _shape.Vocabulary).Select(token => $"t{token}").ToArray()),
        ];

        writer.Write("GGUF"u8);
        writer.Write(3);
        writer.Write((long)_tensors.Count);
        writer.Write((long)keys.Length);
        foreach (var (key, value) in keys)
        {
            WriteText(writer, key);
            WriteValue(writer, value);
        }
    }

    private static void WriteValue(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case uint number:
                writer.Write((int)GgufType.U32);
                writer.Write(number);
                break;
            case float number:
                writer.Write((int)GgufType.F32);
                writer.Write(number);
                break;
            case string text:
                writer.Write((int)GgufType.Text);
                WriteText(writer, text);
                break;
            case string[] texts:
                writer.Write((int)GgufType.Array);
                writer.Write((int)GgufType.Text);
                writer.Write((long)texts.Length);
                Array.ForEach(texts, text => WriteText(writer, text));
                break;
            default:
                throw new ArgumentException($"GGUF values of type {value.GetType()} are not written here.", nameof(value));
        }
    }

    /// <summary>Writes a text after its length in eight bytes. <see cref="BinaryWriter.Write(string)"/> writes the length in another format.</summary>
    private static void WriteText(BinaryWriter writer, string text)
    {
        writer.Write((long)Encoding.UTF8.GetByteCount(text));
        writer.Write(Encoding.UTF8.GetBytes(text));
    }

    private void WriteTensors(BinaryWriter writer)
    {
        var offset = 0L;
        foreach (var tensor in _tensors)
        {
            WriteText(writer, tensor.Name);
            writer.Write(tensor.Dimensions.Length);
            Array.ForEach(tensor.Dimensions, dimension => writer.Write((long)dimension));
            writer.Write(tensor.IsNorm ? 0 : 1); // GGML_TYPE_F32 or GGML_TYPE_F16
            writer.Write(offset);
            offset = Align(offset + tensor.Bytes);
        }

        Pad(writer);
        var random = new Random(Seed);
        foreach (var tensor in _tensors)
        {
            WriteData(writer, tensor, random);
            Pad(writer);
        }
    }

    private static void WriteData(BinaryWriter writer, Tensor tensor, Random random)
    {
        if (tensor.IsNorm)
        {
            Array.ForEach(Enumerable.Repeat(1f, tensor.Dimensions[0]).ToArray(), writer.Write);
            return;
        }

        // Weights are uniform, with a variance of 1 / inputs, so that the outputs of each layer are about as large as its inputs.
        var scale = Math.Sqrt(3.0 / tensor.Dimensions[0]);
        var values = Enumerable.Range(0, 256).Select(step => BitConverter.HalfToUInt16Bits((Half)(scale * (step - 127.5) / 127.5))).ToArray();
        var steps = new byte[tensor.Dimensions[0]];
        var row = new ushort[steps.Length];
        for (var index = 0; index < tensor.Dimensions[1]; index++)
        {
            random.NextBytes(steps);
            for (var column = 0; column < steps.Length; column++)
            {
                row[column] = values[steps[column]];
            }

            writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }

    private static void Pad(BinaryWriter writer) => writer.Write(new byte[Align(writer.BaseStream.Position) - writer.BaseStream.Position]);

    private static long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;

    /// <summary>A tensor, with its dimensions in the order of ggml. A norm has one dimension and is F32.</summary>
    private sealed record Tensor(string Name, params int[] Dimensions)
    {
        internal bool IsNorm => Dimensions.Length == 1;

        internal long Bytes => Dimensions.Aggregate(IsNorm ? 4L : 2L, (bytes, dimension) => bytes * dimension);
    }
}
