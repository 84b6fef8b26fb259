"""Loading a file of settings."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TYPE_CHECKING, Any

from buybook.settings.errors import SettingProblem, SettingsError
from buybook.settings.model import Settings
from buybook.settings.nodes import Place, read_group

if TYPE_CHECKING:
    import yaml

_MAXIMUM_SIZE = 1_000_000  # bytes; a file of settings has a few thousand
_MAXIMUM_DEPTH = 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def load(path: Path | None = None) -> Settings:
    """Load the settings in a file; without one, the defaults.

    Raises SettingsError with everything that is wrong in the file, and OSError when it cannot be read.
    """
    if path is None:
        return Settings()
    if path.stat().st_size > _MAXIMUM_SIZE:
        raise _error(path.name, 1, "settings_too_large", size=path.stat().st_size, maximum=_MAXIMUM_SIZE)
    return loads(path.read_bytes(), path.name)


def loads(content: str | bytes, file: str = "buybook.yaml") -> Settings:
    """Load settings from the content of a file; `file` is its name in messages. Raises SettingsError."""
    root = _compose(content if isinstance(content, str) else _decode(content, file), file)
    if root is None:
        return Settings()
    problems: list[SettingProblem] = []
    settings = read_group(Settings, root, Place(file, problems))
    if problems:
        raise SettingsError(problems)
    return settings


def _decode(content: bytes, file: str) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _error(file, line, "settings_not_utf8") from None


def _loader() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _compose(content: str, file: str) -> yaml.Node | None:
    import yaml  # only where there are settings to read

    try:
        _refuse_anchors(content, file)
        root: yaml.Node | None = yaml.compose(content, Loader=_loader())
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, content, file) from None
    except yaml.reader.ReaderError as error:
        line = content.count("\n", 0, error.position) + 1
        raise _error(file, line, "settings_control_character") from None
    return root


def _refuse_anchors(content: str, file: str) -> None:
    """Refuse aliases, which can make a small file enormous, and depths that no setting has."""
    import yaml

    depth = 0
    for event in yaml.parse(content, Loader=_loader()):
        mark = event.start_mark
        line = mark.line + 1 if mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _error(file, line, "settings_anchor")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAXIMUM_DEPTH:
            raise _error(file, line, "settings_too_deep")


def _syntax_error(error: yaml.MarkedYAMLError, content: str, file: str) -> SettingsError:
    lines = content.splitlines()
    marks = [mark for mark in (error.problem_mark, error.context_mark) if mark is not None]
    # A quotation mark that is never closed is noticed at the end of the file: show where it opens.
    index = next((mark.line for mark in marks if mark.line < len(lines) and lines[mark.line].strip()), 0)
    line = lines[index] if lines else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in str(error.problem):
        return _error(file, index + 1, "settings_tab")
    return _error(file, index + 1, "settings_not_yaml", line_text=line.strip()[:60])


def _error(file: str, line: int, code: str, **values: object) -> SettingsError:
    return SettingsError([SettingProblem(code, file, line, "", values)])
