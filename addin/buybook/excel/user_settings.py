"""What functions in cells know of the user: settings for all workbooks, and where faults are noted."""

from __future__ import annotations

import datetime as dt
import logging
from functools import cache

from buybook.excel.places import here
from buybook.settings import Settings, SettingsError, load

FILE_NAME = "buybook.yaml"  # in the user's own folder: the buyer's, for all workbooks
_LOG = logging.getLogger(__name__)


@cache
def user_settings() -> Settings:
    """Give the buyer's own settings for functions; the defaults where there are none, or where they are wrong."""
    file = here().own / FILE_NAME
    try:
        return load(file if file.is_file() else None)
    except (SettingsError, OSError) as error:
        _LOG.warning("The settings in %s are not used: %s", file, error)
        return Settings()


def log_failure(error: Exception, name: str) -> None:
    """Note a fault of ours in the log that support can ask for."""
    from buybook.excel.click_log import write_failure

    try:
        write_failure(error, name, dt.datetime.now(), here().logs)
    except OSError as unwritten:
        _LOG.warning("%s failed: %s. The log cannot be written: %s", name, error, unwritten)
