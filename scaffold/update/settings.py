"""What a service reads from its environment, before an update and after it."""

from collections.abc import Iterator
from typing import NamedTuple

from scaffold.catalog.model import Catalog, Setting
from scaffold.render import service_settings
from scaffold.spec import Spec


class SettingChange(NamedTuple):
    """A variable of the environment that an installed service may depend on.

    `now` is its name after the update, None where nothing reads it any more. `other_default` says that a new name of
    the service changes what it means when it is not set; `defaults` are the old and the new value, as Python writes
    them, and None for secrets.
    """

    was: str
    now: str | None
    other_default: bool = False
    defaults: tuple[str, str] | None = None


def changed_settings(before: Spec | None, spec: Spec, catalog: Catalog) -> tuple[SettingChange, ...]:
    """Return what changes for those who run the service, by a new name of it or by features that went.

    Nothing where the last spec is not known. Raises RenderError.
    """
    if before is None or (before.name == spec.name and set(before.features) <= set(spec.features)):
        return ()
    after = {setting.name: setting for setting in service_settings(spec, catalog)}
    renamed = before.name != spec.name
    return tuple(_changes(service_settings(before, catalog), after, defaults=renamed))


def _changes(before: tuple[Setting, ...], after: dict[str, Setting], *, defaults: bool) -> Iterator[SettingChange]:
    for old in before:
        new = after.get(old.name)
        if new is None:
            yield SettingChange(old.env, None)
            continue
        other = defaults and old.default != new.default
        if old.env != new.env or other:
            yield SettingChange(old.env, new.env, other, _values(old, new) if other else None)


def _values(old: Setting, new: Setting) -> tuple[str, str] | None:
    if old.secret or new.secret or old.default is None or new.default is None:
        return None
    return old.default, new.default
