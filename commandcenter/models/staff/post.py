"""Posts and their axes."""

from enum import StrEnum


class Axis(StrEnum):
    """The side that may take a step. Supervision finds and closes, command dispatches, neither does
    both."""

    SUPERVISION = "supervision"
    COMMAND = "command"
    DEPARTMENT = "department"
    SYSTEM = "system"


class Post(StrEnum):
    CALL_TAKER = "call-taker"
    SHIFT_CHIEF = "shift-chief"
    INSPECTOR = "inspector"
    DISPATCHER = "dispatcher"
    DEPARTMENT = "department"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    WALL = "wall"


AXIS_OF = {
    Post.CALL_TAKER: Axis.SUPERVISION,
    Post.SHIFT_CHIEF: Axis.SUPERVISION,
    Post.INSPECTOR: Axis.SUPERVISION,
    Post.DISPATCHER: Axis.COMMAND,
    Post.LEADER: Axis.COMMAND,
    Post.DEPARTMENT: Axis.DEPARTMENT,
}
