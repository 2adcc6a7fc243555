"""Where a service keeps what it stores."""

from collections.abc import Iterator, Mapping
from typing import cast

from scaffold.graph.model import Node
from scaffold.spec.model import Spec


def graph(spec: Spec) -> Iterator[Node]:
    """Draw the service's own database."""
    databases = cast("Mapping[str, Mapping[str, object]]", spec.values.get("service_databases", {}))
    schema = databases.get(spec.package, {}).get("schema", spec.package)
    yield Node(f"store:{spec.name}", "store", f"PostgreSQL, schema {schema}")
