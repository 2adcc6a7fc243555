"""What can go wrong, in the words of the domain."""

from uuid import UUID


class ServiceError(Exception):
    """A failure that a client can be told about."""


class NotFoundError(ServiceError):
    """No such resource."""

    def __init__(self, resource: str, resource_id: UUID) -> None:
        super().__init__(f"There is no {resource} {resource_id}.")


class AlreadyExistsError(ServiceError):
    """Another resource has the value already."""

    def __init__(self, resource: str, fields: tuple[str, ...]) -> None:
        super().__init__(f"Another {resource} has this {' and '.join(fields)}.")
        self.fields = fields


class UnknownReferenceError(ServiceError):
    """A field names a resource that does not exist."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} names a resource that does not exist.")
        self.field = field


class StillReferencedError(ServiceError):
    """The resource cannot go while others refer to it."""

    def __init__(self, resource: str) -> None:
        super().__init__(f"Other resources still refer to this {resource}.")


class VersionMismatchError(ServiceError):
    """The resource has changed since the client read it."""

    def __init__(self, resource: str) -> None:
        super().__init__(f"This {resource} has changed since it was read; read it again.")


class InvalidCursorError(ServiceError):
    """The cursor was not made by this list with this sort."""

    def __init__(self) -> None:
        super().__init__("The cursor does not belong to this list and sort.")


class InvalidValueError(ServiceError):
    """A value is of the right type, but outside what the database can hold."""

    def __init__(self, detail: str = "A value is outside the range that can be stored.") -> None:
        super().__init__(detail)


class RequestInProgressError(ServiceError):
    """A request with the same idempotency key is being carried out."""

    def __init__(self) -> None:
        super().__init__("A request with this Idempotency-Key is in progress; try again later.")


class IdempotencyKeyReusedError(ServiceError):
    """The idempotency key was used before, with another body."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used with a different request body.")


class UnavailableError(ServiceError):
    """A component that the request needs does not answer in time, or cannot do it now."""

    def __init__(self, component: str) -> None:
        super().__init__(f"The {component} is not available now; try again later.")
        self.component = component

    @property
    def reason(self) -> str:
        """What an operator should know, and no client."""
        return f"the {self.component} is not available: {self.__cause__}"


class MigrationRefusedError(Exception):
    """The database cannot come to a revision: rows or revisions stop it."""

    @property
    def reason(self) -> str:
        """What an operator should know."""
        return f"the database cannot be migrated: {self}"
