"""The mapped tables of cases and their records."""
