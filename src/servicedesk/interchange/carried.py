"""What came across, and what could not."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Generic, TypeVar

from attrs import field, frozen

from servicedesk.errors import InvalidValue, ServiceDeskError, are, is_a
from servicedesk.reasons import Reason, ReasonKind, explain

T = TypeVar("T")


class NotCarried(ServiceDeskError, ValueError):
    """The other form has no way to say this."""


EXTRA_OPENING = ReasonKind(
    "interchange.extra_opening",
    "{day}: opening {windows} is lost, the form can only close",
    "{day}：丢失营业时段 {windows}，该格式只能表示停业",
    "{day}：遺失營業時段 {windows}，該格式只能表示停業",
)
OTHER_HOURS = ReasonKind(
    "interchange.other_hours",
    "{day}: its own hours ({windows}) are lost, the date keeps the week's",
    "{day}：丢失当日的特殊时段（{windows}），该日沿用每周常规时段",
    "{day}：遺失當日的特殊時段（{windows}），該日沿用每週常規時段",
)
OF_ONE_RESOURCE = ReasonKind(
    "interchange.of_one_resource",
    "{name}: lost, it concerns one person or machine and not the calendar",
    "{name}：丢失，只涉及个别人员或设备，而非整个日历",
    "{name}：遺失，只涉及個別人員或設備，而非整個日曆",
)
ROUNDED = ReasonKind(
    "interchange.rounded",
    "{given} hours read as {read}, as the form counts whole minutes",
    "{given} 小时读作 {read}，该格式以整分钟计",
    "{given} 小時讀作 {read}，該格式以整分鐘計",
)
TIMED_EVENT = ReasonKind(
    "interchange.timed_event",
    "{name}: lost, it has times of day and closes no whole date",
    "{name}：丢失，该事件带有具体时刻，不表示整日停业",
    "{name}：遺失，該事件帶有具體時刻，不表示整日停業",
)
CLOSURE_NAME = ReasonKind(
    "interchange.closure_name",
    "{day}: the name {name} is lost",
    "{day}：丢失名称 {name}",
    "{day}：遺失名稱 {name}",
)


@frozen
class Carried(Generic[T]):
    """A value in its new form, and what was lost on the way.

    Attributes:
        value: the calendar, or the other form's JSON.
        lost: one reason for each thing that could not be carried; `explain(carried)` prints them.
    """

    value: T
    lost: tuple[Reason, ...] = field(default=(), validator=are(Reason))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.lost

    def whole(self) -> T:
        """The value, when nothing was lost.

        Raises:
            NotCarried: when something was, with the first losses in its text.
        """
        if self.lost:
            more = f" and {len(self.lost) - 3} more" if len(self.lost) > 3 else ""
            lines = "; ".join(explain(self.lost[:3]).splitlines())
            raise NotCarried(f"not all could be carried: {lines}{more}")
        return self.value


@frozen
class Closure:
    """Civil dates on which a desk is closed, first and last included, and why."""

    first: date = field(validator=is_a(date))
    last: date = field(validator=is_a(date))
    name: str = field(default="", validator=is_a(str))

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise InvalidValue(
                "a closure ends before it starts", got=(str(self.first), str(self.last))
            )

    def dates(self) -> Iterator[date]:
        """Every date of it."""
        for step in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=step)
