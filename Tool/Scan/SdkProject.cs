namespace IoPolicy.Tool.Scan;

/// <summary>The compiler settings that the .NET SDK adds to a project for net10.0. They serve for sources that are compiled without their project file.</summary>
internal static class SdkProject
{
    /// <summary>The source that <c>ImplicitUsings</c> adds.</summary>
    internal const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    /// <summary>The preprocessor symbols.</summary>
    internal static readonly string[] Symbols =
    [
        "NET", "NETCOREAPP", "NET10_0", "NET5_0_OR_GREATER", "NET6_0_OR_GREATER", "NET7_0_OR_GREATER", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER",
        "NETCOREAPP1_0_OR_GREATER", "NETCOREAPP1_1_OR_GREATER", "NETCOREAPP2_0_OR_GREATER", "NETCOREAPP2_1_OR_GREATER", "NETCOREAPP2_2_OR_GREATER", "NETCOREAPP3_0_OR_GREATER", "NETCOREAPP3_1_OR_GREATER",
    ];
}
