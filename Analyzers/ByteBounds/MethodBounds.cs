using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Evaluation;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds;

/// <summary>What a method does to each of its files.</summary>
/// <param name="method">The method whose body was looked at.</param>
/// <param name="summary">Null where the body could not be followed.</param>
internal sealed class MethodBounds(IMethodSymbol method, MethodSummary? summary)
{
    private static readonly FileBounds NotFollowed = new(new(Amount.Unknown, null), new(Amount.Unknown, null));

    internal IMethodSymbol Method { get; } = method;

    internal IEnumerable<FileSource> Files => summary?.Files.Keys ?? [];

    /// <summary>What the method does to the file that a policy is about.</summary>
    internal FileBounds Of(FileCandidate candidate) => candidate.Place switch
    {
        FilePlace.Parameter when Method.Parameters.FirstOrDefault(parameter => parameter.Name == candidate.Name) is { } parameter => Of(FileSource.Parameter(parameter)),
        FilePlace.Field or FilePlace.Property when Member(candidate.Name) is { } member => Of(FileSource.Member(member)),
        _ => NotFollowed,
    };

    /// <summary>
    /// What the method does to a file, with what it reads of others that may be the same one: two parameters, or a
    /// parameter and a field, can be handed the same object.
    /// </summary>
    internal FileBounds Of(FileSource file)
    {
        if (summary is null || IsReplaced(file))
        {
            return NotFollowed;
        }

        var usage = summary.Files.TryGetValue(file, out var own) ? own : default;
        var (read, written) = (usage.Read, usage.Written);
        foreach (var pair in summary.Files)
        {
            if (pair.Key.Equals(file) || !pair.Key.MayBeAnother)
            {
                continue;
            }

            if (pair.Key is { Kind: FileSourceKind.Member, Symbol: ITypeSymbol } && file.Kind == FileSourceKind.Member)
            {
                // The members as a whole went out of sight.
                read = ByteCount.Join(read, pair.Value.Read);
                written = ByteCount.Join(written, pair.Value.Written);
            }
            else if (read.Amount.IsConstant && pair.Key.Symbol is not ITypeSymbol && pair.Value.Read.Amount != Amount.None)
            {
                var amount = pair.Value.Read.Amount;
                var step = new Step(pair.Value.Read.Trace!.Step.Place, amount.IsConstant ? amount : Amount.Unknown, $"of {pair.Key.Name}, which may be the same file")
                {
                    IsEscape = !amount.IsConstant,
                };
                read = read.Plus(step);
            }
        }

        return new FileBounds(read, written)
        {
            ReadItself = usage.Read,
            IsWrittenPerhaps = summary.Files.Any(pair => pair.Value.Written.Amount != Amount.None && MayBeTheSame(pair.Key, file)),
        };
    }

    /// <summary>
    /// Whether a field's file is not the one that it was when the method was entered, which a policy is about: the method
    /// gives the field another one, and moves bytes of that.
    /// </summary>
    private bool IsReplaced(FileSource file) =>
        file.Symbol is IFieldSymbol field
        && summary!.Members.TryGetValue(field, out var held)
        && held is FileValue { Handles: var handles }
        && handles.Items.Any(handle => !handle.Source.Equals(file)
            && summary.Files.TryGetValue(handle.Source, out var usage)
            && (usage.Read.Amount != Amount.None || usage.Written.Amount != Amount.None));

    /// <summary>
    /// What comes from elsewhere, from a parameter of a primary constructor or from a property with code, which may give what a field holds. Of two parameters or
    /// fields a method that tells them apart expects two files.
    /// </summary>
    private static bool MayBeTheSame(FileSource other, FileSource file) =>
        other.Kind == FileSourceKind.Elsewhere
        || (other.Kind == FileSourceKind.Member && file.Kind == FileSourceKind.Member && !other.Equals(file) && (IsComputed(other.Symbol) || IsComputed(file.Symbol)));

    private static bool IsComputed(ISymbol? member) => member is IParameterSymbol || (member is IPropertySymbol property && !OperationShapes.IsAutomatic(property));

    private ISymbol? Member(string name)
    {
        for (var type = Method.ContainingType; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).FirstOrDefault(member => member is IFieldSymbol or IPropertySymbol) is { } member)
            {
                return member;
            }
        }

        return null;
    }
}

/// <summary>How many bytes of one file a method reads and writes at most, and by which operations.</summary>
internal sealed record FileBounds(ByteCount Read, ByteCount Written)
{
    /// <summary>What is read by this name of the file, without what is read of others that may be the same one.</summary>
    internal ByteCount ReadItself { get; init; } = Read;

    /// <summary>Whether something is written to what may be the same file by another name.</summary>
    internal bool IsWrittenPerhaps { get; init; }
}
