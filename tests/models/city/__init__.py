"""Tests of the nouns of a city."""
