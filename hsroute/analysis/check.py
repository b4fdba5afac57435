"""Every mistake in a rules file, and what is proved about it: one function, one check, one code.

A mistake is reported once, where it is made. So a rule that is never reached has no other problem, and conditions on a
question that can never change the route have none beside that of the question.
"""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from hsroute.analysis.check_report import Report, Summary
from hsroute.analysis.prove import prove
from hsroute.language.own_words import repeated
from hsroute.language.phrases import counted, joined, listed, number
from hsroute.model import UNKNOWN, Frozen, Interval
from hsroute.patterns import SCALES, in_digits
from hsroute.routing.outcomes import rule_of
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.format import CONTACT, texts
from hsroute.rulesfile.problems import Problem, RulesError
from hsroute.rulesfile.yaml_errors import cut_off_behind
from hsroute.rulesfile.yaml_nodes import MappingNode, ScalarNode, SequenceNode, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from hsroute.analysis.check_report import Region
    from hsroute.analysis.prove import Facts, Gap, Superfluous, Unreachable
    from hsroute.model import Lang, Question, Ruleset, Value
    from hsroute.patterns import ScaleName
    from hsroute.rulesfile.format import Location
    from hsroute.rulesfile.problems import Severity, Span
    from hsroute.rulesfile.yaml_nodes import SourceText


Find = TypeVar("Find", bound="Callable[[Subject], Iterator[Found]]")


def check(source: SourceText) -> Report:
    """The mistakes that make the file unusable; if there are none, those found by proof."""
    try:
        ruleset = compile_rules(source)
    except RulesError as error:
        return Report(source.path, error.problems)
    subject = Subject(source, ruleset, prove(ruleset))
    problems = [problem for each in CHECKS for problem in each.problems(subject)]
    problems.sort(key=lambda problem: (problem.span, problem.code))
    return Report(source.path, tuple(problems), _summary(ruleset, subject.facts))


@dataclass(frozen=True, slots=True)
class Subject:
    """The file that is checked, and what is proved about it."""

    source: SourceText
    ruleset: Ruleset
    facts: Facts

    def condition(self, rule: int, place: int, key: str) -> Span:
        """Where a condition of a rule has that key."""
        several = isinstance(self.ruleset.rules[rule].when, tuple)
        return self.source.place("rules", rule, "when", *((place,) if several else ()), key)

    def lines(self, rules: Sequence[int]) -> str:
        """In which lines the rules are, in their order."""
        lines = [str(self.source.value("rules", rule, "id").line) for rule in rules]
        if len(lines) == 1:
            return f"`{self.ruleset.rules[rules[0]].id}` is in line {lines[0]}"
        return f"they are in lines {joined(lines)}"


class Found(NamedTuple):
    """One finding of a check: its place, the message, the help, and answers that show it."""

    span: Span
    message: str
    help: str
    example: dict[str, str] | None = None
    details: tuple[str, ...] = ()


class Check(NamedTuple):
    """What is looked for in rules that can be used; the sentence explains it to an author."""

    code: str
    severity: Severity
    sentence: str
    find: Callable[[Subject], Iterator[Found]]

    def problems(self, subject: Subject) -> Iterator[Problem]:
        for span, message, help, example, details in self.find(subject):
            shown = None if example is None else Frozen(example)
            yield Problem(subject.source.path, span, self.code, message, help, self.severity, shown, details)


CHECKS: Final[list[Check]] = []
"""Every check, in the order in which they are documented."""


def _check_for(code: str, severity: Severity, sentence: str) -> Callable[[Find], Find]:
    """Register a function as a check."""

    def enter(find: Find) -> Find:
        CHECKS.append(Check(code, severity, sentence, find))
        return find

    return enter


# Errors.


@_check_for("gap", "error", "there are answers that no rule matches")
def _gap(subject: Subject) -> Iterator[Found]:
    found = subject.facts.gap
    if found:
        several = found.combinations > 1
        number_of = f"{'' if found.exact else 'at least '}{number(found.combinations)}"
        every = counted(subject.facts.combinations, "combination")
        message = f"{number_of} of {every} of answers match{'' if several else 'es'} no rule"
        example = f"for example `{_answers(found.example)}`" if found.example else "no rule matches anything"
        help = f"{example}; {_advice(subject.source.path, found)}"
        details = tuple(_regions(subject.ruleset, found))
        yield Found(subject.source.place("rules"), message, help, found.example, details)


def _advice(path: str, gap: Gap) -> str:
    """What to do about a gap; a rule without `when` would hide it."""
    if not gap.exact:
        return "add a rule for these answers, and check again"
    where = "" if path.startswith("<") else f" --rules {shlex.quote(path)}"
    return f"add a rule for each region of answers; `hsroute show not_covered{where}` shows them too"


def _answers(example: dict[str, str]) -> str:
    return ", ".join(f"{key}: {name}" for key, name in example.items())


def _regions(ruleset: Ruleset, gap: Gap) -> Iterator[str]:
    """Each region with an example, and a rule for it."""
    for region, rule in _mending(ruleset, gap):
        example = f", for example `{_answers(region.example)}`" if region.example else ""
        yield f"{counted(region.combinations, 'combination')}{example}:"
        yield f"  {rule}"
    if gap.more:
        left = gap.combinations - sum(region.combinations for region in gap.regions)
        yield f"and {counted(gap.more, 'more region')} with {counted(left, 'combination')}"


def _mending(ruleset: Ruleset, gap: Gap) -> Iterator[tuple[Region, str]]:
    """Each region with a rule that matches all of it, as it is written."""
    taken = {rule.id for rule in ruleset.rules}
    ids = (id for number in count(1) if (id := f"gap-{number}") not in taken)
    named = {question.key: question.names for question in ruleset.questions}
    for region, id in zip(gap.regions, ids, strict=False):
        conditions = [f"{key}: {_written(names, named[key])}" for key, names in region.answers.items()]
        when = f"when: {{{', '.join(conditions)}}}, " if conditions else ""
        yield region, f"- {{id: {id}, {when}not_covered: true, because: No rule was for this.}}"


def _written(names: tuple[str, ...], named: tuple[str, ...]) -> str:
    """The condition that allows these answers; by those that it does not allow, where that is shorter."""
    allowed = _one_or_list(names)
    if UNKNOWN in names:
        return allowed
    others = f"{{not: {_one_or_list(tuple(name for name in named if name not in names) or (UNKNOWN,))}}}"
    return min(allowed, others, key=len)


def _one_or_list(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


@_check_for(
    "unreachable-rule", "error", "every combination that the rule matches goes to an earlier rule, or it matches none"
)
def _unreachable_rule(subject: Subject) -> Iterator[Found]:
    for shadow in subject.facts.unreachable:
        if shadow.impossible is None:
            yield Found(subject.source.value("rules", shadow.rule, "id"), *_shadowed(subject, shadow))
        else:
            rule = f"rule `{subject.ruleset.rules[shadow.rule].id}`"
            yield _impossible(subject.condition(shadow.rule, 0, shadow.impossible), shadow.impossible, rule, "rule")


def _impossible(span: Span, key: str, what: str, kind: str) -> Found:
    message = f"{what} can never match: its condition on `{key}` allows no answer"
    return Found(span, message, f"`not` names every value of the question; leave one out, or remove the {kind}")


def _shadowed(subject: Subject, shadow: Unreachable) -> tuple[str, str]:
    never = f"rule `{subject.ruleset.rules[shadow.rule].id}` is never reached"
    if shadow.blamed is None:
        message = f"{never}: rules before it together match all that it matches"
        return message, "move this rule up, or remove it"
    names = joined([f"`{subject.ruleset.rules[rule].id}`" for rule in shadow.blamed])
    match = "matches" if len(shadow.blamed) == 1 else "together match"
    message = f"{never}: {names} before it {match} all that it matches"
    return message, f"{subject.lines(shadow.blamed)}; move this rule up, or remove it"


@_check_for("overlap", "error", "two rules match the same answers, though `hit_policy: unique` says that none do")
def _overlap(subject: Subject) -> Iterator[Found]:
    for overlap in subject.facts.overlaps or ():
        rule, other = (subject.ruleset.rules[number].id for number in (overlap.rule, overlap.other))
        answers = _answers(overlap.example) or "any answers"
        message = f"rule `{rule}` matches answers that `{other}` before it matches too"
        help = f"for example `{answers}`; {subject.lines([overlap.other])}; take them out of one of the two conditions"
        yield Found(subject.source.value("rules", overlap.rule, "id"), message, help, overlap.example)


# Warnings.


@_check_for("unused-contact", "warning", "neither a rule nor `unsure` names the contact")
def _unused_contact(subject: Subject) -> Iterator[Found]:
    for id in unused_contacts(subject.ruleset):
        span = subject.source.place("contacts", id)
        help = "name it as `contact` or among the `alternatives` of a rule, or remove it"
        yield Found(span, f"no rule names contact `{id}`", help)


def unused_contacts(ruleset: Ruleset) -> tuple[str, ...]:
    """The contacts that neither a rule nor `unsure` names, in the file's order."""
    used = {id for rule in ruleset.rules_and_unsure for id in rule.contacts}
    return tuple(id for id in ruleset.contacts if id not in used)


@_check_for("no-address", "warning", "the contact has no email, phone, url, how or address_from")
def _no_address(subject: Subject) -> Iterator[Found]:
    for id in without_address(subject.ruleset):
        message = f"contact `{id}` has nothing by which to reach it"
        yield Found(subject.source.place("contacts", id), message, "add `email: `, `phone: `, `url: ` or `how: `")


def without_address(ruleset: Ruleset) -> tuple[str, ...]:
    """The contacts that rules name but that cannot be reached in any way, in the file's order."""
    unused = {*unused_contacts(ruleset)}
    ways = [name for name in CONTACT.keys if name != "team"]
    lacking = (id for id, contact in ruleset.contacts.items() if not any(getattr(contact, name) for name in ways))
    return tuple(id for id in lacking if id not in unused)


@_check_for(
    "address-not-asked",
    "warning",
    "the address of the rule's contact is the answer to a question that need not be asked",
)
def _address_not_asked(subject: Subject) -> Iterator[Found]:
    for outcome in subject.facts.unasked:
        rule = rule_of(subject.ruleset, outcome)
        if rule is None or rule.contact is None:
            continue
        path = ("rules", outcome) if isinstance(outcome, int) else ("unsure",)
        key = subject.ruleset.contacts[rule.contact].address_from
        message = f"answers lead to contact `{rule.contact}` without `{key}`, whose answer is its address"
        help = f"let the rule depend on `{key}`: `when: {{{key}: yes}}`; else the address is never asked for"
        yield Found(subject.source.value(*path, "contact"), message, help)


@_check_for("unused-question", "warning", "the question can never change the route")
def _unused_question(subject: Subject) -> Iterator[Found]:
    for question in subject.facts.unused:
        span = subject.source.place("questions", question.key)
        message = f"question `{question.key}` can never change the route, so it is never asked"
        yield Found(span, message, _why_unused(subject, question))


def _why_unused(subject: Subject, question: Question) -> str:
    mentions = {
        rule.id: [some[question.key] for some in rule.conditions if question.key in some]
        for rule in subject.ruleset.rules
    }
    every = len(question.answers)
    never = {subject.ruleset.rules[shadow.rule].id for shadow in subject.facts.unreachable}
    idle = [rule for rule, found in mentions.items() if found and all(len(names) == every for names in found)]
    dead = [rule for rule, found in mentions.items() if found and rule not in idle and rule in never]
    lists = [rule for rule, found in mentions.items() if found and rule not in (*idle, *never)]
    users = [contact.id for contact in subject.ruleset.contacts.values() if contact.address_from == question.key]
    why = (
        f"the condition on it allows every answer in {listed(idle)}" if idle else None,
        f"the rules with a condition on it are never reached: {listed(dead)}" if dead else None,
        f"the conditions on it make no difference in {listed(lists)}" if lists else None,
        "make a rule depend on it, or remove it",
        f"an answer given unasked would still be the address of {listed(users)}" if users else None,
    )
    return "; ".join(filter(None, why))


@_check_for(
    "useless-condition",
    "warning",
    "the condition allows every answer to its question; or it is one of a list, and the others and the rules before"
    " match all that it matches",
)
def _useless_condition(subject: Subject) -> Iterator[Found]:
    quiet_rules = {shadow.rule for shadow in subject.facts.unreachable}
    quiet_entries = {(entry.rule, entry.entry) for entry in subject.facts.superfluous}
    quiet_questions = {question.key for question in subject.facts.unused}
    yield from _superfluous_entries(subject)
    for rule, place, question in useless(subject.ruleset):
        if not (rule in quiet_rules or (rule, place) in quiet_entries or question.key in quiet_questions):
            span = subject.condition(rule, place, question.key)
            message = f"the condition on `{question.key}` allows every answer to the question"
            help = f"remove it, or leave out one of {listed(question.answers)}"
            yield Found(span, message, help)


def useless(ruleset: Ruleset) -> Iterator[tuple[int, int, Question]]:
    """The conditions that allow every answer to their question: rule, place among its conditions, and question."""
    questions = ruleset.by_key
    sizes = {key: len(question.answers) for key, question in questions.items()}
    for at, rule in enumerate(ruleset.rules):
        for place, condition in enumerate(rule.conditions):
            yield from ((at, place, questions[key]) for key, names in condition.items() if len(names) == sizes[key])


def _superfluous_entries(subject: Subject) -> Iterator[Found]:
    for entry in subject.facts.superfluous:
        if entry.impossible is None:
            span = subject.source.place("rules", entry.rule, "when", entry.entry)
            yield Found(span, *_covered(subject, entry))
        else:
            span = subject.condition(entry.rule, entry.entry, entry.impossible)
            yield _impossible(span, entry.impossible, "this entry", "entry")


def _covered(subject: Subject, entry: Superfluous) -> tuple[str, str]:
    rules = dict.fromkeys(rule for rule, _ in entry.blamed if rule != entry.rule)
    places = [place for rule, place in entry.blamed if rule == entry.rule]
    them = [f"rule `{subject.ruleset.rules[rule].id}`" for rule in rules]
    them += [f"entry {place + 1} of the list" for place in places]
    spans = [subject.source.value("rules", rule, "id") for rule in rules]
    spans += [subject.source.place("rules", entry.rule, "when", place) for place in places]
    match = "matches" if len(them) == 1 else "together match"
    where = f"line {spans[0].line}" if len(them) == 1 else f"lines {joined(str(span.line) for span in spans)}"
    return f"{joined(them)} {match} all that this entry matches", f"remove it, or change it; see {where}"


def _uncovered(subject: Subject, of: ScaleName) -> Iterator[Found]:
    for question in subject.ruleset.questions:
        for before, after in uncovered(question) if question.scale == of else ():
            ends: tuple[Any, Any] = before.span, after.span  # of which those between the two are numbers
            span, later = ends
            place = subject.source.value("questions", question.key, "values", after.name, of)
            end = (later.first - 1, False) if question.whole else (later.first, True)
            between = f"`{Interval(span.last + question.whole, *end)}`"
            if not (question.whole or span.below):
                between = f"between `{in_digits(span.last)}` and `{in_digits(later.first)}`"
            message = f"no value of `{question.key}` covers the {of} {between}"
            longer = f"let `{before.name}` be `{Interval(span.first, *end)}`"
            yield Found(place, message, f"`{before.name}` is `{span}` and `{after.name}` is `{later}`; {longer}")


for _scale in SCALES:
    _sentence = f"no value covers {_scale} that lie between the spans of two values"
    _check_for(f"{_scale}-gap", "warning", _sentence)(partial(_uncovered, of=_scale))


def uncovered(question: Question) -> Iterator[tuple[Value, Value]]:
    """Each two values between whose spans lie days or numbers that no value covers."""
    spans = [(value.span, value) for value in question.values if value.span]
    spans.sort(key=lambda pair: pair[0].begin)
    whole = question.whole
    for (span, value), (later, next_value) in pairwise(spans):
        if not span.touches(later, whole=whole):
            yield value, next_value


@_check_for("same-label", "warning", "two values of the question read alike")
def _same_label(subject: Subject) -> Iterator[Found]:
    for question in subject.ruleset.questions:
        for value, other in _read_alike(question):
            path = ("questions", question.key, "values", value.name)
            node = subject.source.node(*path, "label") or subject.source.node(*path)
            message = f"value `{value.name}` reads as value `{other.name}` does"
            line = subject.source.place(*path[:-1], other.name).line
            help = f"`{other.name}` is in line {line}; nobody can tell the two apart"
            yield Found(node.span if node else subject.source.place(*path), message, help)


def _read_alike(question: Question) -> Iterator[tuple[Value, Value]]:
    """Each value with the same label as an earlier one in some language, and that one."""
    langs = dict.fromkeys(["", *(lang for value in question.values for lang, _ in value.label.by_lang)])
    first: dict[tuple[str, str], Value] = {}
    for value in question.values:
        labels = [(lang, " ".join(value.label.to(lang).casefold().split())) for lang in langs]
        if earlier := next((first[label] for label in labels if label in first), None):
            yield value, earlier
        for label in labels:
            first.setdefault(label, value)


@_check_for("unused-unsure", "warning", "every answer with `unknown` matches a rule, so `unsure` is never the outcome")
def _unused_unsure(subject: Subject) -> Iterator[Found]:
    if subject.facts.unused_unsure:
        known = all(question.if_unsure for question in subject.ruleset.questions)
        why = "every question has `if_unsure`" if known else "every answer with `unknown` matches a rule"
        yield Found(subject.source.place("unsure"), f"`unsure` is never the outcome: {why}", "remove it")


@_check_for(
    "word-twice", "warning", "an entry of `words` belongs to two values, or only repeats a shorter one of its own value"
)
def _word_twice(subject: Subject) -> Iterator[Found]:
    for question in subject.ruleset.questions:
        path: Location = ("questions", question.key, "values")
        for (value, place), (other, first) in repeated([value.words for value in question.values]):
            names = question.names[value], question.names[other]
            span = subject.source.value(*path, names[0], "words", place)
            line = subject.source.value(*path, names[1], "words", first).line
            entry = quoted(question.values[other].words[first])
            if value == other:
                message = f"this entry only repeats {entry}, which fits wherever it does"
                yield Found(span, message, f"{entry} is in line {line}; one of the two is enough")
            else:
                help = f"{entry} is in line {line}; leave it to one value, or tell them apart with longer entries"
                yield Found(span, f"value {quoted(names[1])} has this entry too, so it points to both", help)


@_check_for("cut-text", "warning", "a `#` behind a text begins a comment, though it seems to belong to the text")
def _cut_text(subject: Subject) -> Iterator[Found]:
    for node in _strings(subject):
        if cut := cut_off_behind(node, subject.source.line):
            yield Found(*cut)


def _strings(subject: Subject) -> Iterator[ScalarNode]:
    """What is written in the place of each text, and each entry of `words`."""
    source = subject.source
    nodes = [source.node(*path) or source.node(*path[:-1]) for path, _ in texts(subject.ruleset)]
    nodes += [
        source.node("questions", question.key, "values", value.name, "words")
        for question in subject.ruleset.questions
        for value in question.values
    ]
    for node in nodes:
        if isinstance(node, MappingNode):
            yield from (value for _, value in node.entries.values() if isinstance(value, ScalarNode))
        else:
            inner = node.items if isinstance(node, SequenceNode) else [node]
            yield from (value for value in inner if isinstance(value, ScalarNode))


@_check_for("missing-translation", "warning", "the text lacks a language that other texts of the file have")
def _missing_translation(subject: Subject) -> Iterator[Found]:
    source = subject.source
    written = {
        path: dict(text.by_lang)
        for path, text in texts(subject.ruleset)
        if text.by_lang and isinstance(source.node(*path) or source.node(*path[:-1]), MappingNode)
    }  # those behind `yes-no` are not written out
    expected = _expected(written.values())
    for path, languages in written.items():
        if lacking := [lang for lang in expected if lang not in languages]:
            what = "a language" if len(lacking) == 1 else "languages"
            lack = joined(f"no `{lang}`" for lang in lacking)
            message = f"this text has {lack}, {what} that other texts of the file have"
            if strange := [lang for lang in languages if lang not in (*expected, "en")]:
                help = f"did you mean `{lacking[0]}`? no other text has `{strange[0]}`"
            else:
                has = [source.place(*other).line for other, its in written.items() if its.keys() >= {*lacking}]
                them = "it" if len(lacking) == 1 else "them"
                where = f", as the text in line {min(has)} has {them}" if has else ""
                help = f"add {joined(f'`{lang}: `' for lang in lacking)}{where}"
            yield Found(source.place(*path), message, help)


def _expected(written: Collection[Mapping[Lang, str]]) -> list[Lang]:
    """The languages of the texts; one that only one text has is a slip if that text lacks one that others have."""
    counts = Counter(lang for languages in written for lang in languages)
    common = {lang for lang, count in counts.items() if count > 1}
    slips = {lang for languages in written if common - {*languages} for lang in languages} - common
    return [lang for lang in counts if lang not in slips]


# The summary.


def _summary(ruleset: Ruleset, facts: Facts) -> Summary:
    gap, asked = facts.gap, facts.asked
    is_counted = facts.gap_decided and (gap is None or gap.exact)
    return Summary(
        len(ruleset.rules),
        len(ruleset.contacts),
        len(ruleset.questions),
        facts.combinations,
        facts.not_covered,
        (gap.combinations if gap else 0) if is_counted else None,
        asked.most if asked else None,
        asked.average if asked else None,
        _unproved(ruleset, facts),
        tuple(_mending(ruleset, gap)) if gap else (),
        gap.more if gap else 0,
    )


def _unproved(ruleset: Ruleset, facts: Facts) -> tuple[str, ...]:
    """What could not be proved, in words that go on from "not proved:"."""

    def ids(rules: Iterable[int]) -> str:
        return listed(ruleset.rules[rule].id for rule in sorted(rules))

    unblamed = [shadow.rule for shadow in facts.unreachable if shadow.blamed is None]
    unasked = [rule.id for outcome in facts.perhaps_unasked if (rule := rule_of(ruleset, outcome))]
    entries = "whether each entry of the list of conditions is needed in"
    words = (
        (facts.undecided, f"whether a combination reaches {ids(facts.undecided)}"),
        (unblamed, f"which rules shadow {ids(unblamed)}"),
        (facts.perhaps_superfluous, f"{entries} {ids(facts.perhaps_superfluous)}"),
        (facts.overlaps is None, "whether two rules match the same answers"),
        (not facts.gap_decided, "whether every combination matches a rule"),
        (facts.gap and not facts.gap.exact, "how many combinations match no rule"),
        (facts.not_covered is None, "how many combinations are not covered"),
        (facts.unsettled, f"whether {listed(question.key for question in facts.unsettled)} can change the route"),
        (unasked, f"whether the address of the contact is asked for before {listed(unasked)}"),
        (facts.unused_unsure is None, "whether `unsure` is ever the outcome"),
        (facts.asked is None, "how many questions are asked"),
    )
    return tuple(what for unproved, what in words if unproved)
