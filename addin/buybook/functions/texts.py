"""What the help says of functions and their arguments, in the reader's language."""

from __future__ import annotations

from buybook.registry import Argument, Function
from buybook.vocabulary import Words

LONGEST = 255  # characters that Excel keeps of a help text


def meaning(function: Function, words: Words) -> str:
    """Give what a function answers, in one or two sentences."""
    return words.label(f"function.{function.name}")


def argument_meaning(function: Function, argument: Argument, words: Words) -> str:
    """Give what an argument is: what is said of it in this function, else of the name in all functions."""
    own = f"argument.{function.name}.{argument.name}"
    return words.label(own if words.has_label(own) else f"argument.{argument.name}")


def signature(function: Function, words: Words) -> str:
    """Give a function with its arguments as one writes it in the language's Excel, optional ones in brackets."""
    arguments = [f"[{each.name}]" if each.optional else each.name for each in function.arguments]
    return f"{function.name}({separator(words).join(arguments)})"


def separator(words: Words) -> str:
    """Give what stands between the arguments of a formula: a comma where that is no decimal sign."""
    return ", " if words.language == "en" else "; "
