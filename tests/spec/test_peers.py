"""Other services that a spec names, and what it says of them."""

import pytest

from tests.spec.conftest import Checker, findings

OWN = """[models]
order:
  user_id: "uuid"
"""
CALLS = """[calls]
user_service:
  user: ["read", "list"]
"""
CHOICES = "read, list, create, update, delete"
MODELS = """[user_service.models]
team:
  name: "string(80), unique"
user:
  email: "email, unique"
  team: "ref(team), optional"
"""


def test_entities_of_a_service_that_is_called(checked: Checker) -> None:
    spec = checked(f"{OWN}{CALLS}{MODELS}", name="order-service")
    assert findings(spec, "error", "warning") == []
    assert list(spec.peers) == ["user_service"]
    peer = spec.peers["user_service"]
    assert (peer.name, peer.package) == ("user-service", "user_service")
    assert [entity.name for entity in peer.entities] == ["team", "user"]
    assert [entity.name for entity in spec.entities] == ["order"]
    assert spec.values["calls"] == {"user_service": {"user": ["read", "list"]}}


def test_both_have_an_entity_of_one_name(checked: Checker) -> None:
    spec = checked(f"{OWN}{CALLS}{MODELS}".replace("order:", "user:"), name="order-service")
    assert findings(spec, "error") == []


def test_plurals_are_those_of_the_other_service(checked: Checker) -> None:
    spec = checked(f'{OWN}{CALLS}{MODELS}[user_service.model_plurals]\nuser: "people"\n', name="order-service")
    assert findings(spec, "error") == []
    assert [entity.path for entity in spec.peers["user_service"].entities] == ["teams", "people"]


def test_service_that_is_never_described(checked: Checker) -> None:
    spec = checked(f"{OWN}{CALLS}", name="order-service")
    assert findings(spec, "error") == ["5:1 S064 calls: user_service is never described"]
    [found] = [each for each in spec.diagnostics if each.code == "S064"]
    assert found.hint == "write its entities into [user_service.models], as its own spec has them"


@pytest.mark.parametrize(
    ("text", "expected", "hint"),
    [
        (
            f"{OWN}{MODELS}",
            "4:1 S001 there is no section [user_service]",
            "nothing names a service user_service: name it in [calls]",
        ),
        (
            f"{OWN}{CALLS.replace('user:', 'usr:')}{MODELS}",
            "6:3 S059 calls.user_service: it has no entity usr",
            'did you mean "user"?',
        ),
        (
            f"{OWN}{CALLS.replace('list', 'find')}{MODELS}",
            f"6:18 S004 calls.user_service.user: 'find' is not a choice; choose one of: {CHOICES}",
            None,
        ),
        (
            f"{OWN}{CALLS.replace('user_service', 'order_service')}",
            "5:1 S062 calls: order_service is this service itself",
            "leave it out",
        ),
        (
            f"{OWN}{CALLS.replace('user_service', 'redis')}",
            "5:1 S064 calls: redis is never described",
            "write its entities into [redis.models], as its own spec has them",
        ),
        (
            f"{OWN}{CALLS.replace('user_service', 'models')}",
            "5:1 S062 calls: a service cannot be called models: that is a section of the spec",
            None,
        ),
        (
            f"{OWN}{CALLS}{MODELS}[user_service.modles]\nuser: 1\n",
            "13:1 S001 there is no section [user_service.modles]",
            'did you mean "models"?',
        ),
        (
            f"{OWN}{CALLS}{MODELS.replace('ref(team)', 'ref(group)')}",
            "12:14 S059 user.team: there is no entity group",
            "entities: team, user",
        ),
    ],
)
def test_what_does_not_fit(checked: Checker, text: str, expected: str, hint: str | None) -> None:
    spec = checked(text, name="order-service")
    found = [each for each in spec.diagnostics if each.severity == "error"]
    assert findings(spec, "error") == [expected]
    assert found[0].hint == hint or hint is None


def test_other_sections_about_a_service_are_passed_over(checked: Checker) -> None:
    spec = checked(f"{OWN}{CALLS}{MODELS}[user_service.service_config]\nport: 8081\n", name="order-service")
    assert findings(spec, "error") == []
    message = "13:1 S034 [user_service.service_config]: of another service only [user_service.models] is used here"
    assert message in findings(spec, "note")
    assert spec.values["service_config"]["port"] == 8000
