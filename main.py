"""Hand over to the command line."""

if __name__ == "__main__":  # processes beside the program import this file, too
    from commandcenter.commands import main

    main()
