Option Explicit
Option Private Module ' no cell may call what is here

' Settings come from the user's own profile, else from this add-in, as "buybook install" wrote them. Never from the
' workbook that is open, nor from the folder that it lies in: whoever sends a workbook must not choose what runs.

Private Const SETTINGS_FILE As String = "buybook.conf"

Private KnownInterpreter As String

' What the procedures taken from xlwings ask for. Without an interpreter they would look for one wherever Windows
' looks for programs, so that ends here, with a sentence.
Public Function GetConfig(ByVal Key As String, Optional ByVal Default As String = "") As String
    If Key = "INTERPRETER_WIN" Then
        #If Mac Then
            Err.Raise 1000, "Buybook", BuybookText("addin.functions_need_windows")
        #End If
        GetConfig = Interpreter()
    Else
        GetConfig = Default
    End If
End Function

' Looked for once in a session: functions in ten thousand cells ask ten thousand times.
Public Function Interpreter() As String
    If KnownInterpreter = "" Then KnownInterpreter = FoundInterpreter()
    Interpreter = KnownInterpreter
End Function

Private Function FoundInterpreter() As String
    #If Mac Then
        FoundInterpreter = Setting("INTERPRETER_MAC")
    #Else
        FoundInterpreter = Setting("INTERPRETER_WIN")
    #End If
    If FoundInterpreter = "" Then Err.Raise 1000, "Buybook", BuybookText("addin.no_interpreter")
    If Not IsThere(FoundInterpreter) Then
        Err.Raise 1000, "Buybook", Replace(BuybookText("addin.interpreter_missing"), "{path}", FoundInterpreter)
    End If
End Function

Public Function InterpreterOrNothing() As String
    On Error Resume Next
    InterpreterOrNothing = Interpreter()
End Function

Public Function BuybookVersion() As String
    BuybookVersion = AddinSetting("BUYBOOK")
End Function

' On a Mac Excel may not look outside its own folder; there the shell tells.
Private Function IsThere(ByVal Path As String) As Boolean
    #If Mac Then
        IsThere = True
    #Else
        IsThere = Dir(Path) <> ""
    #End If
End Function

' Whether clicks go through the Python that answers functions in cells. Quicker, but a fault then hits both.
Public Function ClicksThroughServer() As Boolean
    ClicksThroughServer = LCase(Setting("USE UDF SERVER")) = "true"
End Function

Private Function Setting(ByVal Key As String) As String
    Setting = ProfileSetting(Key)
    If Setting = "" Then Setting = AddinSetting(Key)
End Function

Private Function AddinSetting(ByVal Key As String) As String
    Dim Row As Long
    With ThisWorkbook.Worksheets(1)
        For Row = 1 To 20
            If .Cells(Row, 1).Value = Key Then AddinSetting = .Cells(Row, 2).Value
        Next Row
    End With
End Function

Private Function ProfileSetting(ByVal Key As String) As String
    Dim FileNumber As Integer, Named As String, Said As String
    If Dir(ProfileFile()) = "" Then Exit Function
    FileNumber = FreeFile
    Open ProfileFile() For Input As #FileNumber
    Do While Not EOF(FileNumber)
        Input #FileNumber, Named, Said
        If Named = Key Then ProfileSetting = Said
    Loop
    Close #FileNumber
End Function

' On a Mac this is the folder that Excel may read without asking, ~/Library/Containers/com.microsoft.Excel/Data.
Private Function ProfileFile() As String
    #If Mac Then
        ProfileFile = Environ("HOME") & "/" & SETTINGS_FILE
    #Else
        ProfileFile = Environ("USERPROFILE") & "\.buybook\" & SETTINGS_FILE
    #End If
End Function
