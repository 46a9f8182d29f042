namespace Docs.Tests.Tutorial;

/// <summary>One step of the tutorial.</summary>
/// <param name="Line">The line of the step in the page, from 1.</param>
internal abstract record TutorialStep(int Line);

/// <summary>A file that the reader writes as shown.</summary>
internal sealed record WrittenFile(int Line, string Path, string Text) : TutorialStep(Line);

/// <summary>A file that the reader changes as a diff shows. The old lines of the diff occur once in the file.</summary>
internal sealed record ChangedFile(int Line, string Path, string Before, string After) : TutorialStep(Line);

/// <summary>An environment variable that the reader sets to a path of their own.</summary>
internal sealed record SetVariable(int Line, string Name) : TutorialStep(Line);

/// <summary>A command and its output, as <see cref="OutputPattern"/> matches it.</summary>
internal sealed record TypedCommand(int Line, string Command, IReadOnlyList<string> Output) : TutorialStep(Line);
