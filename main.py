"""Hand over to the command line."""

from commandcenter.commands import main

main()
