"""Ways from a FastAPI route to one row of PostgreSQL, measured in one run."""
