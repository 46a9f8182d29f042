using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>
/// A build prints the rule's own error for each invalid policy. Without a generated implementation, the compiler would stop at
/// CS8795 and run no rule.
/// </summary>
public sealed class InvalidPolicyTests(PackageFixture package)
{
    private IReadOnlyList<string> Errors => package.Consumers["InvalidPolicies"].Errors;

    [Theory]
    [InlineData("IOP001", "NoFile", "set File = nameof(path)")]
    [InlineData("IOP001", "NoFileAsync", "set File = nameof(path)")]
    [InlineData("IOP001", "PlainNoFile", "set File = nameof(path)")]
    [InlineData("IOP002", "TwoFiles", "'from' or 'to'")]
    [InlineData("IOP002", "TwoFilesAsync", "'from' or 'to'")]
    [InlineData("IOP002", "PlainTwoFilesAsync", "'from' or 'to'")]
    [InlineData("IOP003", "Contradiction", "contradicts [DropPagesAfterFullRead]")]
    [InlineData("IOP003", "ContradictionAsync", "contradicts [DropPagesAfterFullRead]")]
    [InlineData("IOP003", "PlainContradiction", "contradicts [DropPagesAfterFullRead]")]
    [InlineData("IOP004", "NoBody", "Write 'NoBodyCore'")]
    [InlineData("IOP004", "NoBodyAsync", "Write 'NoBodyCoreAsync'")]
    [InlineData("IOP004", "MisnamedAsync", "Rename 'MisnamedAsyncCore' to 'MisnamedCoreAsync'")]
    [InlineData("IOP004", "OtherSignature", "'OtherSignatureCore' has another signature")]
    [InlineData("IOP005", "Iterator", "an iterator runs when its sequence is read")]
    [InlineData("IOP005", "IteratorAsync", "its work is not complete when it returns")]
    [InlineData("IOP005", "PlainAsyncVoid", "Return a Task")]
    [InlineData("IOP006", "OutOfRange", "is 4096")]
    [InlineData("IOP006", "OutOfRangeAsync", "is 100")]
    [InlineData("IOP006", "PlainOutOfRange", "is 0")]
    public void The_build_prints_the_error_of_the_rule(string id, string method, string text) => Assert.Single(
        Errors,
        line => line.Contains($"error {id}: ", StringComparison.Ordinal) && line.Contains($"'{method}'", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal));

    [Fact]
    public void The_build_prints_no_error_of_the_compiler() => Assert.All(Errors, static line => Assert.Contains("error IOP00", line, StringComparison.Ordinal));
}
