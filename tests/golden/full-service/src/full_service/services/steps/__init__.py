"""What this service does in sagas: a module for each of its steps."""
