"""Findings, which are offsets, to diagnostics, which are places that a person can look up."""

from scaffold.tusk import codes
from scaffold.tusk.diagnostics import Diagnostic, Severity, in_words
from scaffold.tusk.findings import Finding, Findings
from scaffold.tusk.limits import MAX_REPORTED
from scaffold.tusk.sources import Sources


def draw(findings: Findings, sources: Sources) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of one reading, by place; a last one tells how many are not shown."""
    drawn = [_diagnostic(finding, sources) for finding in findings.in_order()]
    if findings.dropped:
        message = f"{findings.dropped} more are not shown"
        severity: Severity = "error" if len(findings.errors) == MAX_REPORTED else "warning"
        drawn.append(Diagnostic(codes.MORE, severity, message, drawn[-1].location, "mend these first"))
    return tuple(drawn)


def _diagnostic(finding: Finding, sources: Sources) -> Diagnostic:
    related = tuple(sources.locate(*place) for place in finding.related)
    message = finding.message.replace("{first}", str(related[0])) if related else finding.message
    location = sources.locate(finding.start, finding.end)
    return Diagnostic(finding.code, finding.severity, message, location, in_words(finding.hint), related)
