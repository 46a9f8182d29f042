using Microsoft.CodeAnalysis;

namespace System.Runtime.CompilerServices;

/// <summary>Marks setters that run only at initialization.</summary>
[Embedded]
internal static class IsExternalInit;
