"""The command line: one module a group of commands; the only place that knows all parts."""
