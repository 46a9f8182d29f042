using Generators.Tests.Infrastructure;
using IoPolicy.Generators.Naming;
using Snapshooter.Xunit3;

namespace Generators.Tests.Snapshots;

/// <summary>The policy map of an assembly, compared with approved code, and read by a user's test.</summary>
public class PolicyMapTests
{
    private const string Serializers = """
        namespace KvCache;

        public interface ISerializer
        {
            int Load(FileStream file);
            void Save(FileStream file, int value);
            int Peek(FileStream file);
        }

        public partial class Sessions<T> : ISerializer
        {
            private readonly Stream _log = Stream.Null;

            [DropPagesAfterFullRead(WindowBytes = 4_194_304, KeepPagesVariable = "KEEP", AccessedRangeOnly = true)]
            public partial int Load(FileStream file);
            private int LoadCore(FileStream file) => 1;

            [DropPagesAfterFullWrite(Durable = true, PreserveCached = true)]
            public void Save(FileStream file, int value) { }

            public int Peek(FileStream file) => 1;

            private partial class Inner
            {
                [HeaderOnly] private static int Scan(SafeFileHandle handle) => 1;

                [DropPagesAfterFullRead(Background = true), DropPagesAfterFullWrite]
                internal static partial FileStream Open();
                private static FileStream OpenCore() => null!;
            }

            [DropPagesAfterFullRead(File = nameof(_log))] public void Replay() { }
        }
        """;

    [Fact]
    public void Lists_every_policy_with_its_options()
    {
        var run = GeneratorRun.From(Serializers).CompilesWithoutWarnings();
        Snapshot.Match(
            run.Result.GeneratedSources.Single(source => source.HintName == HintNames.PolicyMap).SourceText.ToString(),
            "PolicyMapTests.Lists_every_policy_with_its_options");
    }

    [Fact]
    public void Lets_a_users_test_find_the_method_without_a_policy()
    {
        var run = GeneratorRun.From(Serializers, """
            using System.Reflection;
            using IoPolicy.Generated;

            public static class UsersTest
            {
                public static string[] WithoutPolicy(Type contract) =>
                [
                    .. from type in contract.Assembly.GetTypes()
                       where contract.IsAssignableFrom(type) && type.IsClass
                       from method in contract.GetMethods()
                       where !PolicyMap.Entries.Any(entry => entry.Type == type.FullName && entry.Method == method.Name)
                       select type.Name + "." + method.Name,
                ];

                public static string[] WithoutType() =>
                    [.. PolicyMap.Entries.Where(entry => typeof(UsersTest).Assembly.GetType(entry.Type) is null).Select(entry => entry.Type)];
            }
            """).CompilesWithoutWarnings();
        var context = new System.Runtime.Loader.AssemblyLoadContext("map", isCollectible: true);
        var assembly = context.LoadFromStream(new MemoryStream(run.Output.ToBytes()));
        var test = assembly.GetType("UsersTest", throwOnError: true)!;
        Assert.Equal(["Sessions`1.Peek"], (string[])test.GetMethod("WithoutPolicy")!.Invoke(null, [assembly.GetType("KvCache.ISerializer")])!);
        Assert.Empty((string[])test.GetMethod("WithoutType")!.Invoke(null, [])!);
        context.Unload();
    }

    [Fact]
    public void Does_not_exist_if_nothing_is_annotated() =>
        Assert.Empty(GeneratorRun.From("class Plain;").Result.GeneratedSources);
}
