using System.Text.RegularExpressions;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.Policies;

/// <summary>The members of .NET with a path parameter. Each one that opens a file is in a table of the analyzers. Each other one has a reason here.</summary>
public sealed partial class PathOpenerTests
{
    private const string NoData = "It reads and writes no data of the file.";
    private const string Text = "It only looks at the text of the path.";
    private const string Name = "The text is a name and not the path of a file.";
    private const string Network = "The text is a network address.";
    private const string OtherProcess = "Another process or the runtime opens the file.";
    private const string WindowsOnly = "It exists on Windows only.";

    /// <summary>Namespaces, types and members that open no file by the path.</summary>
    private static readonly Dictionary<string, string> OpensNoFile = new()
    {
        ["Microsoft.VisualBasic.FileIO.FileSystem.CombinePath"] = Text,
        ["Microsoft.VisualBasic.FileIO.FileSystem.DeleteFile"] = NoData,
        ["Microsoft.VisualBasic.FileIO.FileSystem.FileExists"] = NoData,
        ["Microsoft.VisualBasic.FileIO.FileSystem.GetFileInfo"] = NoData,
        ["Microsoft.VisualBasic.FileIO.FileSystem.GetName"] = Text,
        ["Microsoft.VisualBasic.FileIO.FileSystem.GetParentPath"] = Text,
        ["Microsoft.VisualBasic.FileIO.FileSystem.MoveFile"] = NoData,
        ["Microsoft.VisualBasic.FileIO.FileSystem.RenameFile"] = NoData,
        ["Microsoft.VisualBasic.FileSystem.ChDir"] = NoData,
        ["Microsoft.VisualBasic.FileSystem.Dir"] = NoData,
        ["Microsoft.VisualBasic.FileSystem.FileDateTime"] = NoData,
        ["Microsoft.VisualBasic.FileSystem.FileLen"] = NoData,
        ["Microsoft.VisualBasic.FileSystem.GetAttr"] = NoData,
        ["Microsoft.VisualBasic.FileSystem.Kill"] = NoData,
        ["Microsoft.VisualBasic.FileSystem.MkDir"] = NoData,
        ["Microsoft.VisualBasic.FileSystem.Rename"] = NoData,
        ["Microsoft.VisualBasic.FileSystem.RmDir"] = NoData,
        ["Microsoft.VisualBasic.FileSystem.SetAttr"] = NoData,
        ["Microsoft.VisualBasic.Interaction"] = OtherProcess,
        ["System.AppDomain.AppendPrivatePath"] = NoData,
        ["System.AppDomain.SetCachePath"] = NoData,
        ["System.AppDomain.SetDynamicBase"] = NoData,
        ["System.AppDomain.SetShadowCopyPath"] = NoData,
        ["System.BadImageFormatException"] = Text,
        ["System.ComponentModel.Design"] = Text,
        ["System.ComponentModel.WarningException"] = Text,
        ["System.Diagnostics.Process"] = OtherProcess,
        ["System.Diagnostics.ProcessStartInfo"] = OtherProcess,
        ["System.Diagnostics.StackFrame"] = Text,
        ["System.Diagnostics.SymbolStore"] = "Interfaces without an implementation in .NET.",
        ["System.Diagnostics.Tracing.EventSource"] = Text,
        ["System.IO.Directory"] = NoData,
        ["System.IO.DirectoryInfo"] = NoData,
        ["System.IO.File.CreateSymbolicLink"] = NoData,
        ["System.IO.File.Decrypt"] = WindowsOnly,
        ["System.IO.File.Delete"] = NoData,
        ["System.IO.File.Encrypt"] = WindowsOnly,
        ["System.IO.File.Exists"] = NoData,
        ["System.IO.File.GetAttributes"] = NoData,
        ["System.IO.File.GetCreationTime"] = NoData,
        ["System.IO.File.GetCreationTimeUtc"] = NoData,
        ["System.IO.File.GetLastAccessTime"] = NoData,
        ["System.IO.File.GetLastAccessTimeUtc"] = NoData,
        ["System.IO.File.GetLastWriteTime"] = NoData,
        ["System.IO.File.GetLastWriteTimeUtc"] = NoData,
        ["System.IO.File.GetUnixFileMode"] = NoData,
        ["System.IO.File.Move"] = NoData,
        ["System.IO.File.Replace"] = NoData,
        ["System.IO.File.ResolveLinkTarget"] = NoData,
        ["System.IO.File.SetAttributes"] = NoData,
        ["System.IO.File.SetCreationTime"] = NoData,
        ["System.IO.File.SetCreationTimeUtc"] = NoData,
        ["System.IO.File.SetLastAccessTime"] = NoData,
        ["System.IO.File.SetLastAccessTimeUtc"] = NoData,
        ["System.IO.File.SetLastWriteTime"] = NoData,
        ["System.IO.File.SetLastWriteTimeUtc"] = NoData,
        ["System.IO.File.SetUnixFileMode"] = NoData,
        ["System.IO.FileInfo..ctor"] = NoData,
        ["System.IO.FileInfo.MoveTo"] = NoData,
        ["System.IO.FileInfo.Replace"] = NoData,
        ["System.IO.FileLoadException"] = Text,
        ["System.IO.FileNotFoundException"] = Text,
        ["System.IO.FileSystemAclExtensions"] = WindowsOnly,
        ["System.IO.FileSystemInfo"] = NoData,
        ["System.IO.FileSystemWatcher"] = NoData,
        ["System.IO.IsolatedStorage.IsolatedStorageFile.DeleteFile"] = NoData,
        ["System.IO.IsolatedStorage.IsolatedStorageFile.DirectoryExists"] = NoData,
        ["System.IO.IsolatedStorage.IsolatedStorageFile.FileExists"] = NoData,
        ["System.IO.IsolatedStorage.IsolatedStorageFile.GetCreationTime"] = NoData,
        ["System.IO.IsolatedStorage.IsolatedStorageFile.GetLastAccessTime"] = NoData,
        ["System.IO.IsolatedStorage.IsolatedStorageFile.GetLastWriteTime"] = NoData,
        ["System.IO.IsolatedStorage.IsolatedStorageFile.MoveFile"] = NoData,
        ["System.IO.Path"] = Text,
        ["System.Linq.Expressions.Expression"] = Text,
        ["System.Net.Cookie"] = Network,
        ["System.Net.Http"] = Network,
        ["System.Net.Http.Json"] = Network,
        ["System.Net.HttpListenerPrefixCollection"] = Network,
        ["System.Net.HttpListenerResponse"] = Network,
        ["System.Net.IWebProxyScript"] = Network,
        ["System.Net.ServicePointManager"] = Network,
        ["System.Net.Sockets.UnixDomainSocketEndPoint"] = Network,
        ["System.Net.WebRequest"] = Network,
        ["System.Reflection.AssemblyKeyFileAttribute"] = Name,
        ["System.Reflection.Emit.ModuleBuilder"] = Text,
        ["System.Reflection.ManifestResourceInfo"] = Text,
        ["System.Reflection.AssemblyNameProxy"] = "It passes the path to AssemblyName.GetAssemblyName, and is for remoting.",
        ["System.Reflection.PortableExecutable.DebugDirectoryBuilder"] = Text,
        ["System.Reflection.PortableExecutable.PEReader"] = "A delegate of the caller opens the file.",
        ["System.Runtime.InteropServices.ComTypes"] = WindowsOnly,
        ["System.Runtime.InteropServices.ImportedFromTypeLibAttribute"] = Name,
        ["System.Runtime.InteropServices.JavaScript"] = Network,
        ["System.Runtime.Loader.AssemblyDependencyResolver"] = OtherProcess,
        ["System.Runtime.Loader.AssemblyLoadContext.SetProfileOptimizationRoot"] = NoData,
        ["System.Runtime.Loader.AssemblyLoadContext.StartProfileOptimization"] = OtherProcess,
        ["System.Runtime.ProfileOptimization"] = OtherProcess,
        ["System.Runtime.Versioning.FrameworkName"] = Name,
        ["System.Security.AccessControl"] = WindowsOnly,
        ["System.Security.Cryptography.SafeEvpPKeyHandle"] = Name,
        ["System.Text.Json.JsonException"] = Text,
        ["System.Text.RegularExpressions.Regex"] = "It throws PlatformNotSupportedException.",
        ["System.Uri"] = Text,
        ["System.UriBuilder"] = Text,
        ["System.Xml.XmlNamespaceManager"] = Name,
        ["System.Xml.XmlDictionaryWriter"] = Text,
        ["System.Xml.XmlParserContext"] = Text,
        ["System.Xml.XmlResolver"] = Text,
        ["System.Xml.XmlSecureResolver"] = Text,
        ["System.Xml.XmlReader.Create"] = "The base URI of a document opens no file.",
        ["System.Xml.Xsl.XsltCompileException"] = Text,
        ["System.Xml.Xsl.XsltContext"] = Text,
    };

    [Fact]
    public void Each_public_member_with_a_path_is_in_a_table_or_has_a_reason()
    {
        var members = Members().ToList();
        Assert.True(members.Count > 300, $"only {members.Count} members have a path");
        Assert.Equal("", string.Join('\n', members.Where(static member => !IsKnown(member) && ReasonOf(member) is null).Select(static member => member.ToDisplayString())));
    }

    [Fact]
    public void Each_name_in_the_tables_belongs_to_a_member()
    {
        var known = DotNetMembers.Methods().Where(IsKnown).Select(static member => member.Name).ToHashSet();
        Assert.True(known.Count > 80, $"only {known.Count} names open a file");
        Assert.All(Names, name => Assert.Contains(name, known));
    }

    [Fact]
    public void Each_reason_belongs_to_a_member_outside_the_tables()
    {
        var names = Members().Where(static member => !IsKnown(member)).SelectMany(Scopes).ToHashSet();
        Assert.Equal("", string.Join('\n', OpensNoFile.Keys.Where(name => !names.Contains(name))));
    }

    private static IEnumerable<string> Names => FileOpeners.Names.Concat(PathMembers.Names);

    private static bool IsKnown(IMethodSymbol member) =>
        member.MethodKind == MethodKind.Constructor ? PathConstructors.Find(member) is not null : !FileOpeners.Find(member).IsEmpty;

    private static IEnumerable<IMethodSymbol> Members() => DotNetMembers.Methods().Where(static method => method.DeclaredAccessibility == Accessibility.Public && !method.IsOverride && method.Parameters.Any(IsPath));

    private static bool IsPath(IParameterSymbol parameter) => parameter.Type switch
    {
        { SpecialType: SpecialType.System_String } => PathName().IsMatch(parameter.Name) && !NamespaceName().IsMatch(parameter.Name),
        { Name: "FileInfo" } => true,
        _ => false,
    };

    private static string? ReasonOf(IMethodSymbol member) =>
        Scopes(member).Select(static scope => OpensNoFile.GetValueOrDefault(scope)).FirstOrDefault(static reason => reason is not null);

    /// <summary>Gets the names to look up: those of the member, its type and its namespace.</summary>
    private static IEnumerable<string> Scopes(IMethodSymbol member)
    {
        var type = TypeName(member.ContainingType);
        yield return $"{type}.{member.Name}";
        yield return type;
        yield return member.ContainingNamespace.ToDisplayString();
    }

    private static string TypeName(INamedTypeSymbol type) => type.ContainingNamespace.ToDisplayString() + "." + type.Name;

    [GeneratedRegex("path|file|uri|url", RegexOptions.IgnoreCase)]
    private static partial Regex PathName();

    [GeneratedRegex("namespaceUri|xpath", RegexOptions.IgnoreCase)]
    private static partial Regex NamespaceName();
}
