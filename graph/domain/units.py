"""How numbers are read: the currencies and units of time, and which numbers are alike."""

from __future__ import annotations

from typing import Final, NamedTuple

# ISO 4217, list one, as in Debian's iso-codes (pycountry 26.2.16): a library would bring megabytes
# of other tables.
_CODES: Final = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP
GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN
MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD
XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG
"""
CURRENCIES: Final = frozenset(_CODES.split())

_SYMBOLS: Final = {
    "nanosecond": ("ns",),
    "microsecond": ("us", "µs", "μs"),
    "millisecond": ("ms", "msec"),
    "second": ("s", "sec"),
    "minute": ("min",),
    "hour": ("h", "hr"),
    "day": ("d",),
    "week": ("w", "wk"),
    "month": ("mo",),
    "quarter": ("q",),
    "year": ("y", "yr", "a"),
    "decade": (),
}
TIME_UNITS: Final = {
    spelling: unit
    for unit, symbols in _SYMBOLS.items()
    for spelling in (unit, f"{unit}s", *symbols, *(f"{s}s" for s in symbols if len(s) > 1))
}
"""Units of time by how they are written, in lower case."""


class Unit(NamedTuple):
    """What a number is of."""

    kind: str = "NUMBER"
    currency: str | None = None
    unit: str | None = None

    @property
    def plain(self) -> bool:
        """Whether nothing is said of it."""
        return self == Unit()


def unit_mistakes(unit: Unit) -> list[tuple[str, str]]:
    """What is wrong with it: (the field, a sentence)."""
    mistakes = []
    if unit.currency is None:
        if unit.kind == "CURRENCY":
            mistakes.append(("currency", "CURRENCY needs its currency, as an ISO 4217 code."))
    elif unit.currency not in CURRENCIES:
        mistakes.append(
            ("currency", f'"{unit.currency}" is no currency: write its ISO 4217 code, such as EUR.')
        )
    if (
        unit.kind == "DURATION"
        and unit.unit is not None
        and unit.unit.strip().lower() not in TIME_UNITS
    ):
        mistakes.append(
            ("unit", f'"{unit.unit}" is no unit of time: write {", ".join(_SYMBOLS)} or the like.')
        )
    return mistakes


def alike(one: Unit, other: Unit) -> bool:
    """Whether numbers of the two say the same: of one kind, currency and unit."""
    return one.kind == other.kind and one.currency == other.currency and _same(one, other)


def part_mistake(part: Unit, whole: Unit) -> str | None:
    """Why numbers of the one are no parts of numbers of the other; None if they are."""
    if alike(part, whole):
        return None
    return (
        f"It is measured in {said(part)}, and the KPI that it would be a part of in {said(whole)}: "
        "give it the same `measure`."
    )


def said(unit: Unit) -> str:
    """It, in a sentence."""
    return " ".join(part for part in unit if part is not None)


def _same(one: Unit, other: Unit) -> bool:
    units = [(each.unit or "").strip().lower() for each in (one, other)]
    if one.kind == "DURATION":
        units = [TIME_UNITS.get(unit, unit) for unit in units]
    return units[0] == units[1]
