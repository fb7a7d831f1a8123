"""Whether an audit names whatever was done to the database by hand."""
