"""`hsroute ask`: answers in, route out."""

from __future__ import annotations

from hsroute.cli import options
from hsroute.cli.inputs import inputs, kept_router, locale_lang
from hsroute.cli.session import Session


def ask(
    file: options.RecordsFile = None,
    answer: options.Answers = None,
    answers: options.AnswersFile = None,
    keep: options.Keep = False,
    no_input: options.NoInput = False,
    details: options.Details = False,
    format: options.RouteFormat = "auto",
    rules: options.Rules = None,
    today: options.Today = None,
    lang: options.Language = None,
    color: options.Colors = "auto",
) -> int:
    """Answer questions, and get the team and how to reach it.

    For example:
      hsroute ask
      echo '{"category": "billing"}' | hsroute ask
      hsroute ask tickets.jsonl -a tier=starter > routes.jsonl
      hsroute ask tickets.csv > routed.csv

    At a terminal one question is asked at a time, and only while its answer can still change the route. Answer by
    number, by name, by the beginning of a label, or with a date or an e-mail address where that is meant; ? explains,
    b goes back, q leaves. In a pipe, or from FILE, records are read: JSON, one object, an array, or a stream of
    objects; routes are written in the same shape. With --format csv, or where FILE ends in .csv or .tsv, a sheet is
    read, with a header of question keys and id, and each of its rows is written with its route behind it.

    For a chat bot or a form: while the status of a route is incomplete, put the question in `next` to the user, add
    the answer to the record under its key, and ask again. The README has such a loop for the shell and for Python.

    Answers given ahead stand in for what a record leaves unanswered; without FILE they are all that is read.
    HSROUTE_ANSWERS names a file of standing answers, which all others beat.
    """
    given = inputs(answer, answers, file, rules)
    again = options.as_typed(("--rules", rules), ("--today", today), ("--lang", lang))
    language = lang or locale_lang()
    session = Session(kept_router(rules), today, language, format, color, again, details=details, keep=keep)
    return session.run(given, ask=not no_input)
