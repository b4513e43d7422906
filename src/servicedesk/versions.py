"""Values that change on a date: the one wrapper for dated weeks, policies, tables and prices.

    hours = Dated.of(summer, (date(2026, 11, 1), season))
    hours.at(date(2026, 10, 31))   # summer
    hours.at(date(2026, 11, 1))    # season

Dates are civil dates in the zone of whatever holds the versions (a calendar, a contract).
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from typing import Generic, TypeVar

from attrs import field, frozen

from servicedesk.errors import InvalidValue, OutOfRange, are, check_type, is_a, several

T = TypeVar("T")


@frozen
class Version(Generic[T]):
    """A value and the civil date from which it holds; None is "from the beginning"."""

    since: date | None = field(validator=is_a(date, optional=True))
    value: T


@frozen
class Dated(Generic[T]):
    """Versions of a value, each in force until the day before the next one begins.

    Attributes:
        versions: in the order of their dates; only the first may be without a date.

    Raises:
        InvalidValue: when there is none, or two begin on one date, or they are out of order.
    """

    versions: tuple[Version[T], ...] = field(converter=several, validator=are(Version))

    def __attrs_post_init__(self) -> None:
        if not self.versions:
            raise InvalidValue("no versions", expected="at least one", where="Dated.versions")
        for index, (one, other) in enumerate(
            zip(self.versions, self.versions[1:], strict=False), start=1
        ):
            if other.since is None or (one.since is not None and other.since <= one.since):
                raise InvalidValue(
                    "versions out of order",
                    got=str(other.since),
                    expected=f"a date after {one.since or 'the beginning'}",
                    where=f"Dated.versions[{index}]",
                )

    @classmethod
    def of(cls, first: T, *later: tuple[date, T]) -> "Dated[T]":
        """*first* from the beginning, then each value from its date on."""
        return cls((Version(None, first), *(Version(since, value) for since, value in later)))

    def find(self, day: date) -> Version[T] | None:
        """The version in force on *day*; None before the first begins."""
        check_type(day, date, where="day")
        dates = [version.since or date.min for version in self.versions]
        index = bisect_right(dates, day)
        return self.versions[index - 1] if index else None

    def at(self, day: date) -> T:
        """The value in force on *day*.

        Raises:
            OutOfRange: before the first version begins.
        """
        version = self.find(day)
        if version is None:
            raise OutOfRange(
                "no version in force yet",
                got=str(day),
                expected=f"{self.versions[0].since} or later",
                where="Dated.at",
            )
        return version.value

    def __iter__(self) -> Iterator[Version[T]]:
        return iter(self.versions)
