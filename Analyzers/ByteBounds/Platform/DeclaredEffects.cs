using IoPolicy.Analyzers.ByteBounds.Evaluation;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Platform;

/// <summary>The rows that users add to the table: <c>[ReadsAtMost(n)]</c> and <c>[ReadsToEnd]</c> on a parameter.</summary>
internal static class DeclaredEffects
{
    internal static Size? Of(IParameterSymbol parameter)
    {
        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass is not { } type || !Types.IsIn(type, "IoPolicy"))
            {
                continue;
            }

            switch (type.Name)
            {
                case "ReadsAtMostAttribute" when attribute.ConstructorArguments is [{ Value: long bytes and >= 0 }]:
                    return new Size(SizeRule.Bytes, bytes);
                case "ReadsToEndAttribute":
                    return new Size(SizeRule.ToEnd);
            }
        }

        return null;
    }
}
