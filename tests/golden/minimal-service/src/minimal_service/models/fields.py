"""Types of fields that clients send; what they send is checked here, once."""

from typing import Annotated

from pydantic import StringConstraints

PlainText = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
"""Text that every database can hold: PostgreSQL has no NUL."""
