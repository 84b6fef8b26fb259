Option Explicit

' Calls Python for a click: with a process of its own, or through the Python that answers functions.

Private Const WAIT As Boolean = True
Private Const HIDDEN As Long = 0
Private Const MAC_SCRIPT As String = "Buybook.applescript"
Private Const LONGEST_MINUTES As Long = 10 ' after which a click whose end nobody told is taken to be over

Private RunningSince As Date

' Public API, named as in xlwings: runs a line of Python, such as "import module; module.function()".
Public Sub RunPython(ByVal PythonLine As String)
    If Now - RunningSince < TimeSerial(0, LONGEST_MINUTES, 0) Then Exit Sub
    RunningSince = Now
    Application.StatusBar = BuybookText("addin.working")
    On Error GoTo Failed
    #If Mac Then
        RunOnMac PythonLine
    #Else
        RunOnWindows PythonLine
        RunningSince = 0
    #End If
    Exit Sub
Failed:
    RunningSince = 0
    TellFailure Err.Description
End Sub

' xlwings calls this by its name when Python ends, on a Mac only.
Private Sub CleanUp()
    RunningSince = 0
    If CStr(Application.StatusBar) = BuybookText("addin.working") Then Application.StatusBar = False
    If Dir(LogFile()) = "" Then Exit Sub
    If FileLen(LogFile()) > 0 Then TellFailure FailureText()
End Sub

Private Sub TellFailure(ByVal Sentence As String)
    Application.StatusBar = False
    MsgBox Sentence, vbExclamation, "Buybook"
End Sub

Private Function FailureText() As String
    FailureText = Replace(BuybookText("addin.python_failed"), "{path}", LogFile())
End Function

Private Sub RunOnWindows(ByVal PythonLine As String)
    If ClicksThroughServer() Then
        XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
        XLPy.Exec PythonLine
    ElseIf StatusOf(WindowsCommand(PythonLine), ParentFolder(Interpreter())) <> 0 Then
        TellFailure FailureText()
    End If
End Sub

' A program and its arguments, without a command interpreter between: nothing in a workbook's name can be a command.
Private Function WindowsCommand(ByVal PythonLine As String) As String
    WindowsCommand = Quoted(Interpreter()) & PYTHON_SWITCHES & "-c " & Quoted(LoggingErrors() & PythonLine) _
        & " " & Quoted("--wb=" & ActiveWorkbook.Name) & " --from_xl=1 " & Quoted("--hwnd=" & Application.Hwnd) _
        & " --language=" & UiLanguage() & " " & Quoted("--log=" & LogFile())
End Function

Private Function LoggingErrors() As String
    LoggingErrors = "import sys; sys.stderr = open(sys.argv[-1][6:], 'w', encoding='utf-8'); "
End Function

' Runs a program to its end in a folder, without a window; gives its exit status, or -1 if it cannot be started.
Private Function StatusOf(ByVal CommandLine As String, ByVal Folder As String) As Long
    Dim Host As Object, Before As String
    Set Host = CreateObject("WScript.Shell")
    Before = Host.CurrentDirectory
    StatusOf = -1
    On Error Resume Next
    Host.CurrentDirectory = Folder
    StatusOf = Host.Run(CommandLine, HIDDEN, WAIT)
    Host.CurrentDirectory = Before
    On Error GoTo 0
End Function

' On a Mac Python runs on its own, since Excel answers no one while a macro runs; CleanUp hears of its end.
Private Sub RunOnMac(ByVal PythonLine As String)
    #If Mac Then
        Dim Arguments As Variant
        Arguments = Array(Interpreter(), PythonLine, ActiveWorkbook.Name, UiLanguage(), LogFile())
        On Error GoTo NoScript
        AppleScriptTask MAC_SCRIPT, "RunPython", Join(Arguments, Chr(31))
        Exit Sub
NoScript:
        Err.Raise 1000, "Buybook", BuybookText("addin.no_mac_script")
    #End If
End Sub

Private Function LogFile() As String
    #If Mac Then
        LogFile = Environ("HOME") & "/buybook-start.log"
    #Else
        LogFile = Environ("TEMP") & "\buybook-start.log"
    #End If
End Function
