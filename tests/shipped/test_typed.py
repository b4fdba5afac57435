"""What people type at the shipped questions, and what comes of it; and how often the offers help."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from hsroute.analysis.cases import compile_cases
from hsroute.language.own_words import GLUE
from hsroute.language.spoken_dates import plain
from hsroute.model import UNKNOWN
from hsroute.routing.load import load
from hsroute.routing.understanding import Asked, Command, Given
from hsroute.rulesfile.yaml_parser import read
from tests.support.program import DATA

TODAY = date(2026, 11, 22)
ROUTER = load()
QUESTIONS = {question.key: question for question in ROUTER.ruleset.questions}

TYPED = """
category en
    1 = support
    6 = unsure
    0 = unknown
    7 .
    03 .
    4. = billing
    4) = billing
    (4) = billing
    #4 = billing
    no. 4 = billing
    (7) .
    billing = billing
    BILLING = billing
    bil = billing
    bi .
    b ! b
    back ! b
    tilbake ! b
    ? ! ?
    help ! ?
    hjelp ! ?
    q ! q
    quit ! q
    avslutt ! q
    close our account ? unsure
    delete my account ? unsure
    my account is locked ? unsure
    y .
    no .
    nei .
    ja .
    hub .
    hubspot .
    vat ? billing
    s .
    e .
    o .
    i .
    or .
    the .
    and .
    the contract = contracts
    The contract, such as an upcoming renewal = contracts
    contr = contracts
    contract = contracts
    contracts = contracts
    the contrcat .
    invoice = billing
    invoices = billing
    Invoices, payments or billing details = billing
    invioce .
    my invoice is wrong ? billing
    I want a refund ? billing
    refund ? billing
    credit card ? billing
    card was charged twice on the invoice ? billing
    upgrade ? success
    upgrading ? success
    downgrade ? success
    reach our goals ? success
    gdpr ? success
    move data to another account ? success
    price ? sales
    how much is it ? sales
    buy = sales
    buying hubspot = sales
    extend my trial ? sales
    trial invoice ? billing sales
    renewal ? contracts
    renewal of the contract ? contracts
    renewal invoice ? contracts billing
    import ? support
    import contacts from a csv ? support
    the workflow does not work ? support
    workflow bug ? support
    something is broken ? support
    login ? unsure
    can't log in ? unsure
    cancel ? unsure
    I want to cancel my subscription ? unsure
    suspended ? unsure
    our account is suspended ? unsure
    partner ? unsure
    become a solutions partner ? unsure
    something else = unsure
    something = unsure
    someth = unsure
    not sure = unknown
    i'm not sure = unknown
    unsure = unsure
    unknown = unknown
    I don't know = unknown
    dont know = unknown
    no idea = unknown
    xyzzy .
    asdf asdf .
    12 .
    -1 .
    ola@example.com .
    tomorrow .
    2027-03-01 .
    invoice contract trial .
category nb
    3 = contracts
    kontr = contracts
    kontrakten = contracts
    kontrakt = contracts
    contracts = contracts
    contract = contracts
    fakt = billing
    faktura = billing
    fakturaen er feil ? billing
    purrefaktura ? billing
    jeg vil si opp ? unsure
    vi vil si opp avtalen ? contracts unsure
    oppsigelse ? unsure
    innlogging ? unsure
    får ikke logget inn ? unsure
    får ikke logge inn ? unsure
    kontoen er sperret ? unsure
    oppgradere ? success
    vi vil oppgradere ? success
    pris ? sales
    hva er prisen ? sales
    kjøp = sales
    kjop = sales
    kjøpe flere lisenser ? sales
    prøveperiode ? sales
    prøveperioden er over ? sales
    fornyelse ? contracts
    fornyelsen av avtalen ? contracts
    refusjon ? billing
    betalt to ganger ? billing
    skjemaet virker ikke ? support
    hjelp ! ?
    hjelp til å bruke verktøyene = support
    noe annet = unsure
    noe = unsure
    trenger kundestøtte ? support
    vet ikke helt = unknown
    vet ikke = unknown
    jeg vet ikke = unknown
    i .
    nei .
    no .
    og .
    mva ? billing
trial en
    no = none
    n = none
    nei = none
    yes ? active expired
    ja ? active expired
    none = none
    active = active
    exp = expired
    still running ? active
    it has ended ? expired
    it's over ? expired
    june = 2026-06-01
    reactivate ? expired
    yesterday = 2026-11-21
    14 days = 2026-11-08
    in 30 days ? active expired
    15 November = 2026-11-15
trial nb
    n = none
    no = none
    nei = none
    ferdig ? expired
    y ? active expired
    utløpt ? expired
    for 14 dager siden = 2026-11-08
    om 30 dager ? active expired
contract_manager en
    1 = yes
    y = yes
    YES = yes
    ja = yes
    j = yes
    n = no
    no = no
    nei = no
    s .
    e .
    o .
    es .
    yes please ? yes
    not yet .
    ola@example.com = ola@example.com
    ola@example .
    Ola <ola@example.com> ? ola@example.com
    yes, it is ola@example.com. ? ola@example.com
    ola at example.com .
    0 = unknown
    maybe .
contract_manager nb
    ja = yes
    y = yes
    yes = yes
    nei = no
    no = no
    i .
    a .
    ja takk ? yes
    ja, kari@example.com ? kari@example.com
    kari@example.com = kari@example.com
renewal_date en
    in 9 .
    the date passed 9 ? recent past
    the date passed 1 ? recent past
    soon = soon
    soonish .
    later = later
    today = 2026-11-22
    tod = soon
    today or = soon
    in .
    in 91 days = 2027-02-21
    In 91 days or more = later
    in 30 days = 2026-12-22
    90 days ? 2026-08-24 2027-02-20
    30 days ? 2026-10-23 2026-12-22
    1 March = 2027-03-01
    March 1st = 2027-03-01
    March the 1st = 2027-03-01
    march 2027 = 2027-03-01
    15.3.27 = 2027-03-15
    31.12 = 2026-12-31
    31/12/2026 = 2026-12-31
    03/04/2027 ? 2027-03-04 2027-04-03
    3/4 ? 2027-03-04 2027-04-03
    in two weeks = 2026-12-06
    next friday ? 2026-11-27 2026-12-04
    next month ? 2026-12-01 2026-12-22
    last month ? 2026-10-01 2026-10-22
    2027-03-01 = 2027-03-01
    30 February .
    2027-02-30 .
    in 3 dys .
    march ? 2026-03-01 2027-03-01
    in June ? 2026-06-01 2027-06-01
    next june .
    now = 2026-11-22
    na .
    n/a .
    in about two months = 2027-01-22
    ca. 30 days ? 2026-10-23 2026-12-22
    within 90 days ? soon
    in more than 90 days ? later
    more than 90 days ago ? past
    less than 90 days ago ? recent
    5 .
    the date passed ? recent past
    this month ? soon
    never .
    dont know = unknown
renewal_date nb
    om 9 .
    datoen var for 9 ? recent past
    snart ? soon
    i juni ? 2026-06-01 2027-06-01
    neste sommer .
    innen 90 dager ? soon
    mer enn 90 dager ? later
    mer enn 90 dager siden ? past
    i .
    om .
    om tre uker = 2026-12-13
    om 3 mnd = 2027-02-22
    i overmorgen = 2026-11-24
    overmorgen = 2026-11-24
    neste fredag ? 2026-11-27 2026-12-04
    neste måned ? 2026-12-01 2026-12-22
    1. mars = 2027-03-01
    1. mars 2027 = 2027-03-01
    15.3.27 = 2027-03-15
    31.12. = 2026-12-31
    90 dager ? 2026-08-24 2027-02-20
    i dag = 2026-11-22
    datoen var ? recent past
    vet ikke = unknown
tier en
    pro = professional
    prof = professional
    ent = enterprise
    start = starter
    Starer .
    hub .
    marketing hub .
    sales hub .
    the .
    none ? free
    marketing hub pro ? professional
    Marketing Hub Professional ? professional
    pro and starter ? starter professional
    basic, pro and starter .
    free = free
    free tools = free
    no subscription ? free
    legacy ? basic
    help ! ?
tier nb
    gratis ? free
    bare gratis = free
    bare = free
    ikke noe abonnement ? free
    ingen ? free
    uten abonnement ? free
    proff ? professional
    eldre ? basic
"""


def rows():
    key = lang = ""
    for row in TYPED.strip().splitlines():
        if found := re.fullmatch(r" +(.+?) ([=?!.])(?: (.+))?", row):
            line, sign, outcome = found.groups("")
            yield key, lang, line, sign, outcome.split()
        else:
            key, lang = row.split()


def meaning(key, lang, line):
    return Asked(QUESTIONS[key], TODAY, lang, ROUTER.ruleset.title.to(lang)).understand(line)


def test_the_table_is_long_enough_and_no_line_is_in_it_twice():
    lines = [row[:3] for row in rows()]
    assert len(lines) >= 150
    assert len({*lines}) == len(lines)


@pytest.mark.parametrize(("key", "lang", "line", "sign", "outcome"), [*rows()])
def test_what_is_typed_is_taken_offered_obeyed_or_calmly_refused(key, lang, line, sign, outcome):
    meant = meaning(key, lang, line)
    if isinstance(meant, Given):
        assert (sign, outcome) == ("=", [meant.answer])
    elif isinstance(meant, Command):
        assert (sign, outcome) == ("!", [meant.key])
    elif meant.names:
        assert (sign, outcome) == ("?", [*meant.names])
    else:
        assert (sign, outcome) == (".", [])


@pytest.mark.parametrize("lang", ["en", "nb"])
@pytest.mark.parametrize("key", QUESTIONS)
def test_a_part_of_a_label_is_taken_only_where_it_begins_one_name_or_label(key, lang):
    texts = {value.name: (plain(value.name), plain(value.label.to(lang))) for value in QUESTIONS[key].values}
    pieces = {
        label[start:end]
        for _, label in texts.values()
        for start in range(len(label))
        for end in range(start + 1, start + 12)
    }
    for piece in sorted(pieces):
        meant = meaning(key, lang, piece)
        if isinstance(meant, Given) and meant.answer in texts and not piece.strip().rstrip(".)").isdecimal():
            begun = [name for name, both in texts.items() if any(text.startswith(piece.strip()) for text in both)]
            assert begun == [meant.answer] or piece.strip() in {"y", "yes", "ja", "j", "n", "no", "nei"}


@pytest.mark.parametrize("lang", ["en", "nb"])
@pytest.mark.parametrize("key", QUESTIONS)
def test_a_word_that_only_holds_a_sentence_together_is_no_answer(key, lang):
    assert [word for word in GLUE - {"may"} if isinstance(meaning(key, lang, word), Given)] == []


def test_the_offers_help_more_often_than_they_mislead():
    source = (DATA / "held-out" / "hubspot.cases.yaml").read_bytes()
    came = Counter()
    for case in compile_cases(read(source, "hubspot.cases.yaml"), ROUTER.ruleset):
        (wanted,) = case.offers["category"]
        meant = meaning("category", "en", case.text)
        offered = (meant.answer,) if isinstance(meant, Given) else meant.names
        came["helped" if wanted in offered else "misled" if offered and UNKNOWN not in offered else "silent"] += 1
    assert sum(came.values()) >= 60
    assert came["helped"] >= 0.65 * sum(came.values())
    assert came["misled"] <= 0.12 * sum(came.values())
