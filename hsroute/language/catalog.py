"""The program's own words, in English and Norwegian; {names} are filled in. No line breaks at a no-break space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hsroute.model import LANGS, Text

if TYPE_CHECKING:
    from hsroute.model import Lang

TEXTS: Final[dict[str, tuple[str, ...]]] = {
    # Errors of answers.
    "unknown-question": ("there is no question `{given}`", "det finnes ikke noe spørsmål `{given}`"),
    "unknown-value": ("`{key}` has no value `{given}`", "`{key}` har ingen verdi `{given}`"),
    "wrong-type": (
        "`{key}` is answered by the name of a value, not by {given}",
        "`{key}` besvares med navnet på en verdi, ikke med {given}",
    ),
    "wrong-type-days": (
        "`{key}` is answered by the name of a value or a date, not by {given}",
        "`{key}` besvares med navnet på en verdi eller en dato, ikke med {given}",
    ),
    "wrong-type-numbers": (
        "`{key}` is answered by the name of a value or a number, not by {given}",
        "`{key}` besvares med navnet på en verdi eller et tall, ikke med {given}",
    ),
    "bad-date": (
        "`{given}`, given as `{key}`, is not a calendar date written YYYY-MM-DD",
        "`{given}`, oppgitt som `{key}`, er ikke en kalenderdato skrevet ÅÅÅÅ-MM-DD",
    ),
    "day-not-covered": (
        "`{given}` is {distance}, which no value of `{key}` covers (days from today: {spans})",
        "`{given}` er {distance}, og det dekker ingen verdi av `{key}` (dager fra i dag: {spans})",
    ),
    "bad-number": (
        "`{given}`, given as `{key}`, is not a number written like 12 or 2.5",
        "`{given}`, oppgitt som `{key}`, er ikke et tall skrevet som 12 eller 2.5",
    ),
    "bad-whole-number": (
        "`{given}`, given as `{key}`, is not a whole number written like 12",
        "`{given}`, oppgitt som `{key}`, er ikke et heltall skrevet som 12",
    ),
    "number-not-covered": (
        "no value of `{key}` covers `{given}` (numbers: {spans})",
        "ingen verdi av `{key}` dekker `{given}` (tall: {spans})",
    ),
    "bad-email": (
        "`{given}`, given as `{key}`, is not an e-mail address",
        "`{given}`, oppgitt som `{key}`, er ikke en e-postadresse",
    ),
    "not-json": ("this is not JSON: {why}", "dette er ikke JSON: {why}"),
    "not-an-object": (
        "a record of answers is a JSON object, not {given}",
        "en post med svar er et JSON-objekt, ikke {given}",
    ),
    "duplicate-key": ("key `{given}` is given twice", "nøkkelen `{given}` er oppgitt to ganger"),
    # Rows of a sheet.
    "not-utf-8": (
        "byte {byte} is not UTF-8; save the sheet as CSV in UTF-8",
        "byten {byte} er ikke UTF-8; lagre arket som CSV i UTF-8",
    ),
    "open-quote": (
        "a quotation mark opens a cell and does not close it, or text follows the closing one",
        "et anførselstegn åpner en celle uten å lukke den, eller det står tekst etter det som lukker",
    ),
    "cell-too-long": (
        "a cell has more than {most} characters, or its quotation mark is not closed",
        "en celle har mer enn {most} tegn, eller anførselstegnet er ikke lukket",
    ),
    "unnamed-cells": (
        "the header has no name for the columns of these cells: {cells}",
        "overskriften har ikke navn på kolonnene til disse cellene: {cells}",
    ),
    "surplus-cells": (
        "the header has {columns} columns; these cells are beyond them: {cells}",
        "overskriften har {columns} kolonner; disse cellene er for mange: {cells}",
    ),
    # Progress.
    "records": ("{count} records", "{count} poster"),
    "per-second": ("{count} a second", "{count} i sekundet"),
    "time-left": ("{time} left", "{time} igjen"),
    # Routes.
    "line": ("line", "linje"),
    "assumed": (
        "You didn't know {short}, so we assumed {label}.",
        "Du visste ikke {short}, så vi gikk ut fra {label}.",
    ),
    "the-answer": ("the answer to {quoted}", "svaret på {quoted}"),
    "assumed-yes": ("yes", "at svaret er ja"),
    "assumed-no": ("no", "at svaret er nei"),
    "yes": ("Yes", "Ja"),
    "no": ("No", "Nei"),
    "gap": ("We have no contact for these answers.", "Vi har ingen kontakt for disse svarene."),
    "unproved": ("Some of the questions may not have been necessary.", "Noen av spørsmålene kan ha vært unødvendige."),
    # The conversation.
    "not-known": ("I don't know", "Jeg vet ikke"),
    "type": (
        "Type a number or a word from the list{more} (?\xa0help,\xa0b\xa0back,\xa0q\xa0quit)",
        "Skriv et nummer eller et ord fra listen{more} (?\xa0hjelp,\xa0b\xa0tilbake,\xa0q\xa0avslutt)",
    ),
    "type-date": (", or a date", ", eller en dato"),
    "type-email": (", or an e-mail address", ", eller en e-postadresse"),
    "shortly": ("{forms} (?,\xa0b,\xa0q)", "{forms} (?,\xa0b,\xa0q)"),
    "hint-choice": ("number", "nummer"),
    "hint-word": ("word", "ord"),
    "hint-date": ("date", "dato"),
    "hint-email": ("e-mail address", "e-post"),
    "type-number": (", or another figure", ", eller et annet tall"),
    "hint-number": ("other figure", "annet tall"),
    "figure": ("figure", "tall"),
    "more-choices": ("… {count} more: type part of the text", "… {count} til: skriv en del av teksten"),
    "picked": ("Number {number} in the list: {label}", "Nummer {number} i listen: {label}"),
    "as-figure": (
        "The figure {figure} would be number {number}: {label}",
        "Tallet {figure} ville vært nummer {number}: {label}",
    ),
    "how-choice": (
        "Type the number of a choice, or the beginning of its text.",
        "Skriv nummeret på et valg, eller begynnelsen av teksten.",
    ),
    "how-date": (
        "You can also type a date, such as {day} or {distance}.",
        "Du kan også skrive en dato, for eksempel {day} eller {distance}.",
    ),
    "how-number": (
        "You can also type another figure, such as {number}, unless it is the number of a choice.",
        "Du kan også skrive et annet tall, for eksempel {number}, hvis det ikke er nummeret på et valg.",
    ),
    "how-email": (
        "You can also type that person's e-mail address; it means yes.",
        "Du kan også skrive e-postadressen til personen; det betyr ja.",
    ),
    "how-commands": (
        "b goes back and q quits. Enter alone keeps an answer you gave before.",
        "b går tilbake, og q avslutter. Enter alene beholder et svar du har gitt før.",
    ),
    "nothing-before": ("There is no question before this one.", "Det er ikke noe spørsmål før dette."),
    "empty-answer": ("Type a number from the list, or ? for help.", "Skriv et nummer fra listen, eller ? for hjelp."),
    "not-recognised": (
        "I don't recognise “{given}”. Type a number from the list.",
        "Jeg kjenner ikke igjen «{given}». Skriv et nummer fra listen.",
    ),
    "not-read": ("The lines after it were not read.", "Linjene etter den ble ikke lest."),
    "no-such-address": (
        "“{given}” is not an e-mail address. Type it again, or a number from the list.",
        "«{given}» er ikke en e-postadresse. Skriv den på nytt, eller et nummer fra listen.",
    ),
    "quoted": ("“{text}”", "«{text}»"),
    "all-of": ("{others} and {last}", "{others} og {last}"),
    "points-to": ("{words} points to:", "{words} tyder på:"),
    "point-to": ("{words} point to:", "{words} tyder på:"),
    "can-mean": ("“{given}” can mean:", "«{given}» kan bety:"),
    "stands-in": ("“{given}” is in:", "«{given}» står i:"),
    "choose-it": ("Type {number} if that's right.", "Skriv {number} hvis det stemmer."),
    "choose-one": ("Type the number of the one you mean.", "Skriv nummeret på det du mener."),
    "dates-are": (
        "No answer fits {given}. These are about dates:",
        "Ingen av svarene passer med {given}. Disse gjelder datoer:",
    ),
    "numbers-are": (
        "No answer fits {given}. These are about figures:",
        "Ingen av svarene passer med {given}. Disse gjelder tall:",
    ),
    "not-whole": (
        "“{given}” is not a whole number. Type a whole number, or a number from the list.",
        "«{given}» er ikke et helt tall. Skriv et helt tall, eller et nummer fra listen.",
    ),
    "kept": ("Enter keeps: {answer}", "Enter beholder: {answer}"),
    # The card.
    "suggestion": ("did you mean `{name}`?", "mente du `{name}`?"),
    "allowed": ("allowed: {names}", "tillatt: {names}"),
    "more-needed": ("One more answer is needed.", "Det trengs ett svar til."),
    "not-covered": ("Not covered", "Ikke dekket"),
    "nobody": ("No contact for this", "Ingen kontakt for dette"),
    "from-day": ("From {day}: {then}", "Fra {day}: {then}"),
    "then-not_covered": ("no contact", "ingen kontakt"),
    "then-incomplete": ("ask again; it will take one more answer", "spør igjen; da trengs det ett svar til"),
    "then-invalid": ("ask again; these answers will no longer fit", "spør igjen; da passer ikke svarene lenger"),
    "same-contact": ("still {team}, for another reason", "fortsatt {team}, av en annen grunn"),
    "again": ("To get this answer again:", "For å få dette svaret igjen:"),
    "why": ("Why", "Hvorfor"),
    "notes": ("Note", "Merk"),
    "or": ("Or", "Eller"),
    "later": ("Later", "Senere"),
    "answers": ("Answers", "Svar"),
    "unused": ("Not needed", "Ikke brukt"),
    "source": ("Source", "Kilde"),
    # Dates and figures.
    "on-day": ("{day} {month} {year}", "{day}. {month} {year}"),
    "decimal-sign": (".", ","),
    "thousands-sign": (",", " "),
    "not-a-date": (
        "I can't read “{given}” as a date. For example: {example}.",
        "Jeg kan ikke lese «{given}» som en dato. For eksempel: {example}.",
    ),
    "no-such-day": (
        "“{given}” is not in the calendar. For example: {example}.",
        "«{given}» finnes ikke i kalenderen. For eksempel: {example}.",
    ),
    "far-away": ("“{given}” is more than a hundred years away:", "«{given}» er mer enn hundre år unna:"),
    "other-weekday": (
        "“{given}” falls on another day of the week. Type the date alone.",
        "«{given}» faller på en annen ukedag. Skriv bare datoen.",
    ),
    "today": ("today", "i dag"),
    "tomorrow": ("tomorrow", "i morgen"),
    "yesterday": ("yesterday", "i går"),
    "days-ahead": ("in {days} days", "om {days} dager"),
    "days-ago": ("{days} days ago", "for {days} dager siden"),
    # Explanations.
    "decided-by": ("Decided by", "Avgjort av"),
    "decided-by-nothing": (
        "nothing: this is the contact whatever you answer",
        "ingenting: dette er kontakten uansett hva du svarer",
    ),
    "reason-unproved": (
        "Fewer of the answers may be enough; the rules are too intricate to tell.",
        "Færre av svarene kan være nok; reglene er for innfløkte til å si det sikkert.",
    ),
    "rule": ("Rule", "Regel"),
    "passed-over": ("Not these", "Ikke disse"),
    "rules-out": ("The answer to “{ask}” rules out", "Svaret på «{ask}» utelukker"),
    "needs": ("needs {wanted} as the answer to “{ask}”", "krever {wanted} som svar på «{ask}»"),
    "either": ("{others} or {last}", "{others} eller {last}"),
    "impossible": ("no answer to “{ask}” will do", "ikke noe svar på «{ask}» passer"),
    "more-names": ("{count} more", "{count} til"),
    "more-rules": ("{count} more rules; --format json names them all", "{count} regler til; --format json nevner alle"),
    "why-not": ("Why not", "Hvorfor ikke"),
    "that-is-it": ("this is the contact", "dette er kontakten"),
    "no-way": ("no rule leads there", "ingen regel fører dit"),
    "no-answers": ("no answers lead there", "ingen svar fører dit"),
    "only-when-unsure": (
        "only where no rule matches and something is not known",
        "bare når ingen regel passer og noe ikke er kjent",
    ),
    "beaten-by": ("{rule} comes first", "{rule} kommer først"),
    "instead": ("Instead", "I stedet"),
    "instead-unproved": (
        "Other contacts may be possible too; the rules are too intricate to tell.",
        "Andre kontakter kan også være mulige; reglene er for innfløkte til å si det sikkert.",
    ),
    # Pictures.
    "no-contact": ("No contact is named for these answers.", "Det er ikke oppgitt noen kontakt for disse svarene."),
    "no-rule": ("no rule", "ingen regel"),
    "depends-on": ("depends on {questions}", "avhenger av {questions}"),
    "columns": ("Columns: {ask}", "Kolonner: {ask}"),
    "several-contacts": ("{count} contacts", "{count} kontakter"),
    "big-table": (
        "a table of {cells} cells: here is the tree of its first two questions; see --format table, -a KEY=VALUE",
        "en tabell med {cells} ruter: her er treet med de to første spørsmålene; se --format table, -a KEY=VALUE",
    ),
    "wide-table": (
        "The table is too wide for the screen and is shown row by row; -a KEY=VALUE narrows it.",
        "Tabellen er for bred for skjermen og vises rad for rad; -a KEY=VALUE gjør den smalere.",
    ),
    "perhaps": (
        "? The rules are too intricate to prove that all of this can happen, and on what it depends.",
        "? Reglene er for innfløkte til å bevise at alt dette kan skje, og hva det avhenger av.",
    ),
    "as-under": ("as under {path}", "som under {path}"),
    "whatever": ("whatever the answers are", "uansett svar"),
    "never": ("No answers lead here; earlier rules win.", "Ingen svar fører hit; tidligere regler vinner."),
    "too-intricate": (
        "The rules are too intricate to say which answers lead here, if any do.",
        "Reglene er for innfløkte til å si hvilke svar som fører hit, om noen gjør det.",
    ),
    "more-ways": ("… and {count} more", "… og {count} til"),
    "contact": ("Contact", "Kontakt"),
    "contacts": ("Contacts", "Kontakter"),
    "questions": ("Questions", "Spørsmål"),
    "rules": ("Rules", "Regler"),
    "overview": ("Overview", "Oversikt"),
    "updated": ("updated {day}", "oppdatert {day}"),
    "unique-wins": (
        "At most one rule matches, whatever the answers are.",
        "Høyst én regel passer, uansett hva svarene er.",
    ),
    "first-wins": ("The first rule that matches wins.", "Den første regelen som passer, vinner."),
    "if-not-known": ("“I don't know” counts as {value}.", "«Jeg vet ikke» regnes som {value}."),
    "when": ("When", "Når"),
    "or-when": ("Or when", "Eller når"),
    "always": ("Always", "Alltid"),
    "facts": ("Facts", "Fakta"),
    "show-days": ("days from today: {span}", "dager fra i dag: {span}"),
    "show-numbers": ("numbers: {span}", "tall: {span}"),
    "unsure-outcome": (
        "When no rule matches and something is not known",
        "Når ingen regel passer og noe ikke er kjent",
    ),
    # The page.
    "page-continue": ("Continue", "Fortsett"),
    "page-back": ("Back", "Tilbake"),
    "page-restart": ("Start again", "Begynn på nytt"),
    "page-change": ("Change", "Endre"),
    "page-so-far": ("Your answers", "Svarene dine"),
    "page-language": ("Language", "Språk"),
    "page-error": ("Error", "Feil"),
    "page-problem": ("There is a problem", "Noe må rettes"),
    "page-filter": ("Filter the answers", "Filtrer svarene"),
    "page-shown": ("{count} of {all} answers shown", "Viser {count} av {all} svar"),
    "page-date": ("I know the date", "Jeg vet datoen"),
    "page-day": ("Day", "Dag"),
    "page-month": ("Month", "Måned"),
    "page-year": ("Year", "År"),
    "page-email": ("Yes, and I know the e-mail address", "Ja, og jeg vet e-postadressen"),
    "page-the-email": ("E-mail address", "E-postadresse"),
    "page-number": ("I know the number", "Jeg vet tallet"),
    "page-the-number": ("Number", "Tall"),
    "page-unknown-value": ("Choose an answer.", "Velg et svar."),
    "page-bad-date": (
        "Type a date in numbers: day, month and a year of four digits.",
        "Skriv en dato med tall: dag, måned og et årstall med fire siffer.",
    ),
    "page-day-not-covered": (
        "No answer fits that date. These are about dates: {choices}",
        "Ingen av svarene passer med den datoen. Disse gjelder datoer: {choices}",
    ),
    "page-bad-number": ("Type a number, such as 12 or 2.5.", "Skriv et tall, for eksempel 12 eller 2,5."),
    "page-bad-whole-number": ("Type a whole number, such as 12.", "Skriv et helt tall, for eksempel 12."),
    "page-number-not-covered": (
        "No answer fits that number. These are about numbers: {choices}",
        "Ingen av svarene passer med det tallet. Disse gjelder tall: {choices}",
    ),
    "page-bad-email": (
        "Type an e-mail address, such as name@example.com.",
        "Skriv en e-postadresse, for eksempel navn@example.com.",
    ),
    "page-noscript": (
        "The questions need JavaScript, which is off here. The overview and the contacts are below.",
        "Spørsmålene trenger JavaScript, som er slått av her. Oversikten og kontaktene står nedenfor.",
    ),
    "page-made": (
        "From {source}. Made on {day} with hsroute {version}.",
        "Fra {source}. Laget {day} med hsroute {version}.",
    ),
}


def say(name: str, lang: Lang, /, **values: object) -> str:
    """The text of that name, with the values filled in; English for languages that the program does not speak."""
    return TEXTS[name][LANGS.index(lang) if lang in LANGS else 0].format(**values)


def both(name: str) -> Text:
    """The text of that name in every language of the program; it has nothing to fill in."""
    return Text.translated(dict(zip(LANGS, TEXTS[name], strict=True)))
