using Microsoft.CodeAnalysis;

namespace System.Runtime.CompilerServices;

/// <summary>Marks setters that run at initialization alone.</summary>
[Embedded]
internal static class IsExternalInit;
