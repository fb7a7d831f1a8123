"""Working time and deadlines: pure arithmetic without a database."""
