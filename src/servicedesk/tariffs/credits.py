"""What missed targets give back, and how prices follow an index."""

from attrs import field, frozen

from servicedesk.entitlements import keys
from servicedesk.errors import InvalidValue, are, is_a
from servicedesk.incidents import is_key
from servicedesk.money import NOUGHT, ONE, Money, Ratio
from servicedesk.reasons import Clause
from servicedesk.tariffs.checks import above_zero, as_maybe_ratio, as_ratio, not_negative, within


@frozen
class CreditBand:
    """The share of the fee that is given back when attainment is below *below* (exclusive)."""

    below: Ratio = field(converter=as_ratio, validator=within(NOUGHT, ONE))
    share: Ratio = field(converter=as_ratio, validator=within(NOUGHT, ONE))


@frozen(kw_only=True)
class CreditTerms:
    """What missed targets give back (服务抵扣).

    Attributes:
        key: their name, as the line's item.
        bands: from mild to grave; attainment equal to a bound is not below it.
        per_point: instead of bands, the share for each percentage point below *threshold*.
        threshold: where *per_point* begins.
        cap: the largest share of the fee that is given back.
        minimum_sample: fewer cases than this give no credit.
        claim_days: the customer claims within so many days of the period's end; None is no limit.
        above: only a credit of more than this is given; None gives the smallest.
        metrics: the metrics that count; empty is all.
    """

    key: str = field(default="service_credit", validator=is_key())
    bands: tuple[CreditBand, ...] = field(default=(), validator=are(CreditBand))
    per_point: Ratio | None = field(
        default=None, converter=as_maybe_ratio, validator=within(NOUGHT)
    )
    threshold: Ratio = field(default=ONE, converter=as_ratio, validator=within(NOUGHT, ONE))
    cap: Ratio = field(default=ONE, converter=as_ratio, validator=within(NOUGHT, ONE))
    minimum_sample: int = field(default=1, validator=[is_a(int), above_zero])
    claim_days: int | None = field(default=None, validator=[is_a(int, optional=True), above_zero])
    above: Money | None = field(default=None, validator=is_a(Money, optional=True))
    metrics: frozenset[str] = field(default=frozenset(), converter=keys)
    clause: Clause | None = field(default=None, validator=is_a(Clause, optional=True))

    def __attrs_post_init__(self) -> None:
        if bool(self.bands) is (self.per_point is not None):
            raise InvalidValue(
                "either bands or per_point", got=len(self.bands), where="CreditTerms"
            )
        for index, (milder, graver) in enumerate(zip(self.bands, self.bands[1:], strict=False)):
            if graver.below >= milder.below or graver.share < milder.share:
                raise InvalidValue(
                    "bands go from mild to grave", got=str(graver.below),
                    where=f"CreditTerms.bands[{index + 1}]",
                )  # fmt: skip


@frozen(kw_only=True)
class Indexation:
    """A yearly change of prices by a published index.

    Attributes:
        base: the index value on which the prices stand.
        cap: the largest change, as "5%"; None leaves it open.
        floor: the least change, as "0"; None leaves it open.
        notice_days: a change holds only if announced so many days before.
    """

    base: Ratio = field(converter=as_ratio, validator=above_zero)
    cap: Ratio | None = field(default=None, converter=as_maybe_ratio)
    floor: Ratio | None = field(default=None, converter=as_maybe_ratio)
    notice_days: int = field(default=0, validator=[is_a(int), not_negative])
    clause: Clause | None = field(default=None, validator=is_a(Clause, optional=True))

    def __attrs_post_init__(self) -> None:
        if self.cap is not None and self.floor is not None and self.cap < self.floor:
            raise InvalidValue("a cap below the floor", got=(str(self.cap), str(self.floor)))
