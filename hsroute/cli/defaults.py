"""What holds unless an option says otherwise: the local date, the language of the locale."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Final

from hsroute.patterns import read_tag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hsroute.model import Lang

_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def locale_lang(environment: Mapping[str, str] = os.environ) -> Lang:
    """The language of the locale, else English."""
    locale = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    return read_tag(locale) or "en"


def local_date() -> date:
    """Today, where the user is."""
    return date.today()  # noqa: DTZ011 the local date is what is meant
