"""One case with everything that its page shows, read at one go in the background."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from commandcenter.errors import CommandCenterError
from commandcenter.models.cases.rules.stage import ENDED, Step
from commandcenter.services.access import AccountRow
from commandcenter.services.casebook import Casebook, CaseDetails, CaseRow, HistoryLine
from commandcenter.services.desk import Desk
from commandcenter.services.drafts import Drafts
from commandcenter.views.desk.forms.drafts import Unsent, read_unsent
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.newest_request import NewestRequest

SIMILAR_METRES = 50.0
SIMILAR_HOURS = 24
MOST_COMPARED = 12


@dataclass(frozen=True, slots=True)
class CaseContent:
    """A case, what happened to it, what resembles it, and what this account may do with it.

    `likely`: the open ones of `similar`, in full, for accounts that may merge; `addresses`: under
    what this account can be asked; `drafts`: what it has typed and not sent; `steps_of_post`: what
    it may do with some case in this stage, if not with this one; `served`: departments that
    somebody acts for.
    """

    details: CaseDetails
    history: tuple[HistoryLine, ...]
    similar: tuple[CaseRow, ...]
    steps: tuple[Step, ...]
    steps_of_post: tuple[Step, ...]
    inspectors: Mapping[Step, Sequence[str]]
    likely: tuple[CaseDetails, ...]
    addresses: frozenset[str]
    drafts: tuple[Unsent, ...]
    served: frozenset[str]

    @property
    def row(self) -> CaseRow:
        return self.details.row


class CaseReader(QObject):
    """A user who moves through the queue quickly only waits for the case at which they stop.

    Signals:
        read: CaseContent.
        refused: number and CommandCenterError.
    """

    read = Signal(object)
    refused = Signal(str, object)

    def __init__(
        self, casebook: Casebook, desk: Desk, drafts: Drafts, background: Background
    ) -> None:
        super().__init__()
        self._casebook = casebook
        self._desk = desk
        self._drafts = drafts
        self._latest = NewestRequest(background)

    def ask(self, number: str, account: AccountRow) -> None:
        casebook, desk, drafts = self._casebook, self._desk, self._drafts
        self._latest.ask(
            lambda: read_case(number, account, casebook=casebook, desk=desk, drafts=drafts),
            done=self.read.emit,
            refused=partial(self._refuse, number),
        )

    def forget(self) -> None:
        self._latest.forget()

    def _refuse(self, number: str, error: CommandCenterError) -> None:
        self.refused.emit(number, error)


def read_case(
    number: str, account: AccountRow, *, casebook: Casebook, desk: Desk, drafts: Drafts
) -> CaseContent:
    """The reporter is masked, and shown in full on demand only, which is recorded."""
    viewer = account.viewer
    details = casebook.case(number, viewer=viewer)
    row = details.row
    similar = casebook.similar(
        number, viewer=viewer, metres=SIMILAR_METRES, seconds=SIMILAR_HOURS * 3600
    )
    steps = desk.steps(row.step_place(), account.actor, centre=row.centre)
    likely = [one.number for one in similar if one.stage not in ENDED and Step.MERGE in steps]
    return CaseContent(
        details,
        tuple(casebook.history(number, viewer=viewer)),
        tuple(similar),
        steps,
        desk.steps_of_post(row.stage, account.actor),
        desk.inspectors(),
        tuple(casebook.cases_of(likely[:MOST_COMPARED], viewer=viewer)),
        account.actor.addresses,
        read_unsent(drafts, number, account.actor),
        desk.departments_served(),
    )
