"""Reports of cases as JUnit XML, the form in which build servers read tests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from hsroute.analysis.case_runs import field_text
from hsroute.language.escape import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hsroute.analysis.case_runs import CasesReport, Result

_NOT_OF_XML: Final = re.compile("[\ufffe\uffff]")


def junit(reports: Mapping[str, CasesReport]) -> str:
    """A suite for the cases of each file; the reports are given by the path of the file."""
    everything = [result for report in reports.values() for result in report.results]
    root = Element("testsuites", {"name": "hsroute", **_counts(everything)})
    for path, report in reports.items():
        suite = SubElement(root, "testsuite", {"name": _shown(path), **_counts(report.results)})
        properties = SubElement(suite, "properties")
        SubElement(properties, "property", {"name": "coverage", "value": f"{report.coverage:.2f}"})
        for rule in report.unreached:
            SubElement(properties, "property", {"name": "unreached", "value": rule})
        for result in report.results:
            _add(suite, path, result)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _counts(results: Sequence[Result]) -> dict[str, str]:
    failed = sum(not result.passed for result in results)
    return {"tests": str(len(results)), "failures": str(failed), "errors": "0", "skipped": "0"}


def _add(suite: Element, path: str, result: Result) -> None:
    place = {"file": _shown(path), "line": str(result.case.line)}
    case = SubElement(suite, "testcase", {"classname": _shown(path), "name": _shown(result.case.name), **place})
    if not result.passed:
        message, *more = [
            _shown(f"{unmet.field}: expected {field_text(unmet.expected)}, got {field_text(unmet.got)}")
            for unmet in result.unmet
        ]
        failure = SubElement(case, "failure", {"type": "unmet", "message": "; ".join([message, *more])})
        failure.text = "\n".join([f"{_shown(path)}:{result.case.line}", message, *more, f"why: {_shown(result.why)}"])


def _shown(text: str) -> str:
    """The text on one line, with nothing in it that XML cannot hold."""
    return _NOT_OF_XML.sub(lambda found: f"\\u{ord(found.group()):04x}", visible(text))
