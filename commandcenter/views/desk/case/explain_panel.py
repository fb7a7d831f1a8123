"""Why a clock is due when it is: the rule, and every span that was counted or skipped."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from commandcenter.models.clocks.explanation import ExplainedSpan, Explanation
from commandcenter.services.casebook import ClockExplanation
from commandcenter.views.look import theme
from commandcenter.views.look.city_words import NOTHING, CityWords
from commandcenter.views.look.spacing import px, set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Colour, Space

_WIDTH_EMS, _HEIGHT_EMS = 80, 40
_LENGTHS = (2, 3)
_TOP = Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ExplainPanel(QDialog):
    """Esc closes it; a long list scrolls."""

    def __init__(
        self, explained: ClockExplanation, words: CityWords, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._explained = explained
        self._words = words
        self.facts: list[TextLabel] = []
        self.spans_table: SpansTable | None = None
        self.sum_label = TextLabel(role="strong", wraps=True)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.clicked.connect(self.accept)
        title = self.tr("{clock}: why this deadline").format(clock=words.word(explained.clock.name))
        self.setWindowTitle(f"{title} · {explained.number}")
        self._column = QVBoxLayout(self)
        set_spaces(self._column, self, around=Space.LARGE, between=Space.MEDIUM)
        self._column.addWidget(TextLabel(title, role="title"))
        self._add_facts()
        if explained.explanation:
            self._add_sum(explained.explanation)
        else:
            self._column.addWidget(TextLabel(self._why_no_sum(), role="notice", wraps=True))
            self._column.addStretch()
        self._add_close_button()
        screen = self.screen().availableSize()
        width, height = px(self, _WIDTH_EMS), px(self, _HEIGHT_EMS)
        self.resize(min(width, screen.width()), min(height, screen.height()))

    def _add_facts(self) -> None:
        grid = QGridLayout()
        set_spaces(grid, self, around=None, between=Space.SMALL)
        grid.setHorizontalSpacing(px(self, 1))
        grid.setColumnStretch(1, 1)
        for at, (name, text) in enumerate(self._facts()):
            caption, value = TextLabel(name, role="muted"), TextLabel(text, wraps=True)
            value.let_copy()
            grid.addWidget(caption, at, 0, _TOP)
            grid.addWidget(value, at, 1, _TOP)
            self.facts += [caption, value]
        self._column.addLayout(grid)

    def _facts(self) -> Iterator[tuple[str, str]]:
        clock, words = self._explained.clock, self._words
        yield self.tr("Started"), _exact(clock.started_at, words)
        yield self.tr("Due"), _exact(clock.due_at, words) if clock.due_at else NOTHING
        if clock.ended_at:
            yield self.tr("Ended"), _exact(clock.ended_at, words)
        if clock.limit:
            yield self.tr("Time limit"), clock.limit.said(words.language)
        if self._explained.condition_text:
            text = words.said(self._explained.condition_text)
            yield self.tr("Filing condition"), f"{self._explained.condition}  {text}"
        if self._explained.explanation:
            yield self.tr("Rule"), self._rule()

    def _rule(self) -> str:
        explained = self._explained
        versions = self.tr("rule v{rule} · calendar v{calendar}").format(
            rule=explained.rule_version, calendar=explained.calendar_version
        )
        if explained.department is None:
            return versions
        own = self.tr("own working hours of {department}")
        return f"{versions} · {own.format(department=self._words.department(explained.department))}"

    def _why_no_sum(self) -> str:
        if self._explained.imported:
            return self.tr(
                "Another system set this deadline; it was not calculated by the rules of this "
                "centre."
            )
        if self._explained.condition is not None:
            return self.tr("The limit has several parts, and each part has its own clock.")
        return self.tr("This clock has no limit; it only measures how long the case takes.")

    def _add_sum(self, explanation: Explanation) -> None:
        for warning in explanation.warnings:
            said = warning.said(self._words.language)
            self._column.addWidget(TextLabel(said, role="notice", wraps=True))
        self.spans_table = SpansTable(explanation.spans, self._words)
        self._column.addWidget(self.spans_table, 1)
        self.sum_label.setText(self._sum_text(explanation))
        self._column.addWidget(self.sum_label)

    def _sum_text(self, explanation: Explanation) -> str:
        clock = self._explained.clock
        limit = clock.limit.said(self._words.language) if clock.limit else NOTHING
        if not clock.extensions:
            return self.tr("Total counted: {sum} = {limit}").format(
                sum=duration_text(explanation.counted), limit=limit
            )
        return self.tr(
            "Total counted: {sum} = {limit} × {times} (extensions: {extensions})"
        ).format(
            sum=duration_text(explanation.counted),
            limit=limit,
            times=1 + clock.extensions,
            extensions=clock.extensions,
        )

    def _add_close_button(self) -> None:
        last = QHBoxLayout()
        last.addStretch()
        last.addWidget(self.close_button)
        self._column.addLayout(last)
        if self.spans_table:
            self.spans_table.setFocus()


class SpansTable(QTableWidget):
    """A line a span; what does not count is faint."""

    def __init__(self, spans: tuple[ExplainedSpan, ...], words: CityWords) -> None:
        super().__init__(len(spans), 6)
        self._words = words
        self.setHorizontalHeaderLabels(
            [
                self.tr("From"),
                self.tr("To"),
                self.tr("Counted"),
                self.tr("Sum"),
                self.tr("Why"),
                self.tr("Source"),
            ]
        )
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setProperty("role", "spans")
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(self, 1.9))
        self._fill(spans)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        for column in _LENGTHS:
            self.model().setHeaderData(
                column, Qt.Orientation.Horizontal, _RIGHT, Qt.ItemDataRole.TextAlignmentRole
            )

    def _fill(self, spans: tuple[ExplainedSpan, ...]) -> None:
        language, total = self._words.language, timedelta()
        for at, span in enumerate(spans):
            length = span.to_at - span.from_at
            total += length if span.counted else timedelta()
            texts = (
                _exact(span.from_at, self._words),
                _exact(span.to_at, self._words),
                duration_text(length) if span.counted else NOTHING,
                duration_text(total) if span.counted else "",
                span.reason.said(language),
                span.reason.origin_said(language),
            )
            for column, text in enumerate(texts):
                self.setItem(at, column, self._item(text, column, counted=span.counted))

    @staticmethod
    def _item(text: str, column: int, *, counted: bool) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        item.setForeground(QColor(Colour.TEXT if counted else Colour.TEXT_FAINT))
        if column in _LENGTHS:
            item.setTextAlignment(_RIGHT)
        if column < 4:
            item.setFont(theme.tabular(item.font()))
        return item


def duration_text(span: timedelta) -> str:
    """`32:00:00`: hours, minutes, seconds."""
    seconds = round(span.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _exact(at: datetime, words: CityWords) -> str:
    """To the second, because the sum is."""
    return f"{words.moment(at)}:{at:%S}"
