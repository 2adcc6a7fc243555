"""Data: what the service keeps, takes and gives."""
