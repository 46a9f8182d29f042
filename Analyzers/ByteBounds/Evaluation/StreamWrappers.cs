using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>What stands between the code and its file.</summary>
internal static class StreamWrappers
{
    /// <summary>
    /// What stands between the code and the file by the static type alone: of streams nothing but <c>FileStream</c>, and
    /// <c>Stream</c> as which one is handed on, reads of its file what is asked for, and no more.
    /// </summary>
    internal static StreamWrapper Of(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            switch (current.Name)
            {
                case "FileStream" when current.IsIn("System.IO"):
                case "DropBehindStream" when current.IsIn("IoPolicy"):
                    return StreamWrapper.Direct;
                case "Stream" when current.IsIn("System.IO"):
                    return SymbolEqualityComparer.Default.Equals(current, type) ? StreamWrapper.Direct : StreamWrapper.Given;
            }
        }

        return StreamWrapper.Direct;
    }
}
