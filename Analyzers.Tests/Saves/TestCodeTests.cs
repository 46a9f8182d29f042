using IoPolicy.Analyzers.Saves;

namespace Analyzers.Tests.Saves;

public sealed class TestCodeTests
{
    [Theory]
    [InlineData("/src/App/File.cs", null, false)]
    [InlineData("/src/test/File.cs", null, true)]
    [InlineData("/src/Test/Files/File.cs", null, true)]
    [InlineData("/src/tests/File.cs", null, true)]
    [InlineData("/src/UnitTests/File.cs", null, true)]
    [InlineData("/src/App.Test/File.cs", null, true)]
    [InlineData("/src/latest/File.cs", null, false)]
    [InlineData("/src/testing/File.cs", null, false)]
    [InlineData("/src/App/tests", null, false, Label = "the file itself")]
    [InlineData("C:\\src\\App.Tests\\File.cs", null, true)]
    [InlineData("tests/File.cs", "", true)]
    [InlineData("/home/tests/repo/app/Saves/File.cs", "/home/tests/repo/app/", false, Label = "above the project")]
    [InlineData("/home/tests/app/Saves/File.cs", "/home/tests/app/", true, Label = "the parent of the project")]
    [InlineData("/home/repo/tests/Saves/File.cs", "/home/repo/tests", true, Label = "the project")]
    [InlineData("/home/repo/app/tests/File.cs", "/home/repo/app/", true, Label = "below the project")]
    [InlineData("/tests/repo/lib/File.cs", "/home/repo/app/", true, Label = "a file of another directory")]
    [InlineData("C:\\tests\\repo\\app\\File.cs", "C:\\tests\\repo\\app\\", false, Label = "above the parent of the project on Windows")]
    [InlineData("C:\\tests\\all\\repo\\app\\File.cs", "C:\\tests\\all\\repo\\app\\", false, Label = "above the project on Windows")]
    [InlineData("/tests/File.cs", "/", true, Label = "a project at the root")]
    public void A_directory_of_tests_counts_from_the_parent_of_the_project(string path, string? project, bool isTest)
    {
        Assert.Equal(isTest, TestCode.IsTestFile(path, project));
        Assert.Equal(isTest, TestCode.IsTestOrBuildTool(path, project));
    }

    [Theory]
    [InlineData("build", true)]
    [InlineData("_build", true)]
    [InlineData("eng", true)]
    [InlineData("scripts", true)]
    [InlineData("packaging", true)]
    [InlineData("Build", false)]
    [InlineData("rebuild", false)]
    [InlineData("ReleaseBuilder", true)]
    [InlineData("release-tools", true)]
    [InlineData("InstallerBuild", true)]
    [InlineData("package_script", true)]
    [InlineData("setup.tool", true)]
    [InlineData("deployment_scripts", true)]
    [InlineData("DeployTool", true)]
    [InlineData("Releases", false)]
    [InlineData("MyReleaseBuilder", false)]
    [InlineData("release-tools-old", false)]
    public void A_directory_of_build_tools_is_found_by_its_name(string directory, bool isBuildTool)
    {
        Assert.Equal(isBuildTool, TestCode.IsTestOrBuildTool($"/src/{directory}/File.cs", null));
        Assert.False(TestCode.IsTestFile($"/src/{directory}/File.cs", null));
    }
}
