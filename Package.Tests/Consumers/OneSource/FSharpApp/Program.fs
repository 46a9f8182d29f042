open System.IO
open IoPolicy
open Library

#if ANNOTATED
[<DropPagesAfterFullRead>]
#endif
let loadHere (file: FileStream) = file.CopyTo Stream.Null

// MEMBER FILE: calls a member of the C# library, or the function above.
[<EntryPoint>]
let main arguments =
    use file = File.OpenRead arguments[1]

    match arguments[0] with
    | "Load" -> Archive.Load file |> ignore
    | "LoadOrdinary" -> Archive.LoadOrdinary file |> ignore
    | _ -> loadHere file

    0
