"""What the desk calls things in four languages, and how it writes numbers and days there."""

from __future__ import annotations

import math

import pandas as pd

from aryk.case.case import Case
from aryk.case.schema.desk import LANGUAGES
from aryk.desk.dekads import next_dekad
from aryk.desk.outlook import Source

CATALOGUE: dict[str, tuple[str, str, str, str]] = {
    "title": (
        "Schedule of releases and water deliveries",
        "График попусков и подачи воды",
        "Су жіберу және су беру кестесі",
        "Суу коё берүү жана суу берүү графиги",
    ),
    "from": ("from", "с", "бастап:", "баштап:"),
    "inflow": ("Inflow", "Приток", "Су ағыны", "Суунун агымы"),
    "storage": (
        "Content of reservoirs at the end",
        "Наполнение водохранилищ на конец",
        "Су қоймаларының соңындағы көлемі",
        "Суу сактагычтардын аягындагы көлөмү",
    ),
    "release": (
        "Releases of reservoirs",
        "Попуски водохранилищ",
        "Су қоймаларынан жіберу",
        "Суу сактагычтардан коё берүү",
    ),
    "canal": ("Limits of canals", "Лимиты каналов", "Каналдардың лимиті", "Каналдардын лимити"),
    "delivery": ("Deliveries", "Подача сторонам", "Тараптарға су беру", "Тараптарга суу берүү"),
    "use": ("Water for uses", "Подача потребителям", "Тұтынушыларға су", "Керектөөчүлөргө суу"),
    "line": ("Line", "Объект", "Нысан", "Объект"),
    "side": ("Side", "Сторона", "Тарап", "Тарап"),
    "range": ("8 of 10 years", "8 лет из 10", "10 жылдың 8-і", "10 жылдын 8и"),
    "schedule": ("The coming dekads", "Ближайшие декады", "Алдағы онкүндіктер", "Келерки декадалар"),
    "season": ("To the end of the season", "До конца сезона", "Маусым соңына дейін", "Мезгилдин аягына чейин"),
    "total": ("total", "всего", "барлығы", "баары"),
    "accounts": ("Accounts of the sides", "Счета сторон", "Тараптардың есебі", "Тараптардын эсеби"),
    "entitled": ("entitled", "причитается", "тиесілі", "тиешелүү"),
    "delivered": ("delivered", "подано", "берілді", "берилди"),
    "planned": ("planned", "план подачи", "жоспар", "план"),
    "difference": ("difference", "разница", "айырма", "айырма"),
    "carried": ("carried over", "переносится", "ауысады", "өткөрүлөт"),
    "before": ("before", "до", "дейін", "чейин"),
    "at end": ("by", "на", "күніне", "күнүнө"),
    "balances": ("What stands on the accounts", "Остатки на счетах", "Шоттардағы қалдық", "Эсептердеги калдык"),
    "account": ("Account", "Счёт", "Шот", "Эсеп"),
    "balance": ("balance", "остаток", "қалдық", "калдык"),
    "withheld": ("withheld for debt", "удержано в счёт долга", "қарыз үшін ұсталды", "карыз үчүн кармалды"),
    "lapsed": ("lapses", "сгорает", "күйеді", "күйөт"),
    "debt": ("chance of debt", "вероятность долга", "қарыз ықтималдығы", "карыз ыктымалы"),
    "owed": (
        "Above 0: the side is owed water; below 0: it has had more than its share.",
        "Больше 0: стороне причитается вода; меньше 0: получено больше доли.",
        "0-ден көп: тарапқа су тиесілі; 0-ден аз: үлестен артық алынды.",
        "0дөн көп: тарапка суу тиешелүү; 0дөн аз: үлүштөн ашык алынды.",
    ),
    "chances": (
        "Chance of shortage",
        "Вероятность нехватки",
        "Су тапшылығының ықтималдығы",
        "Суу жетишсиздигинин ыктымалы",
    ),
    "wanted": ("wanted", "потребность", "қажеттілік", "керектөө"),
    "expected": ("expected", "ожидается", "күтілуде", "күтүлүүдө"),
    "chance": (
        "chance of less than 95 %",
        "вероятность менее 95 %",
        "95 %-дан аз болу ықтималдығы",
        "95 % дан аз болуу ыктымалы",
    ),
    "dry": ("1 year in 10 less than", "в 1 году из 10 менее", "10 жылдың 1-інде аз", "10 жылдын 1инде аз"),
    "wet": ("1 year in 10 more than", "в 1 году из 10 более", "10 жылдың 1-інде көп", "10 жылдын 1инде көп"),
    "seen": ("What was seen", "Наблюдения", "Бақылау", "Байкоолор"),
    "seen value": ("seen", "наблюдалось", "бақыланды", "байкалды"),
    "run value": ("by the run", "по расчёту", "есеп бойынша", "эсеп боюнча"),
    "nothing seen": (
        "Nothing was seen: storages and flows are those of the run.",
        "Наблюдений нет: наполнения и расходы взяты из расчёта.",
        "Бақылау жоқ: көлемдер мен ағындар есептен алынды.",
        "Байкоо жок: көлөмдөр жана агымдар эсептен алынды.",
    ),
    "outlook": ("Inflow expected", "Ожидаемый приток", "Күтілетін су ағыны", "Күтүлгөн агым"),
    "scenario": ("inflows of the scenario", "по сценарию", "сценарий бойынша", "сценарий боюнча"),
    "norm": ("the norm", "норма", "норма", "норма"),
    "as in": ("as in", "по", "негізі:", "негизи:"),
    "last dekad": (
        "from the flows seen in the last dekad",
        "с учётом расходов последней декады",
        "соңғы онкүндіктің ағындары ескерілген",
        "акыркы декаданын агымдары эске алынган",
    ),
    "quantiles": (
        "members by the quantiles of years",
        "вариантов по обеспеченности лет",
        "нұсқа, жылдардың қамтамасыздығы бойынша",
        "вариант, жылдардын камсыздыгы боюнча",
    ),
    "years": ("years that were seen", "лет наблюдений", "бақыланған жыл", "байкалган жыл"),
    "members": ("members of the file", "вариантов из файла", "файлдағы нұсқа", "файлдагы вариант"),
    "shares": (
        "members by the quantiles of the file",
        "вариантов по обеспеченности из файла",
        "нұсқа, файлдағы қамтамасыздық бойынша",
        "вариант, файлдагы камсыздык боюнча",
    ),
    "none": ("no spread is known", "разброс неизвестен", "шашырауы белгісіз", "чачырандысы белгисиз"),
    "by rules": ("How", "Как получено", "Қалай алынды", "Кантип алынды"),
    "rules": (
        "run step by step by the rules of the case, with the expected inflow; chances by the members of the outlook",
        "расчёт по декадам по правилам управления при ожидаемом притоке; вероятности по членам ансамбля",
        "басқару ережелері бойынша онкүндік есеп; ықтималдықтар ансамбль мүшелері бойынша",
        "башкаруу эрежелери боюнча декадалык эсеп; ыктымалдыктар ансамблдин мүчөлөрү боюнча",
    ),
    "m3/s": ("m³/s", "м³/с", "м³/с", "м³/с"),
    "hm3": ("hm³", "млн м³", "млн м³", "млн м³"),
    "signed": ("Signed for", "Подписи", "Қолдар", "Кол коюлду"),
    "name": ("name, signature", "Ф. И. О., подпись", "аты-жөні, қолы", "аты-жөнү, колу"),
    "date": ("date", "дата", "күні", "күнү"),
    "enter": ("Enter", "Ввод", "Енгізу", "Киргизүү"),
    "enter note": (
        "Write what was seen into the column value and give this file to the desk with --entered. A level is that "
        "at the end of the dekad, a flow its mean. run: take what the run says.",
        "Впишите наблюдения в столбец value и передайте файл: aryk desk --entered. level: на конец декады, flow: "
        "средний за декаду. run: взять из расчёта.",
        "Бақылауды value бағанына жазып, файлды aryk desk --entered арқылы беріңіз. level: онкүндік соңында, flow: "
        "орташа. run: есептен алу.",
        "Байкоону value мамычасына жазып, файлды aryk desk --entered менен бериңиз. level: декаданын аягында, flow: "
        "орточо. run: эсептен алуу.",
    ),
    "forced": (
        "In some dekads no allocation keeps all bounds: some node misses its balance.",
        "В некоторых декадах не все ограничения выполнимы: есть узлы с невязкой.",
        "Кейбір онкүндіктерде барлық шектеу орындалмайды.",
        "Айрым декадаларда бардык чектөөлөр аткарылбайт.",
    ),
}
"""Words by key in the order of `LANGUAGES`."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Words:
    """The catalogue in one language.

    Examples
    --------
    >>> Words("ru").say("hm3"), Words("ru").number(12.34, 1), Words("en").dekad("2026-06-21")
    ('млн м³', '12,3', '21–30 Jun')
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._place = LANGUAGES.index(language)

    def say(self, key: str) -> str:
        """The word of a key; a key that is not in the catalogue stands for itself."""
        return CATALOGUE[key][self._place] if key in CATALOGUE else key

    def number(self, value: float, digits: int) -> str:
        """A number as it is written; nothing for NaN."""
        if math.isnan(value):
            return ""
        text = f"{value:,.{digits}f}".replace(",", "\u202f")
        if float(f"{value:.{digits}f}") == 0.0:
            text = text.removeprefix("-")
        return text if self.language == "en" else text.replace(".", ",")

    def dekad(self, day: str) -> str:
        """The days of a dekad."""
        first, last = pd.Timestamp(day), pd.Timestamp(next_dekad(day)) - pd.Timedelta(days=1)
        if self.language == "en":
            return f"{first.day}–{last.day} {MONTHS[first.month - 1]}"
        return f"{first.day:02d}–{last.day:02d}.{first.month:02d}"

    def day(self, day: str) -> str:
        """A day."""
        time = pd.Timestamp(day)
        return f"{time.day} {MONTHS[time.month - 1]} {time.year}" if self.language == "en" else f"{time:%d.%m.%Y}"

    def outlook(self, source: Source) -> str:
        """How an outlook of inflows came about."""
        known = source.expected in ("scenario", "norm")
        base = self.say(source.expected) if known else f"{self.say('as in')} {source.expected}"
        last = f", {self.say('last dekad')}" if source.seen else ""
        spread = self.say(source.spread)
        return f"{base}{last}; {spread if source.spread == 'none' else f'{source.count} {spread}'}"

    def titles(self, case: Case) -> dict[tuple[str, str], str]:
        """What rows are called, by table and row: translated where the case says so."""
        rows = case.tables["translations"]
        own = rows[rows["language"] == self.language]
        return {
            (str(table), str(row)): str(title)
            for table, row, title in zip(own["table"], own["row"], own["title"], strict=True)
        }
