"""`hsroute ask`: answers in, route out."""

from __future__ import annotations

from hsroute.cli import options
from hsroute.cli.defaults import local_date, locale_lang
from hsroute.cli.session import route_session


def ask(
    answer: options.Answers = None,
    answers: options.AnswersFile = None,
    no_input: options.NoInput = False,
    details: options.Details = False,
    format: options.RouteFormat = "auto",
    rules: options.Rules = None,
    today: options.Today = None,
    lang: options.Language = None,
    color: options.Colors = "auto",
) -> int:
    """Answer questions, and get the team and how to reach it.

    At a terminal one question is asked at a time, and only while the answer can still change the route: answer by
    number, by name, by a part of the label, or by a date or an e-mail address where that is meant; ? explains,
    b goes back, q leaves. In a pipe answers are read as JSON, one object, an array, or one object in each line,
    and routes are written in the same shape. With --format csv a sheet is read, with a header of question keys and id,
    and each of its rows is written with its route behind it.

    HSROUTE_ANSWERS names a file of standing answers, which all others beat.
    """
    again = options.as_typed(("--rules", rules), ("--today", today), ("--lang", lang))
    session = route_session(rules, today or local_date(), lang or locale_lang(), format, color, again, details=details)
    return session.run(answer, answers, ask=not no_input)
