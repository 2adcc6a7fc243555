"""The history of a MongoDB database, as revisions of its collections."""
