"""What can go wrong, in the words of the domain."""


class ServiceError(Exception):
    """A failure that a client can be told about."""


class UnavailableError(ServiceError):
    """A component that the request needs does not answer in time, or cannot do it now."""

    def __init__(self, component: str) -> None:
        super().__init__(f"The {component} is not available now; try again later.")
        self.component = component

    @property
    def reason(self) -> str:
        """What an operator should know, and no client."""
        return f"the {self.component} is not available: {self.__cause__}"


class RefusedPathError(ServiceError):
    """The gateway and a service might not read the path alike."""

    def __init__(self) -> None:
        super().__init__("The path has a part that could be read in two ways.")


class RefusedRequestError(ServiceError):
    """The request has what HTTP does not allow."""

    def __init__(self) -> None:
        super().__init__("The request cannot be passed on as it is.")


class NotPermittedError(ServiceError):
    """The caller has none of the roles that the route is for."""

    def __init__(self) -> None:
        super().__init__("You may not use this.")


class TooManyRequestsError(ServiceError):
    """The caller has made all the requests that it may make for now."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many requests; try again in {seconds} s.")
        self.seconds = seconds


class BadAnswerError(ServiceError):
    """What a service answered is no answer, or ended before there was one."""

    def __init__(self, service: str) -> None:
        super().__init__(f"The {service} gave no answer that could be passed on.")


class LateAnswerError(ServiceError):
    """A service did not begin to answer in time."""

    def __init__(self, service: str) -> None:
        super().__init__(f"The {service} did not answer in time.")
