"""The URL of a MongoDB server: what it may say, so that a mistake is named at the start."""

import warnings

from pymongo.errors import PyMongoError
from pymongo.uri_parser import parse_uri

SEEDS = "mongodb+srv://"
"""With this, a name server knows the servers; it is asked when the service starts."""

NOT_VALID = (
    "is not a valid URL; in the user and the password, percent-encode what has a meaning in one"
)


def check_mongodb_url(url: str) -> None:
    """Raise `ValueError` if the driver cannot do what a URL says.

    No value is repeated: a part of the password may be anywhere.
    """
    if url.startswith(SEEDS):
        url = f"mongodb://{url.removeprefix(SEEDS)}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # such as an option that the driver does not know
            parse_uri(url)
    except (PyMongoError, ValueError, Warning):
        raise ValueError(NOT_VALID) from None
