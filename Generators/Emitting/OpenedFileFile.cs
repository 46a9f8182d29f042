using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;

namespace IoPolicy.Generators.Emitting;

/// <summary>Writes the file with the interceptors of the calls that open a file.</summary>
internal static class OpenedFileFile
{
    internal static string Write(ImmutableArray<OpenedFileModel> owners)
    {
        var writer = new CodeWriter();
        FileHeader.Write(writer, externAliases: []);
        writer.Lines(InterceptsLocation.Declaration);

        writer.Line();
        using (writer.Block("namespace IoPolicy.Generated"))
        {
            var followed = new OpenedFileFields();
            var paths = new PolicyFields("file", "OpenedPaths", "The policies of the files that a member of .NET opens and closes.");
            var accessors = new AccessorHolders();
            WriteInterceptors(writer, owners, followed, paths, accessors);
            if (!followed.IsEmpty)
            {
                writer.Line();
                followed.Write(writer, accessors);
            }

            if (!paths.IsEmpty)
            {
                writer.Line();
                paths.Write(writer);
            }

            accessors.Write(writer);
        }

        return writer.ToString();
    }

    private static void WriteInterceptors(CodeWriter writer, ImmutableArray<OpenedFileModel> owners, OpenedFileFields followed, PolicyFields paths, AccessorHolders accessors)
    {
        var names = new UniqueNames(["OpenedFileInterceptors"]);
        var isFirst = true;
        using (writer.Block("file static class OpenedFileInterceptors"))
        {
            foreach (var owner in owners)
            {
                var field = owner.Openers.Any(static opener => opener.Form != OpenerForm.Path) ? followed.Add(owner) : "";
                foreach (var opener in owner.Openers)
                {
                    if (!isFirst)
                    {
                        writer.Line();
                    }

                    isFirst = false;
                    var method = InterceptsLocation.Mark(opener.Method, opener.Locations);
                    var name = names.Reserve(owner.Name + "_" + method.Name);
                    if (opener.Form == OpenerForm.Path)
                    {
                        WrapperWriter.Write(writer, method, paths, name, accessors);
                    }
                    else
                    {
                        WriteFollowing(writer, owner, method, name, opener.Form == OpenerForm.Lines ? $"{field}.{method.Name}({Arguments(method)})" : $"{field}.Follow({method.Callee}({Arguments(method)}))");
                    }
                }
            }
        }
    }

    private static void WriteFollowing(CodeWriter writer, OpenedFileModel owner, WrapperModel method, string name, string result)
    {
        foreach (var (options, _, _) in owner.Policies)
        {
            writer.Line($"// {AttributeText.Attribute(options)} on {owner.Title}");
        }

        foreach (var attribute in method.Attributes)
        {
            writer.Line(attribute);
        }

        writer.Line($"{method.Modifiers} {method.ReturnType} {Identifiers.Escape(name)}({method.Parameters}) =>");
        using (writer.Indented())
        {
            writer.Line($"{result};");
        }
    }

    private static string Arguments(WrapperModel method) => string.Join(", ", method.Arguments.Items.Select(static argument => argument.Prefix + argument.Name));
}
