"""Judge a mutation run: `mutmut run`, then `python setup/mutation.py`; exit 1 for unseen mutants.

A mutant is a small change of the arithmetic. One that all tests let pass has survived; it is either
a missing test, or a change that makes no difference, which then stands in survivors.toml with why.
"""

import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

LEAST = 0.85
SURVIVORS = Path(__file__).with_name("survivors.toml")
_MUTMUT = Path(sys.executable).with_name("mutmut")
_SEEN = {"killed", "timeout"}


@dataclass(frozen=True, slots=True)
class Change:
    """What a mutant is, whatever number it has today."""

    function: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Verdict:
    rates: Mapping[str, tuple[int, int]]  # module: seen by a test, all
    unlisted: tuple[Change, ...]
    outlived: tuple[Change, ...]  # listed, and survivors no more

    @property
    def low(self) -> tuple[str, ...]:
        return tuple(name for name, (seen, of) in self.rates.items() if seen < LEAST * of)

    @property
    def good(self) -> bool:
        return bool(self.rates) and not (self.low or self.unlisted or self.outlived)

    def lines(self) -> Iterable[str]:
        for name, (seen, of) in sorted(self.rates.items()):
            yield f"{name:30}{seen:5} of {of:4}{seen / of:8.1%}"
        for name in self.low:
            yield f"! {name}: fewer than {LEAST:.0%} of its mutants are killed"
        for change in self.unlisted:
            yield f"! survived, and {SURVIVORS.name} does not say why:\n{_entry(change)}"
        for change in self.outlived:
            yield f"! no longer a survivor; take it out of {SURVIVORS.name}:\n{_entry(change)}"


def judge(
    outcomes: Mapping[str, str], change_of: Callable[[str], Change], listed: Iterable[Change]
) -> Verdict:
    """`outcomes` by mutant as mutmut tells them."""
    rates: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    survived = set()
    for mutant, outcome in outcomes.items():
        seen, of = rates[_module(mutant)]
        rates[_module(mutant)] = seen + (outcome in _SEEN), of + 1
        if outcome not in _SEEN:
            survived.add(change_of(mutant))
    known = set(listed)
    return Verdict(rates, _in_order(survived - known), _in_order(known - survived))


def read_survivors(text: str) -> list[Change]:
    """The listed ones; an entry that does not say why counts for nothing."""
    entries = tomllib.loads(text).get("survivor", [])
    return [Change(it["function"], it["was"], it["now"]) for it in entries if it.get("why")]


def change_in(mutant: str, diff: str) -> Change:
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++"))]
    was, now = (
        "\n".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
    )
    return Change(_function(mutant), was, now)


def _module(mutant: str) -> str:
    return mutant.rpartition(".")[0].rpartition(".")[2]


def _function(mutant: str) -> str:
    """`clocks.calculation.xǁCalculationǁafter__mutmut_2` → `calculation.Calculation.after`."""
    name = mutant.rpartition(".")[2].partition("__mutmut_")[0]
    return f"{_module(mutant)}.{name[2:].replace('ǁ', '.')}"


def _entry(change: Change) -> str:
    return (
        f"[[survivor]]\nfunction = '{change.function}'\n"
        f"was = '''{change.was}'''\nnow = '''{change.now}'''\nwhy = ''\n"
    )


def _in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: (change.function, change.was, change.now)))


def _outcomes() -> dict[str, str]:
    lines = _mutmut("results", "--all", "true").splitlines()
    return dict(line.strip().split(": ", 1) for line in lines if "__mutmut_" in line)


def _mutmut(*words: str) -> str:
    return subprocess.run([_MUTMUT, *words], check=True, capture_output=True, text=True).stdout


def main() -> int:
    verdict = judge(
        _outcomes(),
        lambda mutant: change_in(mutant, _mutmut("show", mutant)),
        read_survivors(SURVIVORS.read_text(encoding="utf-8")),
    )
    print("\n".join(verdict.lines()))
    return 0 if verdict.good else 1


if __name__ == "__main__":
    sys.exit(main())
