"""How much each feature of messages and data adds to a service, beside the same job by hand."""
