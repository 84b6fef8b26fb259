"""What is there, what is missing, and what to do: `buybook doctor`.

`checks` is the list; each check is a function that looks at one thing and gives a verdict. `live` are those that
start Excel. A check never raises: one that fails is a verdict too.
"""
