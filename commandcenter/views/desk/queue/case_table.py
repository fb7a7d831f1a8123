"""The queue on the screen. Nothing moves under the row in hand."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from commandcenter.models.cases.rules.stage import ENDED, Stage
from commandcenter.services.casebook import CaseRow
from commandcenter.views.desk.queue.case_row_painter import (
    BASIS_EMS,
    CLOCK_EMS,
    MARK_EMS,
    CaseRowPainter,
)
from commandcenter.views.desk.queue.case_table_model import CaseTableModel, Column
from commandcenter.views.desk.queue.case_view import CaseView
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.spacing import px
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.open_cases.queue_filter import Work
from commandcenter.views.open_cases.waiting_signs import WIDEST_SIGNS

_REMAINING_EMS = MARK_EMS + CLOCK_EMS + BASIS_EMS
_LEAST_DEPARTMENT_EMS, _LEAST_KIND_AND_PLACE_EMS = 10.5, 13
"""A long name of a department has all its room as soon as kind and place have theirs."""
_KIND_SHARE = 0.45
"""Of the room that kind and place have between them."""
_ROW_EMS = 2.0
_RETURN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL = Qt.KeyboardModifier.ControlModifier
_NO_UPDATE = QItemSelectionModel.SelectionFlag.NoUpdate


class CaseTable(QWidget):
    """Arrow keys walk it; Enter opens. New rows above the ones in sight are counted, not shown.

    A case in hand that is not in the list leaves the place in it: arrows go on from there.

    Signals:
        case_chosen: number of the case in hand; empty for none.
        case_opened: Enter or a double click on it.
    """

    case_chosen = Signal(str)
    case_opened = Signal(str)

    def __init__(
        self, model: CaseTableModel, words: CityWords, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.model = model
        self._words = words
        self.view = CaseView()
        model.rowsAboutToBeRemoved.connect(self._let_go)  # before the view hears of it
        self.view.setModel(model)
        self.view.setItemDelegate(CaseRowPainter(model, words, self.view))
        self.news_button = QPushButton(self.view)
        self.empty_label = TextLabel(
            self.tr("No cases here. New ones appear automatically."),
            role="muted",
            wraps=True,
            parent=self.view,
        )
        self._chosen = ""
        self._place = ""
        self._news = 0
        self._keeps_place = False
        self._department_width = self._widest_department()
        self._prepare_view()
        self._connect()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.setFocusProxy(self.view)
        self._show_emptiness()

    @property
    def chosen(self) -> str:
        return self._chosen

    def choose(self, number: str) -> None:
        """Mark this case, if it is shown, and bring it into sight."""
        if number == self._chosen:
            return
        self._chosen = number
        self._mark_chosen()
        current = self.view.currentIndex()
        if number and current.isValid():
            self.view.scrollTo(current)

    def next_after(self, number: str, wanted: Work) -> str:
        """The case that comes forward after this one: the next below, else above, that waits so.

        After one that is not in the list the one at whose place the list was left. Empty where
        there is none.
        """
        queue = self.model.queue
        numbers = [one for one in queue.numbers() if one != number]
        at = queue.at(number)
        first = queue.at(self._place) if at is None else at
        around = numbers[first or 0 :] + numbers[: first or 0]
        rows = self.model.queue.rows
        return next((n for n in around if not wanted or wanted.holds(rows[n])), "")

    def renew_countdowns(self) -> None:
        """Paint what the clock changes, and nothing else."""
        ground = self.view.viewport().rect()
        ground.setWidth(self.view.columnWidth(Column.REMAINING))
        self.view.viewport().update(ground)

    def _prepare_view(self) -> None:
        view = self.view
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setCornerButtonEnabled(False)
        rows = view.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(self, _ROW_EMS))
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.resizeSection(Column.REMAINING, px(self, _REMAINING_EMS))
        header.resizeSection(Column.STAGE, self._stage_width())
        self.news_button.setProperty("role", "chip")
        self.news_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.news_button.hide()
        self.empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _stage_width(self) -> int:
        """So wide that the longest word of the language fits, with both signs before it."""
        open_stages = (stage for stage in Stage if stage not in ENDED)
        words = (f"{WIDEST_SIGNS} {self._words.stage(stage)}" for stage in open_stages)
        return max(map(self.fontMetrics().horizontalAdvance, words)) + px(self, 1.2)

    def _widest_department(self) -> int:
        names = map(self._words.department, self._words.facts.departments)
        return max(map(self.fontMetrics().horizontalAdvance, names), default=0) + px(self, 1.2)

    def _share_width(self) -> None:
        header = self.view.horizontalHeader()
        fixed = (Column.REMAINING, Column.STAGE)
        room = self.view.viewport().width() - sum(map(header.sectionSize, fixed))
        spared = room - px(self, _LEAST_KIND_AND_PLACE_EMS)
        wanted = max(spared, px(self, _LEAST_DEPARTMENT_EMS))
        department = min(wanted, self._department_width)
        room -= department
        kind = round(room * _KIND_SHARE)
        header.resizeSection(Column.DEPARTMENT, department)
        header.resizeSection(Column.KIND, kind)
        header.resizeSection(Column.PLACE, room - kind)

    def _connect(self) -> None:
        self.view.selectionModel().selectionChanged.connect(self._take_choice)
        self.view.activated.connect(self._open)
        self.view.verticalScrollBar().valueChanged.connect(self._forget_news_at_top)
        self.view.viewport().installEventFilter(self)
        self.view.installEventFilter(self)
        self.news_button.clicked.connect(self.view.scrollToTop)
        self.model.rowsAboutToBeInserted.connect(self._watch_place)
        self.model.rowsInserted.connect(self._keep_place)
        self.model.rowsRemoved.connect(self._close_gap)
        self.model.modelReset.connect(self._restart)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._share_width()
            self._place_over()
        if watched is self.view and isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and self._take_key(event)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        """Qt would copy a cell's words, go to the first cell of the row, and open it by Ctrl+Enter,
        which sends a step."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._chosen)
            return True
        if event.key() in _RETURN_KEYS and event.modifiers() & _CONTROL:
            return True
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.model.queue) - 1}
        place = ends.get(Qt.Key(event.key()))
        if place is None or event.modifiers() & ~_CONTROL:
            return False
        self.view.setCurrentIndex(self.model.index(place, 0))
        return True

    @Slot()
    def _take_choice(self) -> None:
        """Where nothing is selected the choice stays: the case may not be in the list."""
        for index in self.view.selectionModel().selectedRows():
            self._take(index)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._take(index)
        if row:
            self.case_opened.emit(row.number)

    def _take(self, index: QModelIndex) -> CaseRow | None:
        row: CaseRow | None = index.data(CaseTableModel.RowRole)
        if row:
            self._place = row.number
        if row and row.number != self._chosen:
            self._chosen = row.number
            self._mark_chosen()
            self.case_chosen.emit(row.number)
        return row

    def _mark_chosen(self) -> None:
        """Bring Qt's own selection into agreement with ours."""
        at = self.model.queue.at(self._chosen) if self._chosen else None
        if at is None:
            self.view.selectionModel().clearSelection()
            self._keep_to(self.model.queue.at(self._place))
        else:
            self._place = self._chosen
            self.view.setCurrentIndex(self.model.index(at, 0))

    def _keep_to(self, place: int | None) -> None:
        """From where the arrows go on; nothing is chosen by it."""
        if place is not None:
            self.view.selectionModel().setCurrentIndex(self.model.index(place, 0), _NO_UPDATE)

    @Slot(QModelIndex, int, int)
    def _let_go(self, _parent: QModelIndex, first: int, last: int) -> None:
        """The case in hand leaves the list: Qt would take up its neighbour unasked."""
        if first <= self.view.currentIndex().row() <= last:
            self.view.selectionModel().clear()

    @Slot(QModelIndex, int, int)
    def _close_gap(self, _parent: QModelIndex, first: int, _last: int) -> None:
        """What was in hand has left the list: its place there is that of what came up."""
        self._show_emptiness()
        queue = self.model.queue
        if len(queue) and not self.view.currentIndex().isValid() and self._place:
            at = min(first, len(queue) - 1)
            self._place = queue.row(at).number
            self._keep_to(at)

    @Slot(QModelIndex, int, int)
    def _watch_place(self, _parent: QModelIndex, first: int, _last: int) -> None:
        """A row that goes in above the one in hand, or above those in sight, moves nothing."""
        top = self.view.verticalScrollBar().value()
        in_hand = self.view.currentIndex().row()
        self._keeps_place = first < top or (in_hand >= first and in_hand >= top)

    @Slot(QModelIndex, int, int)
    def _keep_place(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._show_emptiness()
        if not self._keeps_place:
            return
        count = last - first + 1
        bar = self.view.verticalScrollBar()
        bar.setMaximum(max(bar.maximum(), bar.value() + count))
        bar.setValue(bar.value() + count)
        self._news += count
        self._show_news()

    @Slot(int)
    def _forget_news_at_top(self, value: int) -> None:
        if value == 0:
            self._news = 0
            self._show_news()

    @Slot()
    def _restart(self) -> None:
        self._news = 0
        self._show_news()
        self._mark_chosen()
        if self.view.currentIndex().isValid():
            self.view.scrollTo(self.view.currentIndex())
        self._show_emptiness()

    def _show_news(self) -> None:
        self.news_button.setVisible(self._news > 0)
        self.news_button.setText(self.tr("↑ {count} new").format(count=self._news))
        self._place_over()

    @Slot()
    def _show_emptiness(self) -> None:
        self.empty_label.setVisible(len(self.model.queue) == 0)
        self._place_over()

    def _place_over(self) -> None:
        ground = self.view.viewport().geometry()
        self.empty_label.setGeometry(ground.adjusted(px(self, 2), 0, -px(self, 2), 0))
        self.news_button.adjustSize()
        self.news_button.move(
            ground.center().x() - self.news_button.width() // 2, ground.top() + px(self, 0.4)
        )
