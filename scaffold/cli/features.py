"""`scaffold features`: what a service can have."""

import textwrap

from scaffold.catalog import load_catalog
from scaffold.catalog.model import Catalog, Feature
from scaffold.cli.terminal import give, paint, say
from scaffold.spec.explain import feature_switch
from scaffold.spec.switches import companions

WIDTH = 100


def run(*, as_json: bool) -> None:
    """List the features of the catalogue."""
    catalog = load_catalog()
    if as_json:
        give([data(feature) for feature in catalog.features.values()])
        return
    for status, heading in (("ready", "Ready"), ("planned", "Planned: known and checked, not generated yet")):
        chosen = [feature for feature in catalog.features.values() if feature.status == status]
        if chosen:
            say(paint(heading, "path"))
            width = max(len(feature.name) for feature in chosen)
            for feature in chosen:
                _show(feature, catalog, width)
            say()
    say("Turn one on with `scaffold new NAME --with FEATURE`, or in the spec as shown.")
    say("`scaffold explain FEATURE` tells more of one.")


def _show(feature: Feature, catalog: Catalog, width: int) -> None:
    indent = " " * (width + 4)
    first = " ".join(feature.doc.split()).partition(". ")[0].rstrip(".")
    say(textwrap.fill(f"  {feature.name:<{width}}  {feature.title}: {first}.", WIDTH, subsequent_indent=indent))
    say(paint(f"{indent}{how(feature, catalog)}", "dim"))


def how(feature: Feature, catalog: Catalog) -> str:
    """Say what turns a feature on, what it needs, and what else it is called."""
    needs = f"; needs {', '.join(feature.needs)}" if feature.needs else ""
    needs += f"; also: {', '.join(feature.also)}" if feature.also else ""
    if feature.when is None:
        found = companions(catalog, feature)
        return (f"on with {' and '.join(found)}" if found else "always on") + needs
    return (", ".join(feature_switch(feature)) or f"on when {feature.when}") + needs


def data(feature: Feature) -> dict[str, object]:
    """Give what there is to say of a feature, for JSON."""
    return {
        "name": feature.name,
        "title": feature.title,
        "also": list(feature.also),
        "doc": " ".join(feature.doc.split()),
        "status": feature.status,
        "when": feature.when,
        "needs": list(feature.needs),
        "excludes": list(feature.excludes),
        "without": list(feature.without.features),
        "enable": dict(feature.enable),
        "sections": list(feature.sections),
    }
