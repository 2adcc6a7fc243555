"""What keeps a project from being brought up to date."""

from scaffold.errors import ScaffoldError


class UpdateError(ScaffoldError):
    """A project cannot be brought up to date, or not like this: what is wrong, and what to do. Nothing was changed."""
