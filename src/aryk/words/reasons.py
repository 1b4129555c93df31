"""Why a commitment has its verdict, and what to know of the change that would keep it."""

from __future__ import annotations

from aryk.words.phrase import Catalogue, Phrase, Row

REASONS: Catalogue = {
    "made after": (
        "it was made after the run ends ({date})",
        "принято после конца расчёта ({date})",
        "есеп аяқталғаннан кейін қабылданған ({date})",
        "эсеп аяктагандан кийин кабыл алынган ({date})",
    ),
    "none in place": (
        "none of {count} measures is in place in this run",
        "ни одна из мер не принята в этом расчёте (всего {count})",
        "бұл есепте {count} шараның бірде-бірі қабылданбаған",
        "бул эсепте {count} чаранын бири да ишке ашкан эмес",
    ),
    "no day": (
        "the run has no day of its season",
        "в расчёте нет ни одного дня этого сезона",
        "есепте бұл маусымның бірде-бір күні жоқ",
        "эсепте бул мезгилдин бир да күнү жок",
    ),
    "nothing tells": (
        "the run has nothing that tells",
        "в расчёте нет нужного показателя",
        "есепте қажет көрсеткіш жоқ",
        "эсепте керектүү көрсөткүч жок",
    ),
    "not in use": (
        "what would tell is not in use in this run",
        "объект, по которому судят, в этом расчёте не работает",
        "бағаланатын нысан бұл есепте жұмыс істемейді",
        "баалана турган объект бул эсепте иштебейт",
    ),
    "part of a year": (
        "the target is for a year, the run covers {days} days",
        "цель задана на год, а расчёт охватывает дней: {days}",
        "мақсат бір жылға қойылған, ал есеп {days} күнді қамтиды",
        "максат бир жылга коюлган, ал эми эсеп {days} күндү камтыйт",
    ),
    "within tolerance": (
        "missed by less than the tolerance",
        "отклонение меньше допуска",
        "ауытқу рұқсат етілген шектен аз",
        "четтөө уруксат берилген чектен аз",
    ),
    "on the way": (
        "{done} of the way at {gone} of the time",
        "пройдено {done} пути за {gone} срока",
        "мерзімнің {gone} өтті, жолдың {done} жүрілді",
        "мөөнөттүн {gone} өттү, жолдун {done} басылды",
    ),
    "not due": (
        "not reached, but not due before {due}",
        "не достигнуто, но срок не раньше {due}",
        "жетпеді, бірақ мерзімі {due} дейін келмейді",
        "жетпеди, бирок мөөнөтү {due} чейин келбейт",
    ),
    "not due and": (
        "not reached, but not due before {due}: {more}",
        "не достигнуто, но срок не раньше {due}: {more}",
        "жетпеді, бірақ мерзімі {due} дейін келмейді: {more}",
        "жетпеди, бирок мөөнөтү {due} чейин келбейт: {more}",
    ),
    "not due; also": (
        "not reached, but not due before {due}; {more}",
        "не достигнуто, но срок не раньше {due}; {more}",
        "жетпеді, бірақ мерзімі {due} дейін келмейді; {more}",
        "жетпеди, бирок мөөнөтү {due} чейин келбейт; {more}",
    ),
    "no date": (
        "{why}, and no date was promised",
        "{why}, и срок не обещан",
        "{why}, мерзім уәде етілмеген",
        "{why}, мөөнөт убада кылынган эмес",
    ),
    "works begun": (
        "works have begun and end before it is due",
        "работы начаты и закончатся до срока",
        "жұмыстар басталды және мерзімге дейін аяқталады",
        "жумуштар башталды жана мөөнөткө чейин бүтөт",
    ),
    "day chosen": (
        "a day was chosen on which the target is reached; another may be cheaper",
        "выбран день, в который цель достигается; другой мог бы обойтись дешевле",
        "мақсатқа жететін бір күн таңдалды; басқа күн арзанырақ болуы мүмкін",
        "максатка жеткен бир күн тандалды; башка күн арзаныраак болушу мүмкүн",
    ),
    "cost unknown": (
        "what it costs to build is not known",
        "стоимость строительства неизвестна",
        "құрылыс құны белгісіз",
        "курулуштун баасы белгисиз",
    ),
    "does not fit": (
        "{measures} does not fit: {fault}",
        "{measures}: не подходит: {fault}",
        "{measures}: сәйкес келмейді: {fault}",
        "{measures}: туура келбейт: {fault}",
    ),
    "no indicator": (
        "no indicator tells whether it is kept",
        "нет показателя, по которому видно выполнение",
        "орындалуын көрсететін көрсеткіш жоқ",
        "аткарылышын көрсөтүүчү көрсөткүч жок",
    ),
    "would tell unused": (
        "what would tell is not in use",
        "объект, по которому судят, не работает",
        "бағаланатын нысан жұмыс істемейді",
        "баалана турган объект иштебейт",
    ),
    "no such statistic": (
        "the plan cannot hold a statistic of the kind {statistic}",
        "план не может удержать показатель вида «{statistic}»",
        "жоспар «{statistic}» түріндегі көрсеткішті ұстай алмайды",
        "план «{statistic}» түрүндөгү көрсөткүчтү кармай албайт",
    ),
    "no such quantity": (
        "the plan cannot hold {quantity} of {table}",
        "план не может удержать {quantity} ({table})",
        "жоспар мынаны ұстай алмайды: {quantity} ({table})",
        "план муну кармай албайт: {quantity} ({table})",
    ),
    "no such pair": (
        "the plan cannot hold the statistic {statistic} of {quantity}",
        "план не может удержать показатель вида «{statistic}» ({quantity})",
        "жоспар «{statistic}» түріндегі көрсеткішті ұстай алмайды ({quantity})",
        "план «{statistic}» түрүндөгү көрсөткүчтү кармай албайт ({quantity})",
    ),
}
"""Words by key in the order of `LANGUAGES`."""


QUANTITIES: Catalogue = {
    "price": ("price", "цену", "баға", "баа"),
    "curtailed": ("curtailed", "невзятую подачу", "алынбаған беру", "алынбаган берүү"),
    "disposed": ("disposed", "сброс", "төгу", "төгүү"),
    "level": ("level", "наполнение", "көлем", "көлөм"),
    "forward": ("forward", "поток вперёд", "тура ағын", "түз агым"),
    "back": ("back", "обратный поток", "кері ағын", "тескери агым"),
    "flow": ("flow", "поток", "ағын", "агым"),
    "net": ("net", "приток за вычетом оттока", "таза ағын", "таза агым"),
    "end": ("end", "наполнение на конец", "соңындағы көлем", "аягындагы көлөм"),
    "activity": ("activity", "нагрузку", "жүктеме", "жүктөм"),
    "served": ("served", "поданное", "берілген", "берилген"),
    "unserved": ("unserved", "недоданное", "берілмеген", "берилбеген"),
    "size": ("size", "размер", "көлем", "көлөм"),
    "total": ("total", "сумма", "қосынды", "сумма"),
    "mean": ("mean", "среднее", "орташа", "орточо"),
    "max": ("max", "наибольшее", "ең көбі", "эң көбү"),
    "min": ("min", "наименьшее", "ең азы", "эң азы"),
    "last": ("last", "последнее", "соңғысы", "акыркысы"),
    "first": ("first", "первое", "біріншісі", "биринчиси"),
    "days-above": ("days-above", "дней выше порога", "шектен жоғары күндер", "чектен жогору күндөр"),
    "days-below": ("days-below", "дней ниже порога", "шектен төмен күндер", "чектен төмөн күндөр"),
    "percentile": ("percentile", "обеспеченность", "қамтамасыздық", "камсыздык"),
    "share": ("share", "доля", "үлес", "үлүш"),
    "supplies": ("supplies", "источников", "көздер", "булактар"),
    "demands": ("demands", "потребителей", "тұтынушылар", "керектөөчүлөр"),
    "stores": ("stores", "хранилищ", "қоймалар", "сактагычтар"),
    "links": ("links", "линий", "желілер", "линиялар"),
    "processes": ("processes", "станций", "станциялар", "станциялар"),
    "nodes": ("nodes", "узлов", "тораптар", "түйүндөр"),
    "expansions": ("expansions", "расширений", "кеңейтулер", "кеңейтүүлөр"),
}
"""Quantities, statistics and tables of indicators."""


def quantity(word: str) -> Phrase:
    """A quantity, statistic or table of an indicator."""
    return Phrase(QUANTITIES[word])


def reason(key: str, **parts: str | Row | Phrase) -> Phrase:
    """A reason of the catalogue with what fills its blanks.

    >>> str(reason("made after", date="2025-02-01"))
    'it was made after the run ends (2025-02-01)'
    """
    return Phrase(REASONS[key], parts)
