"""Graphs from small packs, and their text for Mermaid."""

from pathlib import Path

import pytest

from scaffold.graph import Edge, Graph, Node, graph_of, mermaid
from scaffold.render import RenderError
from tests.render.packs import catalog, feature, spec

IMPORT = "from scaffold.graph.model import Edge, Node\n"


def of_code(folder: Path, code: str, **options: bool) -> Graph:
    pack = feature(folder, "pack", {"prepare.py": f"{IMPORT}def graph(spec):\n    {code}\n"}, **options)
    return graph_of([spec("pack")], catalog(pack))


def test_the_service_stands_in_a_graph_where_no_feature_draws(tmp_path: Path) -> None:
    pack = feature(tmp_path, "pack", {"prepare.py": "def prepare(spec):\n    return {}\n"})
    assert graph_of([spec("pack")], catalog(pack)) == Graph((Node("user-service", "service", "user-service"),), ())


def test_code_of_a_pack_that_is_not_trusted_does_not_run(tmp_path: Path) -> None:
    assert len(of_code(tmp_path, "raise AssertionError", trusted=False).nodes) == 1


def test_a_later_feature_draws_over_an_earlier_one_but_never_over_the_service(tmp_path: Path) -> None:
    code = IMPORT + "def graph(spec):\n    return Node('store:a', 'store', '{}'), Node(spec.name, 'outside', 'x')\n"
    packs = [feature(tmp_path, name, {"prepare.py": code.format(name)}) for name in ("first", "second")]
    graph = graph_of([spec("first", "second")], catalog(*packs))
    assert graph.nodes == (Node("user-service", "service", "user-service"), Node("store:a", "store", "second"))


def test_a_contract_that_either_side_has_is_one(tmp_path: Path) -> None:
    code = "return [Node('a', 'outside', 'a'), Edge('a', 'a', 'calls', contract=spec.name == 'one')]"
    pack = feature(tmp_path, "pack", {"prepare.py": f"{IMPORT}def graph(spec):\n    {code}\n"})
    specs = [spec("pack", name=name) for name in ("one", "two")]
    assert graph_of(specs, catalog(pack)).edges == (Edge("a", "a", "calls", contract=True),)
    assert graph_of(specs[1:], catalog(pack)).edges == (Edge("a", "a", "calls", contract=False),)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("yield 1 / 0", "prepare.py, line 3: ZeroDivisionError"),
        ("return None", "prepare.py: TypeError"),
        ("yield ('a', 'store', 'A')", "must yield nodes and edges of scaffold.graph.model, not ('a', 'store', 'A')"),
        ("yield Edge(spec.name, 'store:a', 'uses')", "draws an edge of 'store:a', which is no node"),
    ],
)
def test_faults_of_a_feature(tmp_path: Path, code: str, message: str) -> None:
    with pytest.raises(RenderError) as caught:
        of_code(tmp_path, code)
    assert message in str(caught.value)


def test_mermaid() -> None:
    graph = Graph(
        (
            Node("a", "service", "a"),
            Node("b", "outside", "b"),
            Node("event:a.x", "event", "x"),
            Node("event:a.y", "event", "y"),
            Node("event:a.z", "event", "z"),
        ),
        (
            Edge("a", "b", "calls", "user: read", contract=False),
            Edge("a", "event:a.x", "publishes", contract=True),
            Edge("a", "event:a.y", "publishes", contract=True),
            Edge("b", "event:a.z", "publishes", assumed=True),
        ),
    )
    assert mermaid(graph) == (
        "flowchart LR\n"
        '    service_a["a"]\n'
        '    outside_b["b"]:::outside\n'
        '    event_a_x>"x<br/>y"]\n'
        '    event_a_z>"z"]\n'
        '    service_a -->|"user: read"| outside_b\n'
        "    service_a ==> event_a_x\n"
        "    outside_b -.-> event_a_z\n"
        "    classDef outside stroke-dasharray: 5 5\n"
    )


def test_mermaid_escapes_what_is_markup() -> None:
    title = 'a"] --> b\n<script>`#quot;&amp; 雪'
    graph = Graph((Node("end", "service", title),), (Edge("end", "end", "uses", '"|x'),))
    assert mermaid(graph) == (
        "flowchart LR\n"
        '    service_end["a#34;#93; --#62; b #60;script#62;#96;#35;quot;#38;amp; 雪"]\n'
        '    service_end -->|"#34;#124;x"| service_end\n'
    )


def test_names_of_nodes_are_different() -> None:
    nodes = tuple(Node(f"store:{name}", "store", name) for name in ("a/b", "a.b", "a_b"))
    lines = mermaid(Graph(nodes, ())).splitlines()[1:]
    assert lines == ['    store_a_b[("a/b")]', '    store_a_b_2[("a.b")]', '    store_a_b_3[("a_b")]']
