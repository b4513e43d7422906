"""The nouns that all areas share: facts, events, severity, tier, channel, item, cause, period.

Closed lists are `Term` enumerations. Tiers, channels, service items, localities and event types
are open *keys*: lower-case words that a host may add to, with the known ones as constants.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from attrs import field, fields, frozen

from servicedesk.errors import (
    InvalidValue,
    OutOfRange,
    WrongType,
    check_finite,
    check_type,
    is_a,
    is_aware,
    several,
)
from servicedesk.reasons import Lang, Localised, Term, Text
from servicedesk.spans import to_utc, utc_or_none

__all__ = [
    "BusinessEffect",
    "Cause",
    "Channel",
    "DataState",
    "Environment",
    "Event",
    "FactValue",
    "Facts",
    "Function",
    "IncidentFacts",
    "Kind",
    "Locality",
    "Period",
    "Scope",
    "SecurityState",
    "ServiceState",
    "Severity",
    "Tier",
    "Window",
    "Workaround",
    "key_label",
    "months_after",
]

_KEY = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")


def check_key(value: object, where: str = "") -> None:
    """Refuse *value* unless it is a key: lower-case words joined by ".", "_" or "-"."""
    check_type(value, str, where=where)
    if len(str(value)) > 100 or not _KEY.fullmatch(str(value)):
        raise InvalidValue(
            "not a key", got=value, expected='lower-case words as "on_site"', where=where
        )


def is_key(*, optional: bool = False) -> Any:
    """Attrs validator: the field is a key (or None, if *optional*)."""

    def validate(owner: object, attribute: Any, value: object) -> None:
        if not (optional and value is None):
            check_key(value, where=f"{type(owner).__name__}.{attribute.name}")

    return validate


def keys(given: Any) -> Any:
    """Attrs converter: one key or several as a tuple; what is none is left for `are_keys`."""
    found = several((given,) if isinstance(given, str) else given)
    if not isinstance(found, tuple):
        return found
    return tuple(str(each) if isinstance(each, str) else each for each in found)


def are_keys(owner: object, attribute: Any, given: object) -> None:
    """Attrs validator: the field is a tuple of keys."""
    where = f"{type(owner).__name__}.{attribute.name}"
    check_type(given, tuple, where=where)
    assert isinstance(given, tuple)  # noqa: S101 - for the type checker
    for index, key in enumerate(given):
        check_key(key, where=f"{where}[{index}]")


class Severity(Term):
    """How bad the incident is, from facts, on the canonical scale 1 (worst) to 4 (design 6)."""

    LOW = "low", "low (4)", "低（4级）", "低（4級）"
    MEDIUM = "medium", "medium (3)", "中（3级）", "中（3級）"
    HIGH = "high", "high (2)", "高（2级）", "高（2級）"
    CRITICAL = "critical", "critical (1)", "严重（1级）", "嚴重（1級）"

    @property
    def level(self) -> int:
        """1 for the worst to 4 for the mildest."""
        return 4 - list(Severity).index(self)

    @classmethod
    def at_level(cls, level: int) -> "Severity":
        """The severity of canonical level 1..4."""
        check_type(level, int, where="level")
        if not 1 <= level <= 4:
            raise OutOfRange("no such severity level", got=level, expected="1 to 4")
        return list(cls)[4 - level]


class Tier(StrEnum):
    """Known contract tiers; any other key is a host's own tier."""

    FREE = "free"
    PER_INCIDENT = "per_incident"
    ANNUAL = "annual"
    PREMIUM = "premium"
    PROJECT = "project"


class Channel(StrEnum):
    """Known ways in which a request arrives or is served (R1, R113, R126)."""

    PHONE = "phone"
    EMAIL = "email"
    FAX = "fax"
    CHAT = "chat"
    WEB = "web"
    IN_PRODUCT = "in_product"
    ON_SITE = "on_site"
    COURIER = "courier"
    AGENT = "agent"
    SOCIAL = "social"


class Locality(StrEnum):
    """Where the customer's site lies from the service team's (R67, R68)."""

    SAME_CITY = "same_city"
    OTHER_CITY = "other_city"


_LABELS: Mapping[str, Text] = {
    Tier.FREE: Text("free", "免费", "免費"),
    Tier.PER_INCIDENT: Text("per incident", "按次", "按次"),
    Tier.ANNUAL: Text("annual", "年度", "年度"),
    Tier.PREMIUM: Text("premium", "高端", "高端"),
    Tier.PROJECT: Text("project", "项目", "項目"),
    Channel.PHONE: Text("phone", "电话", "電話"),
    Channel.EMAIL: Text("e-mail", "邮件", "郵件"),
    Channel.FAX: Text("fax", "传真", "傳真"),
    Channel.CHAT: Text("chat", "即时消息", "即時訊息"),
    Channel.WEB: Text("online", "网上", "網上"),
    Channel.IN_PRODUCT: Text("in the product", "产品内", "產品內"),
    Channel.ON_SITE: Text("on site", "现场", "現場"),
    Channel.COURIER: Text("courier", "快递", "快遞"),
    Channel.AGENT: Text("agent or platform", "代理商或平台", "代理商或平臺"),
    Channel.SOCIAL: Text("social media", "社交媒体", "社交媒體"),
    Locality.SAME_CITY: Text("same city", "同城", "同城"),
    Locality.OTHER_CITY: Text("other city", "异地", "異地"),
    "natural_disaster": Text("natural disaster", "自然灾害", "自然災害"),
    "cyber_attack": Text("cyber attack", "网络攻击", "網絡攻擊"),
    "hardware_fault": Text("hardware fault", "硬件故障", "硬件故障"),
    "level_1": Text("first level", "一级", "一級"),
    "level_2": Text("second level", "二级", "二級"),
}

_FACTS: Mapping[str, Text] = {
    "cause": Text("cause", "原因", "原因"),
    "severity": Text("severity", "严重程度", "嚴重程度"),
    "urgency": Text("urgency", "紧急程度", "緊急程度"),
    "fault_level": Text("level of the fault", "故障等级", "故障等級"),
    "disaster": Text("disaster", "灾难情形", "災難情形"),
    "channel": Text("channel", "渠道", "渠道"),
    "locality": Text("locality", "地点", "地點"),
    "site": Text("site", "使用地点", "使用地點"),
    "tier": Text("tier", "服务等级", "服務等級"),
    "fee_plan": Text("fee plan", "收费方案", "收費方案"),
    "item": Text("service item", "服务项目", "服務項目"),
    "in_warranty": Text("in warranty", "在质保期内", "在質保期內"),
    "outside_network": Text("outside network", "外网环境", "外網環境"),
    "stable_network": Text("stable network", "网络稳定", "網絡穩定"),
    "season": Text("season", "收费期", "收費期"),
    "promised_at": Text("promised date", "承诺日期", "承諾日期"),
}


def key_label(key: str, lang: Lang) -> str:
    """The words of a known tier, channel or locality; another key names itself."""
    return key_text(key).label(lang)


def key_text(key: str) -> Text:
    """The words of a known tier, channel or locality in all languages; another names itself."""
    return _LABELS.get(key) or Text(key, key, key)


class Cause(Term):
    """What caused the incident: the input of liability (R84, R85, R110, R116)."""

    UNKNOWN = "unknown", "not yet known", "尚未查明", "尚未查明"
    PRODUCT_DEFECT = "product_defect", "product defect", "产品缺陷", "產品缺陷"
    FOLLOW_ON = "follow_on", "follow-on error of a fix", "修复引起的后续错误", "修復引起的後續錯誤"
    WRONG_DOCUMENTATION = "wrong_documentation", "wrong documentation", "文档错误", "文檔錯誤"
    MISOPERATION = "misoperation", "mis-operation by the user", "用户误操作", "用戶誤操作"
    FORCE_MAJEURE = "force_majeure", "force majeure", "不可抗力", "不可抗力"
    THIRD_PARTY = "third_party", "third party", "第三方", "第三方"
    POLICY_CHANGE = "policy_change", "change of policy", "政策调整", "政策調整"
    HARDWARE = "hardware", "hardware fault", "硬件故障", "硬件故障"
    ENVIRONMENT = "environment", "customer's environment", "客户环境", "客戶環境"
    CUSTOMISATION = "customisation", "customisation", "定制", "定制"
    HOW_TO = "how_to", "how-to question", "使用咨询", "使用諮詢"


def fact_text(name: str) -> Text:
    """The words of a known fact's name in all languages; another names itself."""
    return _FACTS.get(name) or Text(name, name, name)


def is_known_fact(name: str) -> bool:
    """Whether the library itself gives a fact of this name a meaning, as "channel"."""
    return name in _FACTS


def value_text(name: str, value: "FactValue") -> Localised | str:
    """The words of a fact's value where they are known; another names itself."""
    if isinstance(value, bool):
        return Text("yes", "是", "是") if value else Text("no", "否", "否")
    terms: tuple[Term, ...] = (*Severity,) if name == "severity" else (*Cause,)
    if name in ("severity", "cause"):
        return next((each for each in terms if each.value == value), str(value))
    return key_text(str(value))


class Kind(Term):
    """What is reported; the members have no order."""

    INFORMATION = "information", "information", "信息", "信息"
    QUESTION = "question", "question", "咨询", "諮詢"
    DOCUMENTATION = "documentation", "documentation", "文档", "文檔"
    ENHANCEMENT = "enhancement", "enhancement", "需求改进", "需求改進"
    TRAINING = "training", "training", "培训", "培訓"
    PERFORMANCE = "performance", "performance", "性能", "性能"
    FAULT = "fault", "fault", "故障", "故障"
    DATA = "data", "data", "数据", "數據"
    SECURITY = "security", "security", "安全", "安全"


class Environment(Term):
    """Where it happens."""

    NON_PRODUCTION = "non_production", "non-production", "非生产环境", "非生產環境"
    PRODUCTION = "production", "production", "生产环境", "生產環境"


class ServiceState(Term):
    """How far the service still runs, mildest first."""

    NONE = "none", "unaffected", "未受影响", "未受影響"
    MINOR = "minor", "slightly affected", "轻微受影响", "輕微受影響"
    PARTIAL = "partial", "partly affected", "部分受影响", "部分受影響"
    SEVERE = "severe", "severely affected", "严重受影响", "嚴重受影響"
    UNUSABLE = "unusable", "unusable", "无法使用", "無法使用"
    DOWN = "down", "down", "瘫痪", "癱瘓"


class Function(Term):
    """How much the affected function matters."""

    MINOR = "minor", "minor function", "次要功能", "次要功能"
    IMPORTANT = "important", "important function", "重要功能", "重要功能"
    CORE = "core", "core function", "核心功能", "核心功能"


class Scope(Term):
    """How many users are affected."""

    NONE = "none", "nobody", "无人", "無人"
    ONE = "one", "one user", "一人", "一人"
    FEW = "few", "a few users", "少数用户", "少數用戶"
    MANY = "many", "many users", "多数用户", "多數用戶"
    ALL = "all", "all users", "全部用户", "全部用戶"


class Workaround(Term):
    """Whether one can get round it, mildest first."""

    ACCEPTABLE = "acceptable", "acceptable workaround", "有可接受的替代方案", "有可接受的替代方案"
    UNACCEPTABLE = (
        "unacceptable",
        "unacceptable workaround",
        "替代方案不可接受",
        "替代方案不可接受",
    )
    NONE = "none", "no workaround", "没有替代方案", "沒有替代方案"


class DataState(Term):
    """What happened to data, mildest first."""

    NONE = "none", "data unharmed", "数据无损", "數據無損"
    ERROR = "error", "wrong data", "数据错误", "數據錯誤"
    AT_RISK = "at_risk", "data at risk", "数据有风险", "數據有風險"
    CORRUPTION = "corruption", "data corrupted", "数据损坏", "數據損壞"
    LOSS = "loss", "data lost", "数据丢失", "數據丟失"
    EXPOSURE = "exposure", "data exposed", "数据泄露", "數據洩露"


class SecurityState(Term):
    """Whether security is touched, mildest first."""

    NONE = "none", "no security concern", "无安全问题", "無安全問題"
    SUSPECTED = "suspected", "suspected breach", "疑似安全事件", "疑似安全事件"
    BREACH = "breach", "security breach", "安全事件", "安全事件"


class BusinessEffect(Term):
    """What it does to the customer's business, mildest first."""

    NONE = "none", "no effect on business", "对业务无影响", "對業務無影響"
    MINIMAL = "minimal", "minimal effect on business", "对业务影响较小", "對業務影響較小"
    MODERATE = "moderate", "moderate effect on business", "对业务有一定影响", "對業務有一定影響"
    SERIOUS = "serious", "serious effect on business", "对业务影响严重", "對業務影響嚴重"
    HALTED = "halted", "business halted", "业务停顿", "業務停頓"


class Window(Term):
    """A period in which the same fault weighs more; the members have no order."""

    NONE = "none", "no critical period", "非关键时期", "非關鍵時期"
    GO_LIVE = "go_live", "go-live", "上线", "上線"
    PERIOD_CLOSE = "period_close", "period-end close", "结账期", "結賬期"
    PAYROLL = "payroll", "payroll", "发薪", "發薪"
    AUDIT = "audit", "audit", "审计", "審計"
    SEASON = "season", "peak season", "旺季", "旺季"


@frozen(kw_only=True)
class IncidentFacts:
    """What is known of an incident; None is unknown, and unknown is not "no".

    Attributes:
        outage_minutes: how long the service has been out, in minutes.
        at_risk: nothing is broken yet, but something may break.
        redundancy_lost: one more failure would cause an outage.
    """

    kind: Kind | None = field(default=None, validator=is_a(Kind, optional=True))
    environment: Environment | None = field(
        default=None, validator=is_a(Environment, optional=True)
    )
    service: ServiceState | None = field(default=None, validator=is_a(ServiceState, optional=True))
    function: Function | None = field(default=None, validator=is_a(Function, optional=True))
    scope: Scope | None = field(default=None, validator=is_a(Scope, optional=True))
    workaround: Workaround | None = field(default=None, validator=is_a(Workaround, optional=True))
    data: DataState | None = field(default=None, validator=is_a(DataState, optional=True))
    security: SecurityState | None = field(
        default=None, validator=is_a(SecurityState, optional=True)
    )
    business: BusinessEffect | None = field(
        default=None, validator=is_a(BusinessEffect, optional=True)
    )
    window: Window | None = field(default=None, validator=is_a(Window, optional=True))
    at_risk: bool | None = field(default=None, validator=is_a(bool, optional=True))
    redundancy_lost: bool | None = field(default=None, validator=is_a(bool, optional=True))
    outage_minutes: int | Decimal | None = field(
        default=None, validator=is_a(int, Decimal, optional=True)
    )

    def __attrs_post_init__(self) -> None:
        minutes = self.outage_minutes
        if isinstance(minutes, Decimal):
            check_finite(minutes, where="IncidentFacts.outage_minutes")
        if minutes is not None and minutes < 0:
            raise OutOfRange("negative outage", got=minutes, where="IncidentFacts.outage_minutes")

    def known(self) -> "Facts":
        """The facts that are known, by name."""
        values = {attribute.name: getattr(self, attribute.name) for attribute in fields(type(self))}
        return Facts({name: value for name, value in values.items() if value is not None})


FactValue = str | bool | int | Decimal


class Facts(Mapping[str, FactValue]):
    """What is known, by name: an immutable, hashable mapping; a name not in it is unknown.

    Enumeration members become their wire names, so conditions compare plain data.

    Raises:
        WrongType: for a float or any other value that is not text, bool, int or Decimal.
    """

    __slots__ = ("_items",)

    def __init__(self, known: Mapping[str, Any] | Iterable[tuple[str, Any]] = (), /) -> None:
        try:
            given = dict(known)
        except (TypeError, ValueError):
            raise WrongType(
                "not facts", got=known, expected="a mapping of names to values", where="Facts"
            ) from None
        items = {}
        for name, value in given.items():
            check_key(name, where="Facts")
            plain = value.value if isinstance(value, Term) else value
            check_type(plain, str, bool, int, Decimal, where=f"Facts.{name}")
            items[name] = str(plain) if isinstance(plain, str) else plain
        self._items = dict(sorted(items.items()))

    def __getitem__(self, name: str) -> FactValue:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(tuple(self._items.items()))

    def __repr__(self) -> str:
        return f"Facts({self._items!r})"

    def __or__(self, other: Mapping[str, Any]) -> "Facts":
        """These facts, with those of *other* in their place where both know."""
        added = other if isinstance(other, Facts) else Facts(other)
        merged = Facts()
        merged._items = dict(sorted({**self._items, **added._items}.items()))
        return merged


NO_FACTS = Facts()
"""Nothing known. Events that change no facts hold this one, so that a fold sees it at a glance."""


def _facts(given: Any) -> Facts:
    return (given if type(given) is Facts else Facts(given)) or NO_FACTS


@frozen(kw_only=True)
class Event:
    """A dated fact in an incident's log.

    Attributes:
        at: when it happened (any zone).
        type: what happened, as "created", "pause", "resolved": a metric's table says what each
            type does to its clock.
        id: the host's identity of the event; of several with one id the first counts.
        recorded_at: when the host learnt of it; None means at once.
        changes: facts that hold from this event on (`{"severity": "high"}`).
        corrects: the id of the event that this one replaces.
        retracts: the id of the event that this one takes back.
        by: who did it, as the host names people.
        note: free words for the log.
    """

    at: datetime = field(validator=is_aware(), eq=to_utc)
    type: str = field(validator=is_key())
    id: str | None = field(default=None, validator=is_a(str, optional=True))
    recorded_at: datetime | None = field(
        default=None, validator=is_aware(optional=True), eq=utc_or_none
    )
    changes: Facts = field(default=NO_FACTS, converter=_facts)
    corrects: str | None = field(default=None, validator=is_a(str, optional=True))
    retracts: str | None = field(default=None, validator=is_a(str, optional=True))
    by: str = field(default="", validator=is_a(str))
    note: str = field(default="", validator=is_a(str))

    def __attrs_post_init__(self) -> None:
        if self.corrects is not None and self.retracts is not None:
            raise InvalidValue("an event corrects or retracts, not both", got=self.type)


@frozen(order=True)
class Period:
    """Civil dates from *start* up to, not including, *end*, in the zone of their contract."""

    start: date = field(validator=is_a(date))
    end: date = field(validator=is_a(date))

    def __attrs_post_init__(self) -> None:
        if self.end <= self.start:
            raise InvalidValue(
                "a period ends after it starts", got=(str(self.start), str(self.end))
            )

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __and__(self, other: "Period") -> "Period | None":
        """The days in both, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None

    def label(self, lang: Lang) -> str:
        return {"en": f"{self.start} to before {self.end}"}.get(
            lang, f"{self.start}至{self.end}（不含）"
        )

    def written(self, lang: Lang) -> str:
        """First and last date, both included, as people write them on a bill."""
        last = self.end - timedelta(days=1)
        if last == self.start:
            return str(last)
        return f"{self.start}{' to ' if lang == 'en' else '至'}{last}"


def months_after(anchor: date, months: int) -> date:
    """*anchor* moved by whole months, on its own day or the month's last.

    Always count from the anchor: 31 January + 1 month is 28 February, + 2 is 31 March.
    """
    index = anchor.year * 12 + anchor.month - 1 + months
    year, month = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        raise OutOfRange("date beyond the calendar", got=(str(anchor), months))
    for day in (anchor.day, 30, 29):
        try:
            return date(year, month + 1, min(day, anchor.day))
        except ValueError:
            continue
    return date(year, month + 1, 28)
