"""The generated CRUD beside two services written by hand, on one PostgreSQL."""
