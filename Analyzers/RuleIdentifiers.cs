namespace IoPolicy.Analyzers;

/// <summary>The ids of the rules. Each has an analyzer, a test class, and a page in <c>docs/rules</c>.</summary>
internal static class RuleIdentifiers
{
    internal const string NoFile = "IOP001";
    internal const string AmbiguousFile = "IOP002";
    internal const string ContradictingPolicies = "IOP003";
    internal const string MissingBody = "IOP004";
    internal const string UnsupportedMember = "IOP005";
    internal const string OptionWithoutEffect = "IOP006";
    internal const string InvalidCondition = "IOP007";
    internal const string UnreadableFile = "IOP008";
    internal const string IneffectiveAssemblyPolicy = "IOP009";
    internal const string MissingReplacedPath = "IOP010";
    internal const string MissingReplacingBody = "IOP011";
    internal const string ClosedReplacement = "IOP012";
    internal const string ReusedReplacedPath = "IOP013";
    internal const string HeaderOnlyRead = "IOP101";
    internal const string PayloadRead = "IOP102";
    internal const string MaxBytesExceeded = "IOP103";
    internal const string WrongDirection = "IOP104";
    internal const string UnusedFile = "IOP105";
    internal const string ComputedPath = "IOP107";
    internal const string ClosedFile = "IOP201";
    internal const string MappedFile = "IOP202";
    internal const string DropWithoutWriteback = "IOP203";
    internal const string UnsupportedWindow = "IOP204";
    internal const string EscapingStream = "IOP205";
    internal const string NonFileArgument = "IOP206";
    internal const string DropInLoop = "IOP207";
    internal const string ReadAfterDrop = "IOP208";
    internal const string LazySequence = "IOP209";
    internal const string UnfollowableResult = "IOP210";
    internal const string BypassingCall = "IOP301";
    internal const string PolicyNotInherited = "IOP302";
    internal const string UnawaitedPolicy = "IOP303";
    internal const string InterceptedPublicMethod = "IOP304";
    internal const string ConstructedStream = "IOP305";
    internal const string BypassingOpen = "IOP306";
    internal const string OpenedHandle = "IOP307";
    internal const string UnannotatedPayload = "IOP401";
    internal const string UnannotatedHeader = "IOP402";
    internal const string ManualFadvise = "IOP403";
    internal const string NoDropBehind = "IOP404";
    internal const string RenameWithoutFlush = "IOP501";
    internal const string ManagedFlush = "IOP502";
    internal const string DeleteBeforeRename = "IOP503";
    internal const string OverwriteWithoutTruncate = "IOP504";
    internal const string TemporaryOnOtherVolume = "IOP505";
    internal const string PublishInFinally = "IOP506";
    internal const string SyncBeforeFlush = "IOP507";
    internal const string PublishBeforeDispose = "IOP508";
    internal const string SyncAfterClose = "IOP509";
    internal const string SyncInLoop = "IOP510";
    internal const string SwallowedFlush = "IOP511";
    internal const string UncheckedAllocation = "IOP512";
    internal const string UnsyncedDirectory = "IOP513";
}
