using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.PolicyNotInheritedAnalyzer, IoPolicy.CodeFixes.PolicyNotInheritedCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class PolicyNotInheritedAnalyzerTests
{
    private const string Bases = """
        public interface IReader
        {
            [DropPagesAfterFullRead] int Read(FileStream file);
        }

        public interface IPlain
        {
            int Read(FileStream file);
        }

        public class Base
        {
            [DropPagesAfterFullRead] public virtual int Read(FileStream file) => 1;
            public virtual int Plain(FileStream file) => 1;
        }

        static class Payload
        {
            public static long Of(Stream file) { file.CopyTo(Stream.Null); return file.Length; }
        }

        public partial class Annotated
        {
            [DropPagesAfterFullRead] public virtual partial int {|CS8795:Read|}(FileStream file);
            private int ReadCore(FileStream file) => 1;
        }

        """;

    [Theory]
    [InlineData("class D : Base { public override int {|IOP302:Read|}(FileStream file) => (int)Payload.Of(file); }", Label = "an override of an ordinary method")]
    [InlineData("class D : Annotated { public override int {|IOP302:Read|}(FileStream file) => (int)Payload.Of(file); }", Label = "an override of a partial method")]
    [InlineData("class D : IReader { public int {|IOP302:Read|}(FileStream file) => (int)Payload.Of(file); }", Label = "an interface")]
    [InlineData("class D : IReader { public virtual int {|IOP302:Read|}(FileStream file) { using var r = new StreamReader(file); return r.ReadToEnd().Length; } }", Label = "a virtual implementation with a reader")]
    [InlineData("class D : Base; class E : D { public sealed override int {|IOP302:Read|}(FileStream file) => (int)Payload.Of(file); }", Label = "an override two classes below")]
    [InlineData("class D : IPlain { [DropPagesAfterFullRead] public int {|IOP302:Read|}(FileStream file) => 1; }", Label = "an attribute on the implementation only")]
    [InlineData("class D : Base { [DropPagesAfterFullRead] public override int {|IOP302:Plain|}(FileStream file) => 1; }", Label = "an attribute on the override only")]
    [InlineData("class D : Annotated { [DropPagesAfterFullRead] public override int {|IOP302:Read|}(FileStream file) => 1; }", Label = "an attribute on the override of a partial method")]
    [InlineData("class D : Stream2 { [DropPagesAfterFullRead] protected override void {|IOP302:Do|}(FileStream file) { } } abstract class Stream2 { protected abstract void Do(FileStream file); }", Label = "an attribute on the override of an abstract method")]
    [InlineData("class D : Base { [HeaderOnly] public override int {|IOP302:Read|}(FileStream file) => file.ReadByte(); }", Label = "another policy on the override")]
    [InlineData("class D : IReader { [DropPagesAfterFullWrite] public int {|IOP302:Read|}(FileStream file) { file.Write(new byte[10]); return 1; } }", Label = "another policy on the implementation")]
    [InlineData("partial class D : Base { [HeaderOnly] public override partial int {|IOP302:{|CS8795:Read|}|}(FileStream file); int ReadCore(FileStream file) => file.ReadByte(); }", Label = "another policy on a partial override")]
    [InlineData("abstract class B { protected FileStream _file = null!; [DropPagesAfterFullRead] public virtual int M() => _file.ReadByte(); } class D : B { public override int {|IOP302:M|}() => (int)Payload.Of(_file); }", Label = "a field of the base")]
    [InlineData("abstract class B { protected FileStream File { get; } = null!; [DropPagesAfterFullRead] public virtual int M() => File.ReadByte(); } class D : B { public override int {|IOP302:M|}() => (int)Payload.Of(File); }", Label = "a property of the base")]
    [InlineData("class B { [DropPagesAfterFullRead(File = nameof(path))] public virtual int M(string path) => 1; } class D : B { public override int {|IOP302:M|}(string path) => File.ReadAllText(path + \".new\").Length; }", Label = "an operator that does not compare")]
    public Task A_policy_that_is_lost_is_reported(string source) => Check.Reports(Bases + source);

    [Theory]
    [InlineData("class D : Base { [DropPagesAfterFullRead] public override int Read(FileStream file) => (int)Payload.Of(file); }", Label = "an override with the attribute")]
    [InlineData("class D : IReader { [DropPagesAfterFullRead] public int Read(FileStream file) => (int)Payload.Of(file); }", Label = "an implementation with the attribute")]
    [InlineData("class D : IReader { int IReader.Read(FileStream file) => (int)Payload.Of(file); }", Label = "an explicit implementation")]
    [InlineData("class D(IReader inner) : IReader { public int Read(FileStream file) => inner.Read(file); }", Label = "a decorator")]
    [InlineData("class D : Base { public override int Read(FileStream file) { ArgumentNullException.ThrowIfNull(file); return base.Read(file) + 1; } }", Label = "an override that calls the base")]
    [InlineData("class D : Annotated { public override int Read(FileStream file) => base.Read(file); }", Label = "an override of a partial method that calls the base")]
    [InlineData("class D : Base { public override int Read(FileStream file) => throw new NotSupportedException(); }", Label = "an override that only throws")]
    [InlineData("class D : Base { public override int Read(FileStream file) => file is null ? 1 : 2; }", Label = "an override that only compares the file")]
    [InlineData("class D : Base { public override int Read(FileStream file) => file == null ? 1 : 2; }", Label = "an override that only compares the file by an operator")]
    [InlineData("class D : Base { public override int Read(FileStream file) => nameof(file).Length; }", Label = "an override that only names the file")]
    [InlineData("abstract class B { protected FileStream _file = null!; [DropPagesAfterFullRead] public virtual int M() => _file.ReadByte(); } class D : B { public override int M() => base.M() + (int)Payload.Of(_file); }", Label = "an override that calls the base beside its field")]
    [InlineData("abstract class B { protected FileStream _file = null!; protected int _count; [DropPagesAfterFullRead] public virtual int M() => _file.ReadByte(); } class D : B { public override int M() => _count; }", Label = "an override that uses another field")]
    [InlineData("abstract class B { protected FileStream File { get; } = null!; protected int Count => 1; [DropPagesAfterFullRead] public virtual int M() => File.ReadByte(); } class D : B { public override int M() => Count; }", Label = "an override that uses another property")]
    [InlineData("class D : Base { public new int Read(FileStream file) => (int)Payload.Of(file); }", Label = "a method that hides the base method")]
    [InlineData("class D : IReader { public int Read(Stream file) => (int)Payload.Of(file); int IReader.Read(FileStream file) => 1; }", Label = "an explicit implementation beside another method")]
    [InlineData("class D : Base { public override int Plain(FileStream file) => (int)Payload.Of(file); }", Label = "a base method without a policy")]
    [InlineData("abstract class D : Base { public abstract override int Read(FileStream file); }", Label = "an abstract override")]
    [InlineData("partial class D : IPlain { [DropPagesAfterFullRead] public partial int {|CS8795:Read|}(FileStream file); int ReadCore(FileStream file) => 1; }", Label = "a partial method for an interface")]
    [InlineData("partial class D : Annotated { [DropPagesAfterFullRead] public override partial int {|CS8795:Read|}(FileStream file); int ReadCore(FileStream file) => 1; }", Label = "a partial override of a partial method")]
    [InlineData("class D { [DropPagesAfterFullRead] public int Read(FileStream file) => 1; }", Label = "no base")]
    [InlineData("class D : Base { public override int Read(FileStream file) => file.ReadByte(); }", Label = "an override that reads one byte")]
    [InlineData("partial class D : Base { [DropPagesAfterFullRead] public override partial int {|CS8795:Read|}(FileStream file); int ReadCore(FileStream file) => (int)Payload.Of(file); }", Label = "a partial override of an ordinary method")]
    [InlineData("partial class D : Base { [DropPagesAfterFullWrite] public override partial int {|CS8795:Read|}(FileStream file); int ReadCore(FileStream file) { file.WriteByte(1); return 1; } }", Label = "another policy on a partial override of an ordinary method")]
    public Task A_policy_that_is_kept_is_not_reported(string source) => Check.Reports(Bases + source);

    [Theory]
    [InlineData("interface IPlain { void Save(); }", "IPlain", "Save", "Make this method partial, or put the attribute on 'IPlain.Save' too")]
    [InlineData("", "IDisposable", "Dispose", "Make this method partial")] // Nobody can put an attribute on a member of .NET.
    public Task The_message_advises_what_can_be_done(string declared, string type, string name, string advice) => Check.Reports(
        $$"""
        {{declared}}
        class Writer(FileStream file) : {{type}}
        {
            private readonly FileStream _file = file;

            [DropPagesAfterFullWrite]
            public void {|#0:{{name}}|}() => _file.WriteByte(1);
        }
        """,
        expected: new DiagnosticResult("IOP302", DiagnosticSeverity.Warning).WithLocation(0).WithMessage(
            $"'{name}' implements '{type}.{name}', and calls through '{type}.{name}' bypass its [DropPagesAfterFullWrite]. {advice}."));

    [Fact]
    public Task The_fix_adds_the_attribute_with_its_options() => Check.Fixes(
        """
        class Base
        {
            [DropPagesAfterFullWrite(Durable = true, File = nameof(to), WindowBytes = 0, KeepPagesVariable = "X", AccessedRangeOnly = true)]
            public virtual void Copy(Stream from, FileStream to) { }
        }

        class D : Base
        {
            // Its own way.
            public override void {|IOP302:Copy|}(Stream from, FileStream to) => from.CopyTo(to);
        }
        """,
        """
        class Base
        {
            [DropPagesAfterFullWrite(Durable = true, File = nameof(to), WindowBytes = 0, KeepPagesVariable = "X", AccessedRangeOnly = true)]
            public virtual void Copy(Stream from, FileStream to) { }
        }

        class D : Base
        {
            // Its own way.
            [DropPagesAfterFullWrite(File = nameof(to), AccessedRangeOnly = true, WindowBytes = 0, Durable = true, KeepPagesVariable = "X")]
            public override void Copy(Stream from, FileStream to) => from.CopyTo(to);
        }
        """);

    [Theory]
    [InlineData("Background = true")]
    [InlineData("Durable = true")]
    [InlineData("Mode = DropBehindMode.Uncached")]
    [InlineData("WindowBytes = 131072")]
    [InlineData("KeepPagesVariable = \"X\"")]
    [InlineData("When = nameof(IsLarge)")]
    public Task The_fix_copies_each_option_alone(string option) => Check.Fixes(
        $$"""
        class Base
        {
            internal bool IsLarge => true;

            [DropPagesAfterFullWrite({{option}})]
            public virtual void Copy(FileStream to) { }
        }

        class D : Base
        {
            public override void {|IOP302:Copy|}(FileStream to) => to.Write(new byte[1 << 20]);
        }
        """,
        $$"""
        class Base
        {
            internal bool IsLarge => true;

            [DropPagesAfterFullWrite({{option}})]
            public virtual void Copy(FileStream to) { }
        }

        class D : Base
        {
            [DropPagesAfterFullWrite({{option}})]
            public override void Copy(FileStream to) => to.Write(new byte[1 << 20]);
        }
        """);

    [Fact]
    public Task No_fix_is_offered_if_the_method_cannot_access_the_condition()
    {
        const string Source = """
            class Base
            {
                private bool IsLarge => true;

                [DropPagesAfterFullWrite(When = nameof(IsLarge))]
                public virtual void Copy(FileStream to) { }
            }

            class D : Base
            {
                public override void {|IOP302:Copy|}(FileStream to) => to.Write(new byte[1 << 20]);
            }
            """;
        return Check.Fixes(Source, Source);
    }

    [Fact]
    public Task If_the_overridden_method_is_partial_the_fix_adds_partial() => Check.Fixes(
        Bases + """
        class D : Annotated
        {
            public override int {|IOP302:Read|}(FileStream file) => (int)Payload.Of(file);
        }
        """,
        Bases + """
        partial class D : Annotated
        {
            [DropPagesAfterFullRead]
            public override partial int {|CS8795:Read|}(FileStream file);

            private int ReadCore(FileStream file) => (int)Payload.Of(file);
        }
        """);

    [Fact]
    public Task If_the_method_has_the_policy_the_fix_makes_it_partial() => Check.Fixes(
        Bases + """
        class D : IPlain
        {
            [DropPagesAfterFullRead]
            public int {|IOP302:Read|}(FileStream file) => 1;
        }
        """,
        Bases + """
        partial class D : IPlain
        {
            [DropPagesAfterFullRead]
            public partial int {|CS8795:Read|}(FileStream file);

            private int ReadCore(FileStream file) => 1;
        }
        """);

    [Fact]
    public Task No_fix_is_offered_if_the_base_method_has_another_policy() => Check.Fixes(
        Bases + "class D : Base { [HeaderOnly] public override int {|IOP302:Read|}(FileStream file) => file.ReadByte(); }",
        Bases + "class D : Base { [HeaderOnly] public override int {|IOP302:Read|}(FileStream file) => file.ReadByte(); }");

    [Fact]
    public Task If_the_named_parameter_has_another_name_nothing_is_reported()
    {
        const string Source = """
            class Base
            {
                [DropPagesAfterFullRead(File = nameof(a))]
                public virtual void M(Stream a, Stream b) { }
            }

            class D : Base
            {
                public override void M(Stream x, Stream y) => x.CopyTo(y);
            }
            """;
        return Check.Fixes(Source, Source);
    }

    [Fact]
    public Task Fix_all_adds_each_attribute() => Check.Fixes(
        Bases + """
        class D : Base
        {
            public override int {|IOP302:Read|}(FileStream file) => (int)Payload.Of(file);
        }

        class E : IReader
        {
            public int {|IOP302:Read|}(FileStream file) => (int)Payload.Of(file);
        }
        """,
        Bases + """
        class D : Base
        {
            [DropPagesAfterFullRead]
            public override int Read(FileStream file) => (int)Payload.Of(file);
        }

        class E : IReader
        {
            [DropPagesAfterFullRead]
            public int Read(FileStream file) => (int)Payload.Of(file);
        }
        """,
        iterations: 2);
}
