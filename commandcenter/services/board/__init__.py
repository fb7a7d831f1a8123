"""The centre at a moment that is past, from history alone."""

from commandcenter.services.board.board import Board, BoardThen, CentreThen
from commandcenter.services.board.case_then import CaseThen, ClockThen

__all__ = ["Board", "BoardThen", "CaseThen", "CentreThen", "ClockThen"]
