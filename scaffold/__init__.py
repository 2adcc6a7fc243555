"""Keep a FastAPI service's code true to its TuskLang spec, for the service's whole life."""

__version__ = "0.2.0"
