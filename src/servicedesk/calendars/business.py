"""Calendars: one desk in one zone, and two calendars made one."""

from functools import cached_property
from typing import Any, Union

from attrs import field, frozen

from servicedesk.calendars.holidays import Holidays, holidays_of
from servicedesk.calendars.questions import Questions
from servicedesk.calendars.rules import Desk, How, Pair, Repeated, SpecialDay, special_days
from servicedesk.calendars.tables import zone_of
from servicedesk.calendars.timeline import Timeline
from servicedesk.calendars.weekly import DAY, Week, WeekPlan, Window, plan_of
from servicedesk.errors import InvalidValue, OutOfRange, are, is_a

MOST_DESKS = 100


def _zone_name(given: Any) -> Any:
    return getattr(given, "key", given)


def _is_zone(owner: object, attribute: Any, name: Any) -> None:
    where = f"{type(owner).__name__}.{attribute.name}"
    is_a(str)(owner, attribute, name)
    zone_of(name, where)


class Algebra(Questions):
    """Calendars made of calendars, whatever their zones; answers come in the first one's zone."""

    __slots__ = ()

    def __and__(self, other: "Calendar") -> "CombinedCalendar":
        """Open when both are."""
        return _combined(How.BOTH, self, other)

    def __or__(self, other: "Calendar") -> "CombinedCalendar":
        """Open when either is: follow the sun."""
        return _combined(How.EITHER, self, other)

    def __sub__(self, other: "Calendar") -> "CombinedCalendar":
        """Open when this one is and the other is not."""
        return _combined(How.EXCEPT, self, other)


def _combined(how: How, left: Any, right: object) -> "CombinedCalendar":
    if not isinstance(right, BusinessCalendar | CombinedCalendar):
        return NotImplemented  # type: ignore[no-any-return]
    return CombinedCalendar(how, left, right, left.timezone)


def _repeated(given: Any) -> Any:
    return Repeated.of(given) if isinstance(given, str) else given


@frozen(cache_hash=True)
class BusinessCalendar(Algebra):
    """When one desk is open.

    A date's hours are those of its special day, else of the make-up working day that it is (the
    hours of the weekday that it stands for), else of its holiday (closed, or half a day), else of
    the week.

    Attributes:
        timezone: IANA name of the desk's zone.
        week: hours by weekday (`Week`, text as "Mon-Fri 08:30-12:00,13:00-17:30; Sat
            09:00-12:00", or the JSON form), weeks that alternate, seasons, or dated versions of
            them.
        exceptions: special days; a mapping of dates to windows is taken too.
        holidays: whose holidays it keeps: `Holidays` or a country's code.
        repeated: whether a reading of the clock that a clock change repeats is open both times,
            or only the first.

    Equality, hash and pickle go by these five; tables are built when first asked.

    Raises:
        UnknownName: for an unknown zone, weekday, country, subdivision or category.
        InvalidValue: for a window of no length, a date that stands twice.
    """

    timezone: str = field(converter=_zone_name, validator=_is_zone)
    week: WeekPlan = field(converter=plan_of)
    exceptions: tuple[SpecialDay, ...] = field(
        default=(), converter=special_days, validator=are(SpecialDay)
    )
    holidays: Holidays | None = field(
        default=None, converter=holidays_of, validator=is_a(Holidays, optional=True)
    )
    repeated: Repeated = field(
        default=Repeated.TWICE, converter=_repeated, validator=is_a(Repeated)
    )

    def __attrs_post_init__(self) -> None:
        for one, other in zip(self.exceptions, self.exceptions[1:], strict=False):
            if one.day == other.day:
                raise InvalidValue(
                    "a date stands twice", got=str(one.day), where="BusinessCalendar.exceptions"
                )

    @classmethod
    def always(cls, timezone: str) -> "BusinessCalendar":
        """Open around the clock, on every day (7x24)."""
        whole = (Window(0, DAY),)
        return cls(timezone, Week(*([whole] * 7)))

    @cached_property
    def timeline(self) -> Timeline:  # type: ignore[override]
        """The compiled form."""
        return Timeline(Desk(self))

    def __reduce__(self) -> tuple[Any, ...]:
        definition = self.timezone, self.week, self.exceptions, self.holidays, self.repeated
        return type(self), definition


def _is_calendar(owner: object, attribute: Any, value: Any) -> None:
    is_a(BusinessCalendar, CombinedCalendar)(owner, attribute, value)


def _how(given: Any) -> Any:
    return How.of(given) if isinstance(given, str) else given


@frozen(cache_hash=True)
class CombinedCalendar(Algebra):
    """Two calendars made one: `a & b`, `a | b`, `a - b`, in any zones.

    A business day of it is a civil date in its zone with some open time; such a day closes at its
    last close, or at midnight.

    Attributes:
        how: when it is open.
        left: a calendar of either kind.
        right: likewise.
        timezone: the zone in which it answers.

    Raises:
        OutOfRange: for more than 100 desks in one.
    """

    how: How = field(converter=_how, validator=is_a(How))
    left: Union[BusinessCalendar, "CombinedCalendar"] = field(validator=_is_calendar)
    right: Union[BusinessCalendar, "CombinedCalendar"] = field(validator=_is_calendar)
    timezone: str = field(converter=_zone_name, validator=_is_zone)

    def __attrs_post_init__(self) -> None:
        waiting: list[Calendar] = [self]
        desks = 0
        while waiting and desks <= MOST_DESKS:
            part = waiting.pop()
            if isinstance(part, CombinedCalendar):
                waiting += part.left, part.right
            else:
                desks += 1
        if desks > MOST_DESKS:
            raise OutOfRange(
                "too many calendars in one",
                expected=f"at most {MOST_DESKS}",
                where="CombinedCalendar",
            )

    @cached_property
    def timeline(self) -> Timeline:  # type: ignore[override]
        """The compiled form."""
        left, right = self.left.timeline.source, self.right.timeline.source
        return Timeline(Pair(self.how, left, right, self.timezone))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.how, self.left, self.right, self.timezone)


Calendar = BusinessCalendar | CombinedCalendar
