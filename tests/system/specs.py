"""Specs of systems for tests."""

from scaffold.catalog import load_catalog
from scaffold.system.catalogs import Catalogs, load_catalogs
from scaffold.system.model import System
from scaffold.system.reading import read_system
from scaffold.tusk import parse

SHOP = """\
[system]
name: "shop"

# Who does what.
[services]
user_service: "who the customers are"
order_service: "what they buy"

[service_template]
name: "user-service"
version: "1.2.0"
database: "postgresql"

[service_config]
port: 8081
database_url: "@env('USER_SERVICE_DB_URL')"

[service_databases]
user_service: { schema: "users" }
order_service: { database: "mongodb" }

# Each has contracts.
[service_testing]
contract_tests: true

[user_service.models]
user:
  email: "email, unique"

# Orders alone are kept.
[order_service.models]
order:
  number: "string(20), unique"

[order_service.service_testing]
performance_tests: true
"""


def catalogs() -> Catalogs:
    """Load the templates that come with scaffold."""
    return load_catalogs(load_catalog())


def read(text: str) -> System:
    """Read the spec of a system."""
    return read_system(parse(text, source="system.tusk"), catalogs())


def own_text(text: str, name: str) -> str:
    """Give the spec of one service, without the heading that each has."""
    (member,) = (each for each in read(text).members if each.name == name)
    return member.document.text.split("\n\n", 1)[1]
