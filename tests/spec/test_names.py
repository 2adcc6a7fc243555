"""The service's name."""

import keyword

import pytest

from scaffold.catalog import Catalog
from scaffold.spec import name_fault
from tests.spec.conftest import Checker, findings

GOOD = ["user-service", "a", "s3-proxy", "orders", "x" * 50, "fast-api", "my-json"]


@pytest.mark.parametrize("name", GOOD)
def test_accepts(name: str, catalog: Catalog) -> None:
    assert name_fault(name, catalog) is None


BAD = {
    "": ("it is empty", None),
    "x" * 51: ("it has 51 characters", None),
    "über-service": ("only the letters a to z", "ber-service"),
    "用户": ("only the letters a to z", None),
    "../evil": ("it holds a path", "evil"),
    "a/b": ("it holds a path", "a-b"),
    "a\\b": ("it holds a path", "a-b"),
    ".hidden": ("it holds a path", "hidden"),
    "1st-service": ("a Python package cannot begin with a digit", None),
    "UserService": ("container image names have no capital letters", "user-service"),
    "user_service": ("a host name cannot hold an underscore", "user-service"),
    "user service": ("it must be words", "user-service"),
    "user--service": ("it must be words", "user-service"),
    "-service": ("it must be words", "service"),
    "service-": ("it must be words", "service"),
    "a\nb": ("it must be words", "a-b"),
    "a\0b": ("it must be words", "a-b"),
    "class": ("class is a word of the Python language", "class-service"),
    "json": ("json is a module of Python's standard library", "json-service"),
    "asyncio": ("asyncio is a module of Python's standard library", "asyncio-service"),
    "tests": ("tests is a folder of the project itself", "tests-service"),
    "migrations": ("migrations is a folder of the project itself", "migrations-service"),
    "test": ("test is a package of Python itself", "test-service"),
    "con": ("con is the name of a device on Windows", "con-service"),
    "lpt1": ("lpt1 is the name of a device on Windows", "lpt1-service"),
    "fastapi": ("fastapi is a package that the service itself uses", "fastapi-service"),
    "anyio": ("anyio is a package that the service itself uses", "anyio-service"),
    "typing-extensions": ("typing_extensions is a package that the service itself uses", "typing-extensions-service"),
    "pact": ("pact is a package that the service itself uses", "pact-service"),
}


@pytest.mark.parametrize("name", BAD)
def test_refuses(name: str, catalog: Catalog) -> None:
    fault = name_fault(name, catalog)
    assert fault is not None
    reason, better = BAD[name]
    assert fault.reason.startswith(reason)
    assert fault.better == better


def test_every_name_that_is_suggested_is_accepted(catalog: Catalog) -> None:
    for name in [*BAD, *keyword.kwlist]:
        fault = name_fault(name, catalog)
        if fault and fault.better:
            assert name_fault(fault.better, catalog) is None, name


def test_the_forms_of_a_name(checked: Checker) -> None:
    spec = checked("", name="user-profile-service")
    assert (spec.name, spec.package, spec.title) == (
        "user-profile-service",
        "user_profile_service",
        "User Profile Service",
    )


def test_the_specs_own_name_is_used(checked: Checker) -> None:
    spec = checked('[service_template]\nname: "order-service"', name=None)
    assert spec.name == "order-service"
    assert findings(spec) == []


def test_the_name_asked_for_comes_first_and_is_written_into_the_spec(checked: Checker) -> None:
    spec = checked('[service_template]\nname: "order-service"  # ours\n', name="shop-service")
    assert spec.name == "shop-service"
    assert spec.values["service_template"]["name"] == "shop-service"
    assert spec.document.text == '[service_template]\nname: "shop-service"  # ours\n'
    assert findings(spec) == ["2:7 S033 the service is called shop-service, as asked; the spec says order-service"]


def test_a_spec_without_a_name_gets_the_one_asked_for(checked: Checker) -> None:
    spec = checked("[service_config]\nport: 80\n", name="shop-service")
    assert findings(spec) == []
    assert 'name: "shop-service"' in spec.document.text


def test_a_name_can_stand_in_the_template(checked: Checker) -> None:
    text = '[service_template]\nname: "{{service_name}}"\n[template_config]\nservice_name: "order-service"\n'
    assert checked(text, name=None).name == "order-service"
    assert checked('[template_config]\nservice_name: "order-service"\n', name=None).name == "order-service"


def test_a_spec_may_leave_the_name_to_the_command_line(checked: Checker) -> None:
    spec = checked("", name=None)
    assert spec.name == "service"
    assert not spec.has_errors
    assert [diagnostic.code for diagnostic in spec.diagnostics] == ["S033"]


@pytest.mark.parametrize("name", ["json", "../x", "ü"])
def test_a_bad_name_is_reported_where_it_stands(name: str, checked: Checker) -> None:
    spec = checked(f'[service_template]\nname: "{name}"', name=None)
    assert findings(spec, "error")[0].startswith("2:7 S021 a service cannot be called")
    assert checked("", name=name).has_errors
