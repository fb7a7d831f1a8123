"""Hand over to the command line."""

from commandcenter.commands import main

if __name__ == "__main__":  # a process beside this one imports the file, too
    main()
