"""What the built-in features draw."""

import pytest

from scaffold.catalog import load_catalog
from scaffold.graph import Edge, Gap, Graph, Node, gaps, graph_of
from scaffold.spec import Spec, check
from scaffold.tusk import parse

ORDERS = """
[service_template]
name: "order-service"
[models]
order:
  number: "string(20)"
"""
STOCK = """
[service_template]
name: "stock-service"
message_queue: "redis"
[models]
article:
  code: "string(40)"
[publishes]
stock_reserved: {order_id: "uuid"}
"""
CALLS = """
[calls]
stock_service: {article: ["read", "list"]}
[stock_service.models]
article:
  code: "string(40)"
"""
REACTS = """
[subscribes]
stock_service:
  stock_reserved: {order_id: "uuid"}
"""
REDIS = '\n[service_performance]\ncaching: "redis"\n'
CONTRACTS = "\n[service_testing]\ncontract_tests: true\n"
SAGA = """
[sagas]
place_order:
  data: {order_id: "uuid"}
  steps:
    open_order: {service: "order-service", compensation: "cancel_order"}
    reserve_stock: {service: "stock-service", compensation: "release_stock"}
"""
GATEWAY = """
[service_template]
name: "api-gateway"
[service_patterns]
api_gateway: true
[api_gateway]
rate_limiting: true
[gateway_routes]
order_service: ["/api/orders/*", "/api/baskets"]
"""
BROKER = '\n[event_driven_architecture]\nevent_store: "kafka"\n'
SAID = Edge("stock-service", "event:stock-service.stock_reserved", "publishes", contract=False)
HEARD = Edge("event:stock-service.stock_reserved", "order-service", "listens", contract=False)

CALL = Edge(
    "order-service", "stock-service", "calls", "article: read, list", said=("calls", "stock_service", "article")
)


def checked(text: str) -> Spec:
    spec = check(parse(text), load_catalog())
    assert not spec.has_errors, spec.diagnostics
    return spec


def drawn(*texts: str) -> Graph:
    return graph_of([checked(text) for text in texts], load_catalog())


def database(kind: str, more: str = "") -> str:
    return ORDERS.replace("[models]", f'database: "{kind}"\n{more}\n[models]')


def test_a_service_alone() -> None:
    assert drawn(ORDERS) == Graph(
        (
            Node("order-service", "service", "order-service"),
            Node("route:order-service/orders", "route", "/orders"),
            Node("store:order-service", "store", "SQLite"),
        ),
        (
            Edge("order-service", "route:order-service/orders", "serves"),
            Edge("order-service", "store:order-service", "uses"),
        ),
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (database("postgresql"), "PostgreSQL, schema order_service"),
        (
            database("postgresql", '[service_databases]\norder_service: {schema: "orders"}'),
            "PostgreSQL, schema orders",
        ),
        (database("mongodb"), "MongoDB"),
    ],
)
def test_the_one_store_of_a_service(text: str, title: str) -> None:
    stores = [node for node in drawn(text).nodes if node.kind == "store"]
    assert stores == [Node("store:order-service", "store", title)]


@pytest.mark.parametrize(
    ("added", "node", "edge"),
    [
        (
            '\n[event_config]\nprojection_database: "order_views"\n',
            Node("store:order-service/read_models", "store", "Read models, schema order_views"),
            Edge("order-service", "store:order-service/read_models", "uses"),
        ),
        (
            REDIS,
            Node("broker:redis", "broker", "Redis"),
            Edge("order-service", "broker:redis", "uses", "cache"),
        ),
        (
            BROKER,
            Node("broker:kafka", "broker", "Kafka"),
            Edge("order-service", "broker:kafka", "uses", "events"),
        ),
        (
            BROKER,
            Node("event:order-service.order_created", "event", "order_created"),
            Edge("order-service", "event:order-service.order_created", "publishes", contract=False),
        ),
        (
            BROKER + CONTRACTS,
            Node("event:order-service.order_removed", "event", "order_removed"),
            Edge("order-service", "event:order-service.order_removed", "publishes", contract=True),
        ),
        (
            '\n[service_registry]\nregistry: "consul"\n',
            Node("registry:consul", "registry", "Consul"),
            Edge("order-service", "registry:consul", "uses", "finds others"),
        ),
        (
            '\n[service_registry]\nregistry: "consul"\n[service_registration]\nauto_registration: true\n',
            Node("registry:consul", "registry", "Consul"),
            Edge("order-service", "registry:consul", "uses", "registers"),
        ),
        (
            '\n[load_balancing]\nalgorithm: "least_connections"\n',
            Node("balancer:order-service", "balancer", "nginx"),
            Edge("balancer:order-service", "order-service", "routes"),
        ),
        (
            CALLS,
            Node("stock-service", "outside", "stock-service"),
            CALL._replace(contract=False),
        ),
        (
            CALLS + CONTRACTS,
            Node("stock-service", "outside", "stock-service"),
            CALL._replace(contract=True),
        ),
        (BROKER + REACTS, Node("event:stock-service.stock_reserved", "event", "stock_reserved"), HEARD),
        (
            BROKER + REACTS + CONTRACTS,
            Node("stock-service", "outside", "stock-service"),
            HEARD._replace(contract=True),
        ),
        (
            BROKER + REACTS,
            Node("stock-service", "outside", "stock-service"),
            SAID._replace(contract=None, assumed=True),
        ),
        (
            BROKER + SAGA,
            Node("saga:place_order", "saga", "Place order"),
            Edge("saga:place_order", "stock-service", "step", "2. reserve_stock"),
        ),
    ],
)
def test_what_a_feature_draws(added: str, node: Node, edge: Edge) -> None:
    graph = drawn(ORDERS + added)
    assert node in graph.nodes
    assert edge in graph.edges


def test_a_cache_of_each_replica_needs_no_redis() -> None:
    graph = drawn(ORDERS + REDIS + '\n[performance_config]\nredis_cache: "local"\n')
    assert "cache" not in {edge.label for edge in graph.edges}


def test_a_gateway() -> None:
    graph = drawn(GATEWAY)
    assert Node("order-service", "outside", "order-service") in graph.nodes
    assert "store" not in {node.kind for node in graph.nodes}
    assert {(edge.target, edge.kind, edge.label) for edge in graph.edges} == {
        ("order-service", "routes", "/api/orders/*"),
        ("order-service", "routes", "/api/baskets"),
        ("broker:redis", "uses", "rate limits"),
    }


def test_the_graphs_of_services_are_one() -> None:
    texts = ORDERS + BROKER + CALLS + REACTS, STOCK, GATEWAY
    graph = drawn(*texts)
    assert drawn(*reversed(texts)) == graph
    assert {node.id for node in graph.nodes if node.kind == "service"} == {
        "api-gateway",
        "order-service",
        "stock-service",
    }
    assert "outside" not in {node.kind for node in graph.nodes}
    assert SAID in graph.edges
    assert HEARD in graph.edges
    assert len({edge[:4] for edge in graph.edges}) == len(graph.edges)
    assert not any(edge.assumed for edge in graph.edges)


def test_what_a_service_is_supposed_to_publish_and_does_not_stays_an_assumption() -> None:
    graph = drawn(ORDERS + BROKER + REACTS, STOCK.replace("stock_reserved", "stock_counted"))
    assert [edge for edge in graph.edges if edge.assumed] == [SAID._replace(contract=None, assumed=True)]


def test_no_values_that_may_be_secret_are_drawn() -> None:
    text = ORDERS + BROKER + '\n[event_config]\nkafka_brokers: ["private-host:9092"]\n'
    assert "private-host" not in str(drawn(text))


def told(*texts: str) -> list[tuple[str, str, str]]:
    return [(gap.code, gap.service, gap.message) for gap in gaps(drawn(*texts))]


def test_a_call_without_a_contract() -> None:
    message = "order-service calls stock-service (article: read, list), and no contract covers that"
    [gap] = gaps(drawn(ORDERS + CALLS))
    assert gap == Gap("G001", "order-service", message, ("calls", "stock_service", "article"))
    assert told(ORDERS + CALLS + CONTRACTS) == []


def test_of_one_service_alone_nobody_knows_who_hears_it() -> None:
    assert told(ORDERS + BROKER + REACTS) == []


def test_events_that_nobody_publishes_or_hears() -> None:
    events = "article_changed", "article_created", "article_removed", "stock_counted"
    assert told(ORDERS + BROKER + REACTS, STOCK.replace("stock_reserved", "stock_counted")) == [
        (
            "G002",
            "order-service",
            "order-service listens to stock_reserved of stock-service, which does not publish it",
        ),
        (
            "G003",
            "order-service",
            "no service here listens to these events of order-service: order_changed, order_created, order_removed",
        ),
        (
            "G003",
            "stock-service",
            f"no service here listens to these events of stock-service: {', '.join(events)}",
        ),
    ]
    heard = told(ORDERS + BROKER + REACTS, STOCK)
    assert [code for code, _, _ in heard] == ["G003", "G003"]
    assert "stock_reserved" not in str(heard)
