"""The one effective-dated wrapper."""

from datetime import date, datetime

import pytest

from servicedesk.errors import InvalidValue, OutOfRange, WrongType
from servicedesk.versions import Dated, Version

NOVEMBER, MARCH = date(2026, 11, 1), date(2027, 3, 16)


def test_each_version_holds_until_the_day_before_the_next():
    dated = Dated.of("summer", (NOVEMBER, "winter"), (MARCH, "spring"))
    days = [date.min, date(2026, 10, 31), NOVEMBER, date(2027, 3, 15), MARCH, date.max]
    assert [dated.at(day) for day in days] == [
        "summer",
        "summer",
        "winter",
        "winter",
        "spring",
        "spring",
    ]
    assert [version.since for version in dated] == [None, NOVEMBER, MARCH]


def test_before_the_first_version_nothing_is_in_force():
    dated = Dated([Version(NOVEMBER, "winter")])
    assert dated.find(date(2026, 10, 31)) is None
    with pytest.raises(OutOfRange, match="2026-11-01 or later"):
        dated.at(date(2026, 10, 31))


@pytest.mark.parametrize(
    "versions",
    [
        [],
        [Version(NOVEMBER, 1), Version(NOVEMBER, 2)],
        [Version(MARCH, 1), Version(NOVEMBER, 2)],
        [Version(NOVEMBER, 1), Version(None, 2)],
        [Version(None, 1), Version(None, 2)],
    ],
)
def test_versions_have_an_order(versions):
    with pytest.raises(InvalidValue):
        Dated(versions)


def test_dates_are_dates():
    with pytest.raises(WrongType):
        Version(datetime(2026, 11, 1), 1)  # noqa: DTZ001
    with pytest.raises(WrongType):
        Dated.of(1).at("2026-11-01")


def test_values_compare_and_hash():
    assert Dated.of(1, (NOVEMBER, 2)) == Dated((Version(None, 1), Version(NOVEMBER, 2)))
    assert len({Dated.of(1), Dated.of(1), Dated.of(2)}) == 2
