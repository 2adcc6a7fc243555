"""A document checked against the catalogue: typed values, entities, and which features are on."""

from scaffold.spec.checking import check
from scaffold.spec.model import (
    Duration,
    Entity,
    Field,
    FieldType,
    Peer,
    Rate,
    Reference,
    Size,
    Spec,
)
from scaffold.spec.naming import NameFault, name_fault

__all__ = [
    "Duration",
    "Entity",
    "Field",
    "FieldType",
    "NameFault",
    "Peer",
    "Rate",
    "Reference",
    "Size",
    "Spec",
    "check",
    "name_fault",
]
