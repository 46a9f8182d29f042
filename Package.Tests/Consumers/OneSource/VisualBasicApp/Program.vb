Imports System.IO
Imports IoPolicy
Imports Library

' MEMBER FILE: calls a member of the C# library, or the function below.
Module Program
    Sub Main(arguments As String())
        Using file = System.IO.File.OpenRead(arguments(1))
            Select Case arguments(0)
                Case "Load"
                    Archive.Load(file)
                Case "LoadOrdinary"
                    Archive.LoadOrdinary(file)
                Case Else
                    LoadHere(file)
            End Select
        End Using
    End Sub

#If ANNOTATED Then
    <DropPagesAfterFullRead>
    Private Sub LoadHere(file As FileStream)
#Else
    Private Sub LoadHere(file As FileStream)
#End If
        file.CopyTo(Stream.Null)
    End Sub
End Module
