"""Buybook's functions in LibreOffice Calc: run by LibreOffice's own Python, of which it needs nothing but `uno`.

The answers come from the Python that has Buybook, which is started at the first call and kept: LibreOffice's own may be
of another version, and has no pandas. `functions.json` beside this file names that interpreter and the functions.
"""

import json
import subprocess
import threading
from pathlib import Path

import unohelper
from com.sun.star.lang import Locale, XLocalizable, XServiceInfo
from org.buybook.calc import XFunctions

SERVICE = "org.buybook.calc.Functions"
DECLARED = json.loads((Path(__file__).parent / "functions.json").read_text(encoding="utf-8"))


class Server:
    """The process that answers, one line of JSON for each call."""

    def __init__(self):
        self.process = None
        self.turn = threading.Lock()

    def answer(self, request):
        with self.turn:
            if self.process is None or self.process.poll() is not None:
                self.process = started()
            self.process.stdin.write(json.dumps(request).encode("utf-8") + b"\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        return json.loads(line)["answer"]


def started():
    """Start Buybook's Python without a window, and without reading anything of the folder LibreOffice is in."""
    command = [DECLARED["interpreter"], "-I", "-m", "buybook.excel.calc_server"]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, creationflags=flags
    )


SERVER = Server()


class Functions(unohelper.Base, XFunctions, XLocalizable, XServiceInfo):
    """The object that Calc calls; it has a method for each function."""

    def __init__(self, *_):
        self.locale = Locale("en", "", "")

    def setLocale(self, locale):
        self.locale = locale

    def getLocale(self):
        return self.locale

    def getImplementationName(self):
        return SERVICE

    def supportsService(self, name):
        return name == SERVICE

    def getSupportedServiceNames(self):
        return (SERVICE,)


def method(name):
    """Make the method that answers for a function."""

    def called(self, *cells):
        request = {"name": name, "cells": list(map(plain, cells)), "language": self.locale.Language}
        try:
            answer = SERVER.answer(request)
        except (OSError, ValueError):
            answer = DECLARED["unreachable"].get(self.locale.Language, DECLARED["unreachable"]["en"])
        return tuple(map(tuple, answer)) if isinstance(answer, list) else ((answer,),)

    return called


def plain(cell):
    """Give an argument as JSON has it: rows of values, one value, or nothing for one that was left out."""
    if isinstance(cell, tuple):
        return [[plain(value) for value in row] for row in cell]
    return cell if cell is None or isinstance(cell, (bool, int, float, str)) else str(cell)


for each in DECLARED["functions"]:
    setattr(Functions, each["method"], method(each["name"]))

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Functions, SERVICE, (SERVICE,))
