using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Evaluation;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds;

/// <summary>The bounds of each file of a method.</summary>
/// <param name="method">The analyzed method.</param>
/// <param name="summary">The effects of the method; null if the analysis could not follow its body.</param>
internal sealed class MethodBounds(IMethodSymbol method, MethodSummary? summary)
{
    private static readonly FileBounds NotFollowed = new(new(Amount.Unknown, null), new(Amount.Unknown, null));

    internal IMethodSymbol Method { get; } = method;

    /// <summary>The files that the method can touch; empty if the analysis could not follow its body.</summary>
    internal IEnumerable<FileSource> Files => summary?.Files.Keys ?? [];

    /// <summary>Returns the bounds of the policy's file.</summary>
    internal FileBounds Of(FileCandidate candidate) => candidate.Place switch
    {
        FilePlace.Parameter when Method.Parameters.FirstOrDefault(parameter => parameter.Name == candidate.Name) is { } parameter => Of(FileSource.Parameter(parameter)),
        FilePlace.Field or FilePlace.Property when Member(candidate.Name) is { } member => Of(FileSource.Member(member)),
        _ => NotFollowed,
    };

    /// <summary>
    /// Returns the bounds of a file, including the reads of other names that may be the same file: a caller can pass one object
    /// for two parameters, or for a parameter and a field.
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
                // This entry stands for the files of all members, after unknown code has received the object.
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
            ReadByOwnName = usage.Read,
            MayBeWrittenByOtherName = summary.Files.Any(pair => pair.Value.Written.Amount != Amount.None && MayBeTheSame(pair.Key, file)),
        };
    }

    /// <summary>
    /// Whether the method assigns the field and moves bytes of the new file. The policy is about the file that the field had on
    /// entry.
    /// </summary>
    private bool IsReplaced(FileSource file) =>
        file.Symbol is IFieldSymbol field
        && summary!.Members.TryGetValue(field, out var held)
        && held is FileValue { Handles: var handles }
        && handles.Items.Any(handle => !handle.Source.Equals(file)
            && summary.Files.TryGetValue(handle.Source, out var usage)
            && (usage.Read.Amount != Amount.None || usage.Written.Amount != Amount.None));

    /// <summary>
    /// Whether two sources may be the same file. A file from elsewhere may be any file. A captured parameter of a primary constructor or a
    /// property with code may return the file of another member. Other sources count as different files, because a method that has two
    /// parameters or fields expects two files.
    /// </summary>
    private static bool MayBeTheSame(FileSource other, FileSource file) =>
        other.Kind == FileSourceKind.Elsewhere
        || (other.Kind == FileSourceKind.Member && file.Kind == FileSourceKind.Member && !other.Equals(file) && (MayReturnOtherMember(other.Symbol) || MayReturnOtherMember(file.Symbol)));

    private static bool MayReturnOtherMember(ISymbol? member) => member is IParameterSymbol || (member is IPropertySymbol property && !OperationShapes.IsAutomatic(property));

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

/// <summary>The upper bounds of the bytes that a method reads and writes of one file, and the operations that move them.</summary>
internal sealed record FileBounds(ByteCount Read, ByteCount Written)
{
    /// <summary>The bytes read through this name of the file, without the reads of other names that may be the same file.</summary>
    internal ByteCount ReadByOwnName { get; init; } = Read;

    /// <summary>Whether the method writes through another name that may be the same file.</summary>
    internal bool MayBeWrittenByOtherName { get; init; }
}
