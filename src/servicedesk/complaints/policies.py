"""What a company has chosen about complaints; what it has not chosen is `UNDECIDED`."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from attrs import field, frozen

from servicedesk.calendars.tables import zone_of
from servicedesk.errors import OutOfRange, Undecided, WrongType, are, is_a
from servicedesk.incidents import check_key, is_key
from servicedesk.reasons import UNDECIDED, Choice, Clause, Text

NAMED_FIELDS = ("complainant", "contact", "organisation", "description", "expected_by")
"""Who complains, how to reach them, for whom, of what, solved by when (R94)."""

CIRCUMSTANCES = ("occurred_at", "scope", "tried")
"""When it happened, what it affects, what was tried (R7)."""


def _keys(given: Iterable[str]) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise WrongType(
            "given singly", got=given, expected="several keys", where="ComplaintPolicy.fields"
        )
    return tuple(given)


@frozen(kw_only=True)
class ComplaintPolicy:
    """The choices by which complaints are handled.

    Attributes:
        name, version: as the host calls it.
        fields: what a register needs beside the number; R94's list is open, so add your own.
        most_rounds: how often a dissatisfied customer has a new solution worked out (R106). The
            document sets no bound (C9).
        most_reviews: how often another person reviews the result (R10, R22: once).
        extension_needs_consent: whether "协商" needs the customer's consent, or notice is
            enough (R103, C10).
        most_extensions: how often a promise may be extended (C10).
        lapse_attempts, lapse_days: a complaint whose complainant is silent lapses after so many
            attempts at contact and so many days after notice (C9).
        reopen_days: within so many days of its closing it may be reopened; later it is a new
            complaint that is linked to the old one (C9).
        timezone: in whose civil days `lapse_days` and `reopen_days` count, as "Asia/Shanghai".
        owner_hands_over: whether the handler becomes the owner too at hand-over; by 首问负责制
            the first contact stays the owner (R127, C13).
        clauses: where all this is written.
    """

    name: str = field(default="complaints", validator=is_key())
    version: str = field(default="1", validator=is_a(str))
    fields: tuple[str, ...] = field(default=(*NAMED_FIELDS, *CIRCUMSTANCES), converter=_keys)
    most_rounds: int | Choice = field(default=UNDECIDED, validator=is_a(int, Choice))
    most_reviews: int | Choice = field(default=1, validator=is_a(int, Choice))
    extension_needs_consent: bool | Choice = field(default=UNDECIDED, validator=is_a(bool, Choice))
    most_extensions: int | Choice = field(default=UNDECIDED, validator=is_a(int, Choice))
    lapse_attempts: int | Choice = field(default=UNDECIDED, validator=is_a(int, Choice))
    lapse_days: int | Choice = field(default=UNDECIDED, validator=is_a(int, Choice))
    reopen_days: int | Choice = field(default=UNDECIDED, validator=is_a(int, Choice))
    timezone: str | Choice = field(default=UNDECIDED, validator=is_a(str, Choice))
    owner_hands_over: bool | Choice = field(default=False, validator=is_a(bool, Choice))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))

    def __attrs_post_init__(self) -> None:
        for index, name in enumerate(self.fields):
            check_key(name, where=f"ComplaintPolicy.fields[{index}]")
        for name in COUNTS:
            value = getattr(self, name)
            if not isinstance(value, Choice) and value < 0:
                raise OutOfRange("negative count", got=value, where=f"ComplaintPolicy.{name}")

        if not isinstance(self.timezone, Choice):
            zone_of(self.timezone, where="ComplaintPolicy.timezone")

    @property
    def zone(self) -> ZoneInfo:
        """The zone in whose civil days it counts.

        Raises:
            Undecided: if it has not been chosen.
        """
        self.check_decided("timezone")
        return zone_of(str(self.timezone), where="ComplaintPolicy.timezone")

    def check_decided(self, name: str) -> None:
        """Refuse a choice that has not been made.

        Raises:
            Undecided: if it has not.
        """
        if isinstance(getattr(self, name), Choice):
            raise Undecided(
                f"{name} is undecided",
                expected="a choice in the policy",
                where=f"ComplaintPolicy.{name} ({OPEN_QUESTIONS[name]})",
            )

    def decided(self, name: str) -> int | bool:
        """The number, or the yes or no, that was chosen under this name.

        Raises:
            Undecided: if it has not been.
        """
        self.check_decided(name)
        value: int | bool = getattr(self, name)
        return value


COUNTS = (
    "most_rounds",
    "most_reviews",
    "most_extensions",
    "lapse_attempts",
    "lapse_days",
    "reopen_days",
)

OPEN_QUESTIONS = {
    "most_rounds": "C9",
    "most_reviews": "C9",
    "extension_needs_consent": "C10",
    "most_extensions": "C10",
    "lapse_attempts": "C9",
    "lapse_days": "C9",
    "reopen_days": "C9",
    "timezone": "C9",
    "owner_hands_over": "C13",
}

CHOICES = {
    "most_rounds": Text("how often a new solution is due", "返工次数", "返工次數"),
    "most_reviews": Text("how often another reviews", "复审次数", "複審次數"),
    "extension_needs_consent": Text("consent to an extension", "延期须经同意", "延期須經同意"),
    "most_extensions": Text("how often a date is extended", "延期次数", "延期次數"),
    "lapse_attempts": Text(
        "after how many attempts silence ends it", "联系几次无果可结案", "聯繫幾次無果可結案"
    ),
    "lapse_days": Text("after how many days silence ends it", "沉默几日可结案", "沉默幾日可結案"),
    "reopen_days": Text("how long it may be reopened", "可重新打开的期限", "可重新打開的期限"),
    "timezone": Text("in which zone days are counted", "按哪个时区计日", "按哪個時區計日"),
    "owner_hands_over": Text("ownership passes at hand-over", "责任随移交转移", "責任隨移交轉移"),
}
"""What each field decides, in words."""
