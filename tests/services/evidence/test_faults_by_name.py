"""What was done by hand is named by what it was done to."""

import pytest

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.shared_reading import Reading
from commandcenter.services.log_audit.log_audit import all_faults, chains_of
from tests.services.evidence.hands import altered, said, sentences


def test_that_a_life_with_a_row_in_every_table_leaves_no_fault(center: CommandCenter) -> None:
    assert said(center) == ""


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE case_photos SET phase = 'before' WHERE phase = 'after' AND ordinal = 1",
         "its photo no. 1 differs from its history"),
        ("UPDATE case_photos SET phase = 'after' WHERE phase = 'before'",
         "its photo no. 1 differs from its history"),
        ("DELETE FROM case_photos WHERE ordinal = 2", "its photo no. 2 is missing"),
        ("UPDATE photos SET content = '\\x00' WHERE width = 640", "the image "),
        ("UPDATE photos SET taken_latitude = 39", " of photos is not what the program wrote"),
        ("DELETE FROM photos WHERE width = 640", " of photos was removed, but not by the program"),
        ("UPDATE tasks SET due_at = NULL", "its task no. 1 differs from its history"),
        ("DELETE FROM tasks WHERE kind = 'urge'", "its task no. 1 is missing"),
        ("UPDATE tasks SET assignee = '三班' WHERE kind = 'crew'",
         "its task no. 2 differs from its history"),
        ("UPDATE applications SET reason = 'weather'",
         "its application no. 1 differs from its history"),
        ("DELETE FROM applications", "its application no. 1 is missing"),
        ("UPDATE merges SET undone_at = merged_at", "its merger no. 1 differs from its history"),
        ("DELETE FROM merges", "its merger no. 1 is missing"),
        ("DELETE FROM case_words", "its texts are missing, and no erasure is on record"),
        ("UPDATE case_words SET description = '', address = NULL, salt = ''",
         "its texts are missing, and no erasure is on record"),
        ("DELETE FROM opinions", "is missing, and no erasure is on record"),
        ("UPDATE opinions SET text = '', salt = ''", "is missing, and no erasure is on record"),
        ("DELETE FROM reporters", "its reporter no. 1 is missing, and no erasure is on record"),
        ("UPDATE reporters SET name = NULL, phone = NULL, salt = ''",
         "its reporter no. 1 is missing, and no erasure is on record"),
        ("UPDATE accounts SET post = 'leader' WHERE name = 'call-taker'",
         "row call-taker of accounts is not what the program wrote"),
        ("DELETE FROM accounts WHERE name = 'wall'",
         "row wall of accounts was removed, but not by the program"),
        ("UPDATE filing_conditions SET amount = '99' WHERE category = '10010100'",
         "row 10010100/1/1 of filing_conditions is not what the program wrote"),
        ("UPDATE pack_versions SET settings = replace(settings, 'false', 'true')",
         "row 1 of pack_versions is not what the program wrote"),
        ("DELETE FROM unit_grids WHERE code = '110101001001001'",
         " of unit_grids was removed, but not by the program"),
        ("DELETE FROM idempotency_keys",
         " of idempotency_keys was removed, but not by the program"),
        ("DELETE FROM identity_reads", " of identity_reads was removed, but not by the program"),
        ("DELETE FROM anchors", "row 2026-11-23 of anchors was removed"),
        ("DELETE FROM seals WHERE sequence = 2", "seals 2 to 2 are missing"),
        ("DELETE FROM seals", "all seals are missing"),
        ("UPDATE seals SET document = replace(document, 'accounts', 'others') WHERE sequence = 3",
         "seal 3 was altered"),
        ("UPDATE case_serials SET last = last - 1",
         "its number is in use but would be issued again"),
        ("UPDATE case_words SET searched = ''", "its search text does not match"),
        ("UPDATE photos SET cut_off = TRUE WHERE width = 640",
         " of photos is not what the program wrote"),
        ("UPDATE case_clocks SET next_mark_at = '2027-01-01 00:00:00.000000'"
         " WHERE name = 'handling'",
         "its handling clock no. 1 is not checked for warnings at"),
        ("DELETE FROM warnings WHERE mark = '4/5' AND clock = 'ask_inspect'",
         "its ask_inspect clock no. 1 is not checked for warnings at"),
        ("UPDATE warnings SET at = '2026-11-23 03:00:00.000000' WHERE clock = 'accept'",
         "a warning of its accept clock no. 1 is not what the rules give"),
        ("UPDATE warnings SET recipient = 'wall' WHERE clock = 'accept'",
         "a warning of its accept clock no. 1 is not what the rules give"),
        ("UPDATE warnings SET mark = '2/5' WHERE mark = '4/5'", " is not what the rules give"),
        ("UPDATE drafts SET account = 'nobody'", "there is an unsent draft of nobody"),
        ("UPDATE drafts SET number = '1'", "1 there is an unsent draft of dispatcher"),
        ("UPDATE tasks SET centre = '110102'", "the table tasks contains rows of another centre"),
    ],
)  # fmt: skip
def test_that_what_was_done_by_hand_is_named(lived: Database, statement: str, fault: str) -> None:
    if lived.is_sqlite:
        statement = statement.replace("'\\x00'", "x'00'")
    with altered(lived, lambda connection: connection.exec_driver_sql(statement)) as session:
        assert fault in sentences(all_faults(Reading(session), chains_of(session), None))
