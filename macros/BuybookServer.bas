Option Explicit
Option Private Module ' no cell may call what is here

' How Python is started. It gets no folder from us, and none from where it is started (-P) nor from the environment
' (-E): what lies beside a workbook is never code.
Public Const PYTHON_SWITCHES As String = " -E -P -B "

' How xlwings' DLL starts the Python that answers functions in cells. $(CLSID) is the DLL's to fill in.
Public Function XLPyCommand() As String
    XLPyCommand = Environ("ComSpec") & " /K " & Quoted(Quoted(Interpreter()) & PYTHON_SWITCHES & "-c " _
        & Quoted("import xlwings; xlwings.serve('$(CLSID)')"))
End Function

Public Function Quoted(ByVal Text As String) As String
    Quoted = """" & Text & """"
End Function
