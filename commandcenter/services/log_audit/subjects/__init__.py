"""How each subject and the rows beside it are compared with history."""
