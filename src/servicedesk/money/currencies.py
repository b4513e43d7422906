"""The currencies of ISO 4217 and their decimals."""

from collections.abc import Mapping

from servicedesk.errors import UnknownName, check_type

_TWO = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL
MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR
PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"

# ISO 4217 list one, 2026-01-01; funds, metals and test codes without a minor unit are not money
EXPONENTS: Mapping[str, int] = {
    code: exponent
    for exponent, codes in ((2, _TWO), (0, _ZERO), (3, _THREE), (4, _FOUR))
    for code in codes.split()
}
"""How many decimals each currency of ISO 4217 has."""


def check_currency(code: object, where: str = "currency") -> None:
    """Refuse *code* unless it is a currency of ISO 4217 with a minor unit, as "CNY"."""
    check_type(code, str, where=where)
    if code not in EXPONENTS:
        raise UnknownName(
            "unknown currency", got=code, expected="a code of ISO 4217 as 'CNY'", where=where
        )
