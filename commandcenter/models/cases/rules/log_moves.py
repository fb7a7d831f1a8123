"""Which entries of the log may follow each other: the life of a case as its history shows it."""

from collections.abc import Iterator

from commandcenter.models.cases.rules.lifecycle import LIFE, Rule
from commandcenter.models.cases.rules.permission import is_by_level
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.city.posts import Axis, Post, Posts
from commandcenter.models.staff.actor import Actor
from commandcenter.models.work.life import LogMove
from commandcenter.models.work.permission import axes_of_actor

#: The entry that a step leaves on other cases: the one merged into, those that come back when the
#: main case ends, the parts of a split.
_ON_OTHERS: dict[Step, Step] = {
    Step.MERGE: Step.MERGE,
    Step.UNMERGE: Step.UNMERGE,
    Step.DECLINE: Step.UNMERGE,
    Step.VOID: Step.UNMERGE,
    Step.SPLIT: Step.REPORT,
}
#: A limit in parts: the last part alone leads on.
_IN_PARTS = frozenset({Step.FINISH})
_DEPARTMENT_ALONE = frozenset({Axis.DEPARTMENT})
_REPORTED = LogMove("", Step.REPORT, Stage.REPORTED)


def log_moves(posts: Posts, post: Post | None) -> frozenset[LogMove]:
    """What an account at this post may write; None: all that the program writes, for anybody."""
    moves: set[LogMove] = set()
    for (stage, step), rule in LIFE.items():
        axes = frozenset(rule.axes) if post is None else _axes(rule, step, posts, post)
        if not axes or step in posts.switched_off:
            continue
        by_lead = post is not None and axes == _DEPARTMENT_ALONE
        by_level = post is not None and is_by_level(rule.axes, axes, posts)
        moves.update(
            LogMove(stage, step, to, by_lead, by_level) for to in _leads_to(stage, step, rule)
        )
        moves.update(_on_others(step))
    return frozenset(moves if post else {*moves, *_of_the_program()})


def _axes(rule: Rule, step: Step, posts: Posts, post: Post) -> frozenset[Axis]:
    """The axes by which the post may take the step; empty if it may not."""
    mine = axes_of_actor(Actor.at_desk("", post, None), posts)
    return mine.intersection(rule.axes) if step in post.steps else frozenset()


def _leads_to(stage: Stage, step: Step, rule: Rule) -> tuple[Stage, ...]:
    if rule.to is None:
        return tuple(Stage)
    return (rule.to, stage) if step in _IN_PARTS else (rule.to,)


def _on_others(step: Step) -> Iterator[LogMove]:
    entry = _ON_OTHERS.get(step)
    if entry is Step.REPORT:
        yield _REPORTED
    elif entry is not None:
        yield from (LogMove(stage, entry, stage) for stage in Stage)
    if entry is Step.UNMERGE:
        yield from (LogMove(Stage.MERGED, entry, stage) for stage in Stage)


def _of_the_program() -> Iterator[LogMove]:
    yield _REPORTED
    yield LogMove("", Step.IMPORT, Stage.HANDLING)
    yield LogMove(Stage.HANDLING, Step.IMPORT_END, Stage.CLOSED)
    yield from (LogMove(stage, Step.ADJUST, stage) for stage in Stage)
