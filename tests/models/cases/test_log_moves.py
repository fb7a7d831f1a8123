"""What a post may append to the log follows from the life-cycle table and the steps of the post."""

from commandcenter.models.cases.rules.lifecycle import LIFE
from commandcenter.models.cases.rules.log_moves import log_moves
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.work.life import LogMove
from tests.city.posts import Post, posts_with


def test_that_a_post_writes_its_steps_and_what_they_leave_on_other_cases() -> None:
    posts = posts_with({Post.CALL_TAKER: [Step.DECLINE]})
    (post,) = posts
    back = {LogMove(Stage.MERGED, Step.UNMERGE, stage) for stage in Stage}
    released = {LogMove(stage, Step.UNMERGE, stage) for stage in Stage}
    declined = {LogMove(Stage.REPORTED, Step.DECLINE, Stage.DECLINED)}
    assert log_moves(posts, post) == declined | back | released


def test_that_a_step_of_another_axis_is_never_written() -> None:
    posts = posts_with({Post.CALL_TAKER: [Step.DISPATCH]})
    (post,) = posts
    assert log_moves(posts, post) == frozenset()


def test_that_a_merged_centre_is_one_axis() -> None:
    posts = posts_with({Post.CALL_TAKER: [Step.DISPATCH]}, merged_centre=True)
    (post,) = posts
    dispatched = LogMove(Stage.FILED, Step.DISPATCH, Stage.DISPATCHED, by_level=True)
    assert log_moves(posts, post) == {dispatched}


def test_that_the_program_writes_every_row_of_the_table() -> None:
    moves = log_moves(posts_with({}), None)
    assert {(move.stage, move.step) for move in moves} >= set(LIFE)
    assert LogMove("", Step.REPORT, Stage.REPORTED) in moves
