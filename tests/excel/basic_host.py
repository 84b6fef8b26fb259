"""Run by LibreOffice's Python, not by pytest: opens workbooks with macros and calls procedures in them.

Standard input: JSON, a list of {"path": ..., "calls": [[module, procedure, [arguments]], ...]}; argument: the profile.
Standard output: JSON, for each workbook its modules and for each call what it gave. A library of modules of which one
does not compile gives nothing for any call.
"""

import contextlib
import json
import os
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

ALWAYS_EXECUTE = 4


def named(name, value):
    pair = PropertyValue()
    pair.Name, pair.Value = name, value
    return pair


def connected(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
    raise TimeoutError("LibreOffice does not answer")


def answers(desktop, task):
    options = (named("Hidden", True), named("MacroExecutionMode", ALWAYS_EXECUTE))
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(task["path"]), "_blank", 0, options)
    library = document.BasicLibraries.getByName("Buybook")
    scripts = document.getScriptProvider()
    given = [called(scripts, *call) for call in task["calls"]]
    modules = sorted(library.ElementNames)
    document.close(True)
    return {"modules": modules, "given": given}


def called(scripts, module, procedure, arguments):
    url = f"vnd.sun.star.script:Buybook.{module}.{procedure}?language=Basic&location=document"
    return scripts.getScript(url).invoke(tuple(arguments), (), ())[0]


def main():
    profile, tasks = sys.argv[1], json.load(sys.stdin)
    pipe = f"buybook{os.getpid()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--nologo", "--nodefault", f"-env:UserInstallation={profile}",
         f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        context = connected(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        print(json.dumps([answers(desktop, task) for task in tasks]))
        with contextlib.suppress(Exception):  # the office ends while it answers
            desktop.terminate()
        office.wait(30)
    finally:
        office.kill()


main()
