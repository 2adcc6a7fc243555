"""Requests and responses; they know HTTP and call services."""
