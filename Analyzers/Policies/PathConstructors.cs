using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>The table of the constructors of .NET that open a file by its path.</summary>
internal static class PathConstructors
{
    private const string Stream = "File.OpenRead, and pass its stream";
    private const string WrittenStream = "File.Create, and pass its stream";
    private const string Bytes = "File.ReadAllBytes, and pass the bytes";

    private static readonly ILookup<string, PathConstructor> ByType = new PathConstructor[]
    {
        new("System.IO", "FileStream", "path", FileAccess.ReadWrite, "File.Open"),
        new("System.IO", "StreamReader", "path", FileAccess.Read, "File.OpenText or File.OpenRead"),
        new("System.IO", "StreamWriter", "path", FileAccess.Write, "File.CreateText or File.Open"),
        new("System.IO.IsolatedStorage", "IsolatedStorageFileStream", "path", FileAccess.ReadWrite, "File.Open"),
        new("System.Xml", "XmlTextReader", "url", FileAccess.Read, Stream),
        new("System.Xml", "XmlTextWriter", "filename", FileAccess.Write, WrittenStream),
        new("System.Xml.XPath", "XPathDocument", "uri", FileAccess.Read, Stream),
        new("System.Resources", "ResourceReader", "fileName", FileAccess.Read, Stream),
        new("System.Resources", "ResourceSet", "fileName", FileAccess.Read, Stream),
        new("System.Resources", "ResourceWriter", "fileName", FileAccess.Write, WrittenStream),
        new("System.Net.Mail", "Attachment", "fileName", FileAccess.Read, Stream),
        new("System.Net.Mail", "AttachmentBase", "fileName", FileAccess.Read, Stream),
        new("System.Net.Mail", "AlternateView", "fileName", FileAccess.Read, Stream),
        new("System.Net.Mail", "LinkedResource", "fileName", FileAccess.Read, Stream),
        new("System.Net.Sockets", "SendPacketsElement", "filepath", FileAccess.Read, Stream),
        new("System.Diagnostics", "TextWriterTraceListener", "fileName", FileAccess.Write, WrittenStream),
        new("System.Diagnostics", "DelimitedListTraceListener", "fileName", FileAccess.Write, WrittenStream),
        new("System.Diagnostics", "XmlWriterTraceListener", "filename", FileAccess.Write, WrittenStream),
        new("System.Security.Cryptography.X509Certificates", "X509Certificate", "fileName", FileAccess.Read, Bytes),
        new("System.Security.Cryptography.X509Certificates", "X509Certificate2", "fileName", FileAccess.Read, Bytes),
        new("Microsoft.VisualBasic.FileIO", "TextFieldParser", "path", FileAccess.Read, Stream),
    }.ToLookup(static row => row.Type, StringComparer.Ordinal);

    /// <summary>Gets the row of a constructor; null if it opens no path.</summary>
    internal static PathConstructor? Find(IMethodSymbol constructor) =>
        constructor.MethodKind != MethodKind.Constructor ? null : ByType[constructor.ContainingType.Name].FirstOrDefault(row =>
            constructor.ContainingType.IsIn(row.Namespace)
            && constructor.Parameters.Any(parameter => parameter.Name == row.Path && parameter.Type.SpecialType == SpecialType.System_String));
}

/// <summary>A constructor that opens a file by its path.</summary>
/// <param name="Namespace">The namespace of the type.</param>
/// <param name="Type">The name of the type.</param>
/// <param name="Path">The parameter with the path.</param>
/// <param name="Access">How the file is opened.</param>
/// <param name="Replacement">The member of <c>File</c> to use instead, for a message.</param>
internal sealed record PathConstructor(string Namespace, string Type, string Path, FileAccess Access, string Replacement);
