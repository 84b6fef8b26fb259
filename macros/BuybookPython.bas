Option Explicit

' Calls Python: for a click with a process of its own, for functions in cells through xlwings' server.
' Python gets no folder from us, and none from where it is started (-P), nor from the environment (-E): what lies
' beside a workbook is never code.

Private Const SWITCHES As String = " -E -P -B "
Private Const WAIT As Boolean = True
Private Const HIDDEN As Long = 0
Private Const MAC_SCRIPT As String = "Buybook.applescript"

Private Running As Boolean

' Public API, named as in xlwings: runs a line of Python, such as "import module; module.function()".
Public Sub RunPython(ByVal Command As String)
    If Running Then Exit Sub
    Running = True
    Application.StatusBar = BuybookText("addin.working")
    On Error GoTo Failed
    #If Mac Then
        RunOnMac Command
    #Else
        RunOnWindows Command
    #End If
    Running = False
    Exit Sub
Failed:
    Running = False
    TellFailure Err.Description
End Sub

Private Sub TellFailure(ByVal Sentence As String)
    Application.StatusBar = False
    MsgBox Sentence, vbExclamation, "Buybook"
End Sub

Private Sub RunOnWindows(ByVal Command As String)
    If ClicksThroughServer() Then
        XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
        XLPy.Exec Command
    ElseIf StatusOf(WindowsCommand(Command), ParentFolder(Interpreter())) <> 0 Then
        TellFailure FailureText()
    End If
End Sub

' Runs a program to its end in a folder, without a window; gives its exit status, or -1 if it cannot be started.
Private Function StatusOf(ByVal CommandLine As String, ByVal Folder As String) As Long
    Dim Shell As Object, Before As String
    Set Shell = CreateObject("WScript.Shell")
    Before = Shell.CurrentDirectory
    StatusOf = -1
    On Error Resume Next
    Shell.CurrentDirectory = Folder
    StatusOf = Shell.Run(CommandLine, HIDDEN, WAIT)
    Shell.CurrentDirectory = Before
    On Error GoTo 0
End Function

' A program and its arguments, without a command interpreter between: nothing in a workbook's name can be a command.
Private Function WindowsCommand(ByVal Command As String) As String
    WindowsCommand = Quoted(Interpreter()) & SWITCHES & "-c " & Quoted(LoggingErrors() & Command) _
        & " " & Quoted("--wb=" & ActiveWorkbook.Name) & " --from_xl=1" _
        & " " & Quoted("--hwnd=" & Application.Hwnd) & " " & Quoted("--log=" & LogFile())
End Function

Private Function LoggingErrors() As String
    LoggingErrors = "import sys; sys.stderr = open(sys.argv[-1][6:], 'w', encoding='utf-8'); "
End Function

Private Function Quoted(ByVal Text As String) As String
    Quoted = """" & Text & """"
End Function

' On a Mac Python runs on its own, since Excel answers no one while a macro runs; CleanUp hears of its end.
Private Sub RunOnMac(ByVal Command As String)
    #If Mac Then
        Dim Arguments As Variant
        Arguments = Array(Interpreter(), Command, ActiveWorkbook.Name, LogFile())
        On Error GoTo NoScript
        AppleScriptTask MAC_SCRIPT, "RunPython", Join(Arguments, Chr(31))
        Exit Sub
NoScript:
        Err.Raise 1000, "Buybook", BuybookText("addin.no_mac_script")
    #End If
End Sub

' xlwings calls this by its name when Python ends, on a Mac only.
Private Sub CleanUp()
    If CStr(Application.StatusBar) = BuybookText("addin.working") Then Application.StatusBar = False
    If Dir(LogFile()) = "" Then Exit Sub
    If FileLen(LogFile()) > 0 Then TellFailure FailureText()
End Sub

Private Function FailureText() As String
    FailureText = Replace(BuybookText("addin.python_failed"), "{path}", LogFile())
End Function

Private Function LogFile() As String
    #If Mac Then
        LogFile = Environ("HOME") & "/buybook-start.log"
    #Else
        LogFile = Environ("TEMP") & "\buybook-start.log"
    #End If
End Function

' How xlwings' DLL starts the Python that answers functions. $(CLSID) is the DLL's to fill in.
Public Function XLPyCommand() As String
    XLPyCommand = Environ("ComSpec") & " /K " & Quoted(Quoted(Interpreter()) & SWITCHES & "-c " _
        & Quoted("import xlwings; xlwings.serve('$(CLSID)')"))
End Function
