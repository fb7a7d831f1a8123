"""How many cases a batch may have, so that it holds the writers' queue for a moment only."""

#: A batch may hold the queue for 0.2 s; a slow disk may take twice as long as it just did.
_AIM_SECONDS = 0.08
_FIRST = 40
_LARGEST = 1000
_MOST_GROWTH = 1.5


class BatchSize:
    """What the next batch should have, learned from how long the last ones took."""

    def __init__(self) -> None:
        self.cases = _FIRST

    def learn(self, cases: int, seconds: float) -> None:
        """Aim for less than may be taken, grow slowly, shrink at once."""
        fitting = cases * _AIM_SECONDS / max(seconds, 1e-4)
        self.cases = int(max(1, min(fitting, self.cases * _MOST_GROWTH + 1, _LARGEST)))
