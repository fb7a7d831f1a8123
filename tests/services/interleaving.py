"""Sessions that meet: what each does is written down, the order in which they come is permuted.

In the manner of PostgreSQL's isolation tester: a session is a name and its steps in order, a
permutation is an order of all steps. Every session has a thread and a centre of its own, as a
process would have. A barrier lets them start together; a relay lets them act in turn.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import permutations

from commandcenter.center import CommandCenter
from commandcenter.clock import Clock
from commandcenter.errors import CommandCenterError

#: What a session does in one step: with its own centre; what it says is kept.
Act = Callable[[CommandCenter], object]
_PATIENCE = 60.0


@dataclass(frozen=True)
class Meeting:
    """The database on which sessions meet."""

    address: str
    clock: Clock

    def at_once(self, *acts: Act) -> list[object]:
        """Everybody at the same moment; the answer of each, a refusal as itself."""
        start = threading.Barrier(len(acts), timeout=_PATIENCE)

        def run(act: Act) -> object:
            with self._centre() as center:
                start.wait()
                return _said(act, center)

        with ThreadPoolExecutor(len(acts)) as pool:
            return [answer.result(_PATIENCE) for answer in [pool.submit(run, a) for a in acts]]

    def in_turn(
        self, sessions: Mapping[str, Sequence[Act]], order: Sequence[str]
    ) -> dict[str, list[object]]:
        """Each session in its own thread, step by step in the order of this permutation."""
        turns = {name: [threading.Event() for _ in acts] for name, acts in sessions.items()}
        done = {name: [threading.Event() for _ in acts] for name, acts in sessions.items()}

        def run(name: str) -> list[object]:
            answers = []
            with self._centre() as center:
                for n, act in enumerate(sessions[name]):
                    assert turns[name][n].wait(_PATIENCE)
                    try:
                        answers.append(_said(act, center))
                    finally:  # a bug is told at once, not when patience ends
                        done[name][n].set()
            return answers

        with ThreadPoolExecutor(len(sessions)) as pool:
            answers = {name: pool.submit(run, name) for name in sessions}
            for n, name in _numbered(order):
                turns[name][n].set()
                assert done[name][n].wait(_PATIENCE)
            return {name: answer.result(_PATIENCE) for name, answer in answers.items()}

    @contextmanager
    def _centre(self) -> Iterator[CommandCenter]:
        with CommandCenter(self.address, clock=self.clock) as center:
            center.check()
            yield center


def orders(sessions: Mapping[str, Sequence[Act]]) -> list[tuple[str, ...]]:
    """Every order in which the steps can come, each session's own kept."""
    steps = [name for name, acts in sessions.items() for _ in acts]
    return sorted(set(permutations(steps)))


def _said(act: Act, center: CommandCenter) -> object:
    """What came of it; a bug is nobody's answer and fails the test."""
    try:
        return act(center)
    except CommandCenterError as refusal:
        return refusal


def _numbered(order: Sequence[str]) -> Iterator[tuple[int, str]]:
    seen: dict[str, int] = {}
    for name in order:
        yield seen.get(name, 0), name
        seen[name] = seen.get(name, 0) + 1
