"""The same repositories over the documents of a MongoDB database."""
