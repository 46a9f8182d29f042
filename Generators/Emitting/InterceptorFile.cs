using System.Collections.Immutable;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;

namespace IoPolicy.Generators.Emitting;

/// <summary>Writes the file with all interceptor wrappers.</summary>
internal static class InterceptorFile
{
    internal static string Write(ImmutableArray<InterceptorModel> interceptors)
    {
        var writer = new CodeWriter();
        FileHeader.Write(writer, externAliases: []);
        writer.Lines(InterceptsLocation.Declaration);

        writer.Line();
        using (writer.Block("namespace IoPolicy.Generated"))
        {
            var fields = new PolicyFields("file", PoliciesClass.NameOutside(interceptors.SelectMany(static interceptor => interceptor.Method.NamesInUse)), "The policies of the intercepted methods.");
            var accessors = new AccessorHolders();
            WriteInterceptors(writer, interceptors, fields, accessors);
            writer.Line();
            fields.Write(writer);
            accessors.Write(writer);
        }

        return writer.ToString();
    }

    private static void WriteInterceptors(
        CodeWriter writer, ImmutableArray<InterceptorModel> interceptors, PolicyFields fields, AccessorHolders accessors)
    {
        var names = new UniqueNames(["Interceptors"]);
        using (writer.Block("file static class Interceptors"))
        {
            for (var i = 0; i < interceptors.Length; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                var method = InterceptsLocation.Mark(interceptors[i].Method, interceptors[i].Locations);
                WrapperWriter.Write(writer, method, fields, names.Reserve(method.Name), accessors);
            }
        }
    }
}
