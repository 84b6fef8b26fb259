"""Run by LibreOffice's Python, not by pytest: installs the extension and lets Calc compute workbooks with it.

Standard input: JSON {"extension": path, "profile": address, "tasks": [{"path": workbook, "cells": {address: value or
=formula}}]}; a formula may fill a range as an array: {"A1:B3": "=..."}. A task's workbook is made of the cells, saved,
closed, opened again and recalculated. Standard output: JSON, for each task the values of its used cells by address.
"""

import contextlib
import json
import os
import subprocess
import sys
import time

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException
from com.sun.star.sheet.FormulaResult import STRING
from com.sun.star.table.CellContentType import EMPTY, FORMULA, TEXT
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment, XProgressHandler

FILTERS = {".ods": "calc8", ".xlsx": "Calc MS Excel 2007 XML"}


def named(name, value):
    pair = PropertyValue()
    pair.Name, pair.Value = name, value
    return pair


class Consent(unohelper.Base, XCommandEnvironment, XInteractionHandler, XProgressHandler):
    """Says yes to what LibreOffice asks when an extension is added."""

    def getInteractionHandler(self):
        return self

    def getProgressHandler(self):
        return self

    def push(self, status):
        pass

    def update(self, status):
        pass

    def pop(self):
        pass

    def handle(self, request):
        approve, _ = request.getContinuations()
        approve.select()


class Office:
    """A running LibreOffice."""

    def __init__(self, profile):
        pipe = f"buybook{os.getpid()}"
        # LibreOffice's Python takes its library from the first python3 on the path, be it another's.
        environment = {name: os.environ[name] for name in os.environ if name != "VIRTUAL_ENV"}
        environment["PATH"] = os.pathsep.join(["/usr/bin", "/bin", os.environ["PATH"]])
        self.process = subprocess.Popen(
            ["soffice", "--headless", "--norestore", "--nologo", "--nodefault",
             f"-env:UserInstallation={profile}", f"--accept=pipe,name={pipe};urp;"],
            env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(600):
            with contextlib.suppress(NoConnectException):
                self.context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            time.sleep(0.1)
        else:
            raise TimeoutError("LibreOffice does not answer")
        self.desktop = self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", self.context
        )

    def add(self, extension):
        manager = self.context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")
        manager.addExtension(uno.systemPathToFileUrl(extension), (), "user", None, Consent())

    def close(self):
        with contextlib.suppress(DisposedException):
            self.desktop.terminate()
        self.process.wait(60)


def install(extension, profile):
    office = Office(profile)
    try:
        office.add(extension)
    finally:
        office.close()


def computed(desktop, task):
    url = uno.systemPathToFileUrl(task["path"])
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (named("Hidden", True),))
    sheet = document.Sheets.getByIndex(0)
    for address, value in task["cells"].items():
        cells = sheet.getCellRangeByName(address)
        if ":" in address:
            cells.setArrayFormula(value)
        elif isinstance(value, str):
            cells.setFormula(value)
        else:
            cells.setValue(value)
    kind = FILTERS["." + task["path"].rsplit(".", 1)[1]]
    document.storeToURL(url, (named("FilterName", kind),))
    document.close(True)
    document = desktop.loadComponentFromURL(url, "_blank", 0, (named("Hidden", True),))
    start = time.perf_counter()
    document.calculateAll()
    seconds = time.perf_counter() - start
    values = shown(document.Sheets.getByIndex(0))
    document.close(True)
    return {"values": values, "seconds": seconds}


def shown(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    cells = [
        (row, column, sheet.getCellByPosition(column, row))
        for row in range(last.EndRow + 1)
        for column in range(last.EndColumn + 1)
    ]
    return {
        f"{chr(ord('A') + column)}{row + 1}": value(cell) for row, column, cell in cells if cell.Type != EMPTY
    }


def value(cell):
    if cell.getError():
        return f"error {cell.getError()}: {cell.Formula}"
    is_text = cell.Type == TEXT or (cell.Type == FORMULA and cell.FormulaResultType2 == STRING)
    return cell.String if is_text else cell.Value


def main():
    asked = json.load(sys.stdin)
    install(asked["extension"], asked["profile"])
    office = Office(asked["profile"])  # what it shows of functions, it reads when it starts
    try:
        answers = [computed(office.desktop, task) for task in asked["tasks"]]
    finally:
        office.close()
    json.dump(answers, sys.stdout)


main()
