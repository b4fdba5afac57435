"""What holds where no option says otherwise: the local date, the language of the locale."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hsroute.model import Lang

_LANGS: Final[Mapping[str, Lang]] = {"en": "en", "nb": "nb", "no": "nb", "nn": "nb"}
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def lang_of(text: str) -> Lang | None:
    """The language that a text such as `nb`, `no` or `nb_NO.UTF-8` names; None when it is none that hsroute speaks."""
    return _LANGS.get(text.replace("-", "_").replace(".", "_").partition("_")[0].lower())


def locale_lang(environment: Mapping[str, str] = os.environ) -> Lang:
    """The language of the locale, else English."""
    locale = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    return lang_of(locale) or "en"


def local_date() -> date:
    """Today, where the user is."""
    return date.today()  # noqa: DTZ011 the local date is what is meant
