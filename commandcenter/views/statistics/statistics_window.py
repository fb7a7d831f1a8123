"""The statistics: figures of a period, the year by weeks, and who did what."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from commandcenter.errors import CommandCenterError
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.statistics import By, FigureQuery
from commandcenter.views.figures.charts import closure_plan, throughput_plan
from commandcenter.views.figures.figure_words import SHOWN_IDS, FigureWords
from commandcenter.views.figures.weeks import WeekSeries, sunday_of
from commandcenter.views.frame.clock_label import ClockLabel
from commandcenter.views.frame.data_age import DataAgeLabel
from commandcenter.views.frame.job_mark import JobMark
from commandcenter.views.frame.refresher import Refresher
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.spacing import px, set_spaces, space
from commandcenter.views.look.text_label import TextLabel, YieldingLabel
from commandcenter.views.look.theme import Space
from commandcenter.views.statistics.breakdown_table import BreakdownTable
from commandcenter.views.statistics.chart_box import ChartBox
from commandcenter.views.statistics.definition_card import DefinitionCard
from commandcenter.views.statistics.figure_tile import FigureTile
from commandcenter.views.statistics.period_chooser import PeriodChooser
from commandcenter.views.statistics.reading import Question, StatisticsReading, read_statistics

_WIDTH_EMS, _HEIGHT_EMS = 128, 72
_ONE_ROW_EMS = 92
"""From this width on all tiles stand in one row."""
_UNASKED_MS = 30_000
"""What was due moves with the clock, also when nothing is written."""
_LIMITED: Mapping[By, Callable[[FigureQuery, str], FigureQuery]] = {
    By.DEPARTMENT: lambda query, key: replace(query, department=key),
    By.AREA: lambda query, key: replace(query, area=key),
    By.CATEGORY: lambda query, key: replace(query, category=key),
}


class StatisticsWindow(QMainWindow):
    """Every figure can be clicked: one click explains it, another one asks for its cases.

    Signals:
        cases_wanted: figure id, FigureQuery: exactly the cases that the figure counted.
    """

    cases_wanted = Signal(str, object)

    def __init__(self, workplace: Workplace, *, viewer: Viewer = CENTRE_VIEW) -> None:
        super().__init__()
        self._workplace = workplace
        self._viewer = viewer
        self._is_stale = True
        self._shown: StatisticsReading | None = None
        words, figure_words = workplace.words, FigureWords()
        language = words.language
        self.period = PeriodChooser(self._today())
        self.as_of_label = TextLabel(role="muted")
        self.job_mark = JobMark(workplace)
        self.job_mark.look()
        self.tiles = {
            name: FigureTile(name, figure_words.name(name), language) for name in SHOWN_IDS
        }
        targets = words.facts.settings.kpi_targets
        self.throughput = ChartBox(throughput_plan(figure_words), words)
        self.closure = ChartBox(closure_plan(targets), words)
        self.table = BreakdownTable(words, figure_words)
        self._tile_grid = QGridLayout()
        self.card = DefinitionCard(figure_words, language, self._lay_out())
        self.refresher = Refresher(
            workplace.background,
            self._reading,
            done=self._show,
            refused=self._keep_figures,
            parent=self,
        )
        self._connect()
        title = self.tr("{city}: statistics").format(city=words.city)
        self.setWindowTitle(title)
        self.resize(px(self, _WIDTH_EMS), px(self, _HEIGHT_EMS))
        self.table.table.setFocus()  # not the chooser of days, which a wheel would turn

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange:
            self._catch_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = len(self.tiles) if self.width() >= px(self, _ONE_ROW_EMS) else 5
        for place, tile in enumerate(self.tiles.values()):
            self._tile_grid.addWidget(tile, place // columns, place % columns)
        self.card.follow()

    # ---- what it looks like -------------------------------------------------------------------

    def _lay_out(self) -> QWidget:
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        body = QVBoxLayout()
        set_spaces(body, self, around=Space.MEDIUM, between=Space.MEDIUM)
        set_spaces(self._tile_grid, self, around=None, between=Space.SMALL)
        charts = QHBoxLayout()
        set_spaces(charts, self, around=None, between=Space.MEDIUM)
        charts.addWidget(self.throughput, 1)
        charts.addWidget(self.closure, 1)
        body.addLayout(self._tile_grid)
        body.addLayout(charts, 5)
        body.addWidget(self.table, 6)
        column.addLayout(body, 1)
        self.setCentralWidget(ground)
        return ground

    def _bar(self) -> QFrame:
        workplace = self._workplace
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        set_spaces(row, self, around=Space.SMALL, between=Space.LARGE)
        side, above = space(self, Space.MEDIUM), space(self, Space.SMALL)
        row.setContentsMargins(side, above, side, above)
        row.addWidget(TextLabel(self.tr("Statistics"), role="title"))
        self.area_label = YieldingLabel()
        self.area_label.show_path(workplace.words.area_path(self._viewer.area))
        row.addWidget(self.area_label)
        row.addWidget(self.period)
        row.addStretch(1)
        row.addWidget(self.job_mark)
        row.addWidget(self.as_of_label)
        row.addWidget(ClockLabel(workplace.clock, workplace.words))
        row.addWidget(DataAgeLabel(workplace.watcher, workplace.clock, workplace.words))
        return bar

    def _connect(self) -> None:
        watcher = self._workplace.watcher
        watcher.found.connect(self._ask)
        watcher.changed.connect(self._ask)
        self.period.changed.connect(self._ask)
        self.table.breakdown_changed.connect(self._ask)
        self.table.line_opened.connect(self._list_line)
        for tile in self.tiles.values():
            tile.clicked.connect(partial(self._enter, tile))
            tile.left.connect(self.card.close_card)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.card.close_card)
        unasked = QTimer(self, interval=_UNASKED_MS)
        unasked.timeout.connect(self._ask)
        unasked.start()

    # ---- reading ------------------------------------------------------------------------------

    @Slot()
    def _ask(self) -> None:
        """Nothing is read for a window that nobody sees; it catches up when it is seen again."""
        self._is_stale = True
        self._catch_up()

    def _catch_up(self) -> None:
        if self._is_stale and self.isVisible() and not self.isMinimized():
            self._is_stale = False
            self.refresher.ask()

    def _today(self) -> date:
        return self._workplace.clock().astimezone(self._workplace.words.zone).date()

    def _reading(self) -> Callable[[], StatisticsReading]:
        today = self._today()
        self.period.show_today(today)
        wanted = self.table.breakdown
        question = Question(self.period.days(today), wanted.by, wanted.level, today)
        return partial(read_statistics, self._workplace.center.statistics, self._viewer, question)

    def _show(self, reading: StatisticsReading) -> None:
        self._shown = reading
        for name, figure in reading.totals.items():
            self.tiles[name].show_figure(figure)
        if not self.card.isHidden():
            self.card.renew()
        chosen = _weeks_of(reading.question, reading.weeks)
        self.throughput.chart.show_series(reading.weeks, chosen)
        self.closure.chart.show_series(reading.weeks, chosen)
        self.table.show_figures(reading.question.by, reading.rows)
        at = self._workplace.words.time_of_day(reading.as_of)
        self.as_of_label.setText(self.tr("as of {time}").format(time=at))

    def _keep_figures(self, error: CommandCenterError) -> None:
        """What stands there stays, with the moment that it is of; the next occasion asks again."""
        self._is_stale = True

    # ---- links --------------------------------------------------------------------------------

    def _enter(self, tile: FigureTile) -> None:
        if self.card.tile is not tile:
            self.card.open_below(tile)
            return
        self.card.close_card()
        if self._shown:
            self.cases_wanted.emit(tile.figure_id, self._shown.question.query)

    @Slot(str, str)
    def _list_line(self, figure_id: str, key: str) -> None:
        if self._shown:
            question = self._shown.question
            self.cases_wanted.emit(figure_id, _LIMITED[question.by](question.query, key))


def _weeks_of(question: Question, weeks: WeekSeries) -> tuple[int, int] | None:
    """The places of the weeks that the period touches."""
    first, last = question.days.first, question.days.last
    places = [
        place
        for place, monday in enumerate(weeks.mondays)
        if monday <= last and sunday_of(monday) >= first
    ]
    return (places[0], places[-1]) if places else None
