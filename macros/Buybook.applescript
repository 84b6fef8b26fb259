-- Runs Buybook's Python for a click in Excel for Mac. "buybook install" puts this file where Excel may call it:
-- ~/Library/Application Scripts/com.microsoft.Excel. Every argument is quoted for the shell: nothing in a
-- workbook's name can be a command.

on RunPython(joinedArguments)
	set {interpreter, pythonCommand, workbookName, logFile} to my parts(joinedArguments, character id 31)
	set arguments to {interpreter, "-E", "-P", "-B", "-W", "ignore", "-c", pythonCommand, "--wb=" & workbookName, "--from_xl=1"}
	set shellCommand to ""
	repeat with each in arguments
		set shellCommand to shellCommand & quoted form of (contents of each) & " "
	end repeat
	-- In the background, so that Excel is free to answer Python.
	return do shell script shellCommand & "> /dev/null 2> " & quoted form of logFile & " &"
end RunPython

on parts(joined, separator)
	set before to AppleScript's text item delimiters
	set AppleScript's text item delimiters to separator
	set found to text items of joined
	set AppleScript's text item delimiters to before
	return found
end parts
