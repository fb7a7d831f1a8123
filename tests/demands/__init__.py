"""What users of such systems complained about: one test a complaint, named for what it bars."""
