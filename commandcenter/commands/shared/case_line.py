"""A case as one line for people."""

#: Filled from the case's JSON document.
CASE_LINE = "{number}\t{stage}\t{category}\t{department}\t{due_at}\t{light}"
