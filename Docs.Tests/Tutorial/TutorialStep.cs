namespace Docs.Tests.Tutorial;

/// <summary>One thing that the tutorial has its reader do.</summary>
/// <param name="Line">Where it stands in the page, from 1.</param>
internal abstract record TutorialStep(int Line);

/// <summary>A file that is written as shown.</summary>
internal sealed record WrittenFile(int Line, string Path, string Text) : TutorialStep(Line);

/// <summary>A file that is changed as shown: a diff whose lines, the context and what goes, stand in it once.</summary>
internal sealed record ChangedFile(int Line, string Path, string Before, string After) : TutorialStep(Line);

/// <summary>A command, and what it prints as <see cref="OutputPattern"/> has it.</summary>
internal sealed record TypedCommand(int Line, string Command, IReadOnlyList<string> Output) : TutorialStep(Line);
