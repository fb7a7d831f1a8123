"""The map as a widget with its real page: what is clicked, what survives, what never happens."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QEventLoop, Qt, QUrl
from PySide6.QtGui import QColor
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commandcenter.views.look.theme import DESK_TEXT_PX, CaseMark, Colour
from commandcenter.views.map.base_map import MapLayer
from commandcenter.views.map.map_view import MapView
from commandcenter.views.map.web.bridge import MapBridge
from tests.views.map.page_driver import PageDriver
from tests.views.map.places import (
    BAD_WORDS,
    CENTRE_LAT,
    CENTRE_LON,
    EAST,
    NORTH,
    SOUTH,
    WEST,
    case,
    spread,
    town,
)

OUTSIDE = "https://example.org/picture.png"


@pytest.fixture(scope="module")
def open_map(qapp: QApplication) -> Iterator[MapView]:
    view = MapView(town(), language="zh")
    view.resize(800, 600)
    first_picture = QEventLoop()
    view.ready.connect(first_picture.quit)
    view.show()
    first_picture.exec()
    yield view
    view.close()
    view.deleteLater()
    qapp.sendPostedEvents(view, QEvent.Type.DeferredDelete)


@pytest.fixture
def hand(open_map: MapView, qtbot: QtBot) -> PageDriver:
    """The open map as if nobody had been there: two cases, nothing selected, never touched."""
    driver = PageDriver(open_map, qtbot)
    open_map.select(None)
    open_map.show_layers(MapLayer)
    open_map.resume_view()
    driver.show([case(1), case(2, CENTRE_LAT + 0.004, CENTRE_LON + 0.004, mark=CaseMark.OVERDUE)])
    driver.until("!document.querySelector('.case-popup')")
    return driver


def test_that_a_click_on_a_mark_chooses_its_case(hand: PageDriver) -> None:
    with hand.qtbot.waitSignal(hand.map.case_chosen) as chosen:
        hand.click_case(case(1))
    assert chosen.args == [case(1).number]


def test_that_a_click_on_the_ground_chooses_the_unit_grid(hand: PageDriver) -> None:
    with hand.qtbot.waitSignal(hand.map.cell_chosen) as chosen:
        hand.click(NORTH - 0.001, WEST + 0.001)
    assert chosen.args == ["110101001001000"]


def test_that_a_click_on_the_ground_tells_its_point(hand: PageDriver) -> None:
    with hand.qtbot.waitSignal(hand.map.point_chosen) as chosen:
        hand.click(NORTH - 0.001, WEST + 0.001)
    assert chosen.args == pytest.approx([NORTH - 0.001, WEST + 0.001], abs=0.0002)


def test_that_nothing_is_asked_from_outside(hand: PageDriver) -> None:
    hand.click_case(case(1))
    hand.show(spread(200))
    assert hand.map.refused == ()


def test_that_an_update_keeps_popup_selection_and_zoom(hand: PageDriver) -> None:
    hand.click_case(case(1))
    hand.map.select(case(1).number)
    hand.focus()
    hand.key(Qt.Key.Key_Plus)
    hand.qtbot.waitUntil(lambda: hand.map.is_touched)
    hand.until("document.querySelector('.case-popup')")
    before = hand.where()
    hand.change([case(1, label="积存渣土"), *spread(50, first=100)], (case(2).number,))
    assert "积存渣土" in hand.popup_text()
    assert hand.where() == before
    assert is_ringed(hand, CENTRE_LAT, CENTRE_LON)


def test_that_the_popup_closes_when_its_case_leaves(hand: PageDriver) -> None:
    hand.click_case(case(1))
    hand.until("document.querySelector('.case-popup')")
    hand.change([], (case(1).number,))
    assert hand.popup_text() == ""


def test_that_selecting_another_case_closes_the_popup(hand: PageDriver) -> None:
    hand.click_case(case(1))
    hand.until("document.querySelector('.case-popup')")
    hand.map.select(case(2).number)
    hand.until("!document.querySelector('.case-popup')")


def test_that_a_selected_case_outside_comes_into_sight(hand: PageDriver) -> None:
    far = case(3, CENTRE_LAT, EAST + 0.05)
    hand.show([case(1), far])
    zoom = hand.where()[2]
    hand.map.select(far.number)
    hand.until(f"map_frame.getBounds().contains([{far.latitude}, {far.longitude}])")
    assert hand.where()[2] == zoom
    assert not hand.map.is_touched


def test_that_a_thousand_updates_do_not_move_a_map_that_was_touched(hand: PageDriver) -> None:
    hand.focus()
    hand.key(Qt.Key.Key_Plus)
    hand.key(Qt.Key.Key_Right)
    hand.qtbot.waitUntil(lambda: hand.map.is_touched)
    hand.until("!map_frame._panAnim?._inProgress")
    before = hand.where()
    for number in range(999):
        hand.map.change_cases([case(number, SOUTH - 0.1 + number / 5000, EAST + 0.1)])
    hand.change([case(1)])
    assert hand.where() == before


def test_that_the_whole_comes_back_when_it_is_wanted(hand: PageDriver) -> None:
    whole = hand.where()
    hand.focus()
    hand.key(Qt.Key.Key_Plus)
    hand.qtbot.waitUntil(lambda: hand.map.is_touched)
    hand.map.resume_view()
    hand.until(f"map_frame.getZoom() === {whole[2]}")
    assert hand.where() == pytest.approx(whole)
    assert not hand.map.is_touched


def test_that_home_shows_the_whole_again(hand: PageDriver) -> None:
    hand.focus()
    hand.key(Qt.Key.Key_Plus)
    hand.qtbot.waitUntil(lambda: hand.map.is_touched)
    hand.key(Qt.Key.Key_Home)
    hand.qtbot.waitUntil(lambda: not hand.map.is_touched)


def test_that_an_untouched_map_fits_a_new_size(hand: PageDriver) -> None:
    hand.map.resize(500, 400)
    try:
        hand.until("map_frame.getSize().x === 500")
        hand.until(f"map_frame.getBounds().contains([[{SOUTH}, {WEST}], [{NORTH}, {EAST}]])")
        assert not hand.map.is_touched
    finally:
        hand.map.resize(800, 600)
        hand.until("map_frame.getSize().x === 800")


def test_that_a_map_in_a_hidden_tab_is_right_when_it_comes_forward(hand: PageDriver) -> None:
    hand.map.hide()
    token = hand.map.set_cases([case(5, mark=CaseMark.OVERDUE)])
    seen: list[str] = []
    hand.map.painted.connect(lambda painted, _: seen.append(painted))
    hand.map.show()
    hand.qtbot.waitUntil(lambda: token in seen)
    assert hand.ask("document.querySelector('#legend b').textContent") == "1"


def test_that_words_of_people_are_never_read_as_html(hand: PageDriver) -> None:
    hand.show([case(1, label=BAD_WORDS, detail=BAD_WORDS)])
    hand.click_case(case(1))
    hand.until("document.querySelector('.case-popup')")
    assert hand.popup_text().count(BAD_WORDS) == 2
    assert hand.ask("document.querySelectorAll('.case-popup img, .case-popup b').length") == 0
    assert hand.ask("document.title") == "map"


def test_that_cases_on_one_spot_are_listed_and_can_be_chosen(hand: PageDriver) -> None:
    hand.show([case(1, label=BAD_WORDS), case(2, mark=CaseMark.OVERDUE, label="井盖"), case(3)])
    hand.click_case(case(1))
    hand.until("document.querySelectorAll('.case-popup .line').length === 3")
    assert hand.ask("document.querySelector('.case-popup .label').textContent") == "井盖"
    with hand.qtbot.waitSignal(hand.map.case_chosen) as chosen:
        hand.ask("document.querySelector('.case-popup .line').click()")
    assert chosen.args == [case(2).number]


def test_that_a_click_on_a_group_goes_nearer(hand: PageDriver) -> None:
    hand.show([case(n, CENTRE_LAT + n * 0.00004) for n in range(12)])
    zoom = hand.where()[2]
    hand.click(CENTRE_LAT + 0.00022, CENTRE_LON)
    hand.until(f"map_frame.getZoom() > {zoom}")


def test_that_the_legend_counts_what_the_map_holds(hand: PageDriver) -> None:
    hand.show([case(n, mark=CaseMark.OVERDUE) for n in range(3)])
    hand.change([case(9, mark=CaseMark.PAUSED)], (case(0).number,))
    numbers = hand.ask("[...document.querySelectorAll('#legend b')].map((b) => b.textContent)")
    assert numbers == ["2", "0", "0", "0", "1", "0"]


def test_that_a_layer_can_be_switched_off(hand: PageDriver) -> None:
    hand.map.show_layers({MapLayer.CELLS, MapLayer.NAMES})
    hand.change([case(1)])
    with (
        hand.qtbot.assertNotEmitted(hand.map.case_chosen),
        hand.qtbot.waitSignal(hand.map.cell_chosen),
    ):
        hand.click_case(case(1))


def test_that_a_new_case_flashes_once_and_harms_nobody(hand: PageDriver) -> None:
    hand.map.flash([case(1).number, "unknown"])
    hand.until("document.querySelectorAll('.arrival').length === 1")
    seconds, times = hand.ask(
        "(({animationDuration, animationIterationCount}) =>"
        " [parseFloat(animationDuration), Number(animationIterationCount)])"
        "(getComputedStyle(document.querySelector('.arrival')))"
    )
    assert 1 / seconds <= 3
    assert seconds * times <= 3
    hand.qtbot.waitUntil(lambda: hand.ask("!document.querySelector('.arrival')"), timeout=4000)


def test_that_a_flood_of_new_cases_does_not_set_the_map_on_fire(hand: PageDriver) -> None:
    many = spread(100)
    hand.show(many)
    hand.map.flash(one.number for one in many)
    hand.until("document.querySelectorAll('.arrival').length === 8")


def test_that_arrow_keys_pan_and_tab_leaves_the_map(hand: PageDriver) -> None:
    hand.focus()
    longitude = hand.where()[1]
    hand.key(Qt.Key.Key_Right)
    hand.until(f"map_frame.getCenter().lng > {longitude}")
    hand.key(Qt.Key.Key_Tab)
    hand.qtbot.waitUntil(lambda: QApplication.focusWidget() is not hand.screen)


def test_that_the_page_cannot_go_elsewhere(
    hand: PageDriver, caplog: pytest.LogCaptureFixture
) -> None:
    address = hand.page.url()
    hand.ask(f"location.href = {OUTSIDE!r}")
    hand.qtbot.waitUntil(lambda: "may not go to" in caplog.text)
    assert hand.page.url() == address
    assert hand.ask("window.open('about:blank')") is None


def test_that_an_address_outside_is_refused_and_written_down(
    hand: PageDriver, caplog: pytest.LogCaptureFixture
) -> None:
    """A page without our policy, in the same house: the guard at the door must hold alone."""
    window = QWebEngineView()
    page = QWebEnginePage(hand.page.profile(), window)
    with hand.qtbot.waitSignal(page.loadFinished, timeout=10_000) as loaded:
        page.load(QUrl(OUTSIDE))
    assert loaded.args == [False]
    assert OUTSIDE in hand.map.refused
    assert OUTSIDE in caplog.text
    window.deleteLater()


def test_that_the_page_may_only_choose_what_it_was_told_of(hand: PageDriver) -> None:
    hand.show([case(1)])
    bridge = hand.map.findChild(MapBridge)
    assert isinstance(bridge, MapBridge)
    with hand.qtbot.assertNotEmitted(hand.map.case_chosen):
        bridge.choose_case(case(77).number)
    with hand.qtbot.assertNotEmitted(hand.map.cell_chosen):
        bridge.choose_cell("110101999999999")


def is_ringed(hand: PageDriver, latitude: float, longitude: float) -> bool:
    """Whether a light ring stands round the place, looked for from its middle outwards."""
    point = hand.place(latitude, longitude)
    picture = hand.map.grab().toImage()
    ring = QColor(Colour.TEXT).lightness()
    return any(
        picture.pixelColor(point.x() + far, point.y()).lightness() >= ring - 8
        for far in range(10, 22)
    )


def test_that_the_buttons_of_the_map_grow_with_the_text(hand: PageDriver) -> None:
    height = "document.querySelector('.leaflet-control-zoom-in').offsetHeight"
    small = hand.ask(height)
    hand.map.set_text_px(2 * DESK_TEXT_PX)
    hand.until(f"{height} > {1.8 * small}")
    hand.map.set_text_px(DESK_TEXT_PX)
    hand.until(f"{height} === {small}")
