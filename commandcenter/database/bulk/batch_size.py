"""The size of a batch, chosen so that it holds the write lock only for a moment."""

#: A batch may hold the queue for 0.2 s; a slow disk may take twice as long as it just did.
_AIM_SECONDS = 0.08
_FIRST = 40
_LARGEST = 1000
_MOST_GROWTH = 1.5


class BatchSize:
    """The number of cases for the next batch, adapted to the duration of the previous ones."""

    def __init__(self) -> None:
        self.cases = _FIRST

    def learn(self, cases: int, seconds: float) -> None:
        """Adapt the size to the duration of a batch, in seconds: grow slowly, shrink at once."""
        fitting = cases * _AIM_SECONDS / max(seconds, 1e-4)
        self.cases = int(max(1, min(fitting, self.cases * _MOST_GROWTH + 1, _LARGEST)))
