-- Runs Buybook's Python for a click in Excel for Mac. "buybook install" puts this file where Excel may call it:
-- ~/Library/Application Scripts/com.microsoft.Excel. Every argument is quoted for the shell: nothing in a
-- workbook's name can be a command.

on RunPython(joinedArguments)
	set {pythonPath, pythonCommand, workbookName, languageCode, logPath} to my splitAt(character id 31, joinedArguments)
	set programAndArguments to {pythonPath, "-E", "-P", "-B", "-W", "ignore", "-c", pythonCommand, "--wb=" & workbookName, "--from_xl=1", "--language=" & languageCode}
	set shellCommand to ""
	repeat with anArgument in programAndArguments
		set shellCommand to shellCommand & quoted form of (contents of anArgument) & " "
	end repeat
	-- In the background, so that Excel is free to answer Python.
	return do shell script shellCommand & "> /dev/null 2> " & quoted form of logPath & " &"
end RunPython

on splitAt(theSeparator, joinedText)
	set oldDelimiters to AppleScript's text item delimiters
	set AppleScript's text item delimiters to theSeparator
	set theParts to text items of joinedText
	set AppleScript's text item delimiters to oldDelimiters
	return theParts
end splitAt
