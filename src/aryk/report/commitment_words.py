"""What the page of commitments says in four languages: English, Russian, Kazakh, Kyrgyz."""

from __future__ import annotations

from aryk.case.schema.desk import LANGUAGES

CATALOGUE: dict[str, tuple[str, str, str, str]] = {
    "page": ("Commitments", "Обязательства", "Міндеттемелер", "Милдеттенмелер"),
    "scenario": ("scenario", "сценарий", "сценарий", "сценарий"),
    "to": ("to", "по", "дейін", "чейин"),
    "kept": ("kept", "выполнено", "орындалды", "аткарылды"),
    "on course": ("on course", "по плану", "жоспар бойынша", "план боюнча"),
    "at risk": ("at risk", "под угрозой", "қауіп бар", "коркунуч бар"),
    "missed": ("missed", "не выполнено", "орындалмады", "аткарылган жок"),
    "not measurable": ("not measurable", "не измеримо", "өлшенбейді", "өлчөнбөйт"),
    "assumed": ("assumed", "допущение", "болжам", "болжол"),
    "reported": ("reported", "из источника", "дереккөзден", "булактан"),
    "computed": ("computed", "расчёт", "есептелген", "эсептелген"),
    "standing": ("Where they stand", "Состояние", "Қазіргі жай-күйі", "Азыркы абал"),
    "standing lead": (
        "Each commitment against the number of this run that tells. Where no source states a number, the target is "
        "assumed, and the table says so.",
        "Каждое обязательство сопоставлено с числом этого расчёта. Где источник не называет числа, цель принята "
        "(допущение), это отмечено в таблице.",
        "Әр міндеттеме осы есептің санымен салыстырылды. Дереккөз сан атамаса, мақсат болжам ретінде алынды, бұл "
        "кестеде көрсетілген.",
        "Ар бир милдеттенме ушул эсептин саны менен салыштырылды. Булак сан атабаса, максат болжол катары алынды, бул "
        "таблицада көрсөтүлгөн.",
    ),
    "reached": (
        "How much of the target is reached",
        "Какая часть цели достигнута",
        "Мақсаттың қанша бөлігіне жетті",
        "Максаттын канча бөлүгүнө жетти",
    ),
    "target line": ("target", "цель", "мақсат", "максат"),
    "verdict": ("Verdict", "Вывод", "Қорытынды", "Корутунду"),
    "commitment": ("Commitment", "Обязательство", "Міндеттеме", "Милдеттенме"),
    "sector": ("Sector", "Область", "Сала", "Тармак"),
    "due": ("Due", "Срок", "Мерзімі", "Мөөнөтү"),
    "must be": ("Must be", "Должно быть", "Болуы тиіс", "Болушу керек"),
    "at-least": ("at least", "не менее", "кемінде", "кеминде"),
    "at-most": ("at most", "не более", "көп емес", "ашпашы керек"),
    "equal": ("equal", "равно", "тең", "барабар"),
    "target": ("Target", "Цель", "Мақсат", "Максат"),
    "basis": ("Target is", "Основа цели", "Мақсат негізі", "Максаттын негизи"),
    "run": ("In this run", "В расчёте", "Есепте", "Эсепте"),
    "unit": ("Unit", "Единица", "Бірлік", "Бирдик"),
    "why": ("Why", "Причина", "Себебі", "Себеби"),
    "status": ("Status as reported", "Статус по источникам", "Дереккөздегі мәртебесі", "Булактардагы абалы"),
    "source": ("Source", "Источник", "Дереккөз", "Булак"),
    "changes": ("What would keep them", "Что нужно сделать", "Не істеу керек", "Эмне кылуу керек"),
    "changes lead": (
        "The cheapest of the changes that were tried: another operation, or measures with capital and upkeep. Cost is "
        "what all parties together pay more a year than as planned; below 0 it saves. What cannot be reached says what "
        "holds it back.",
        "Самое дешёвое из проверенных изменений: другой режим работы или меры с вложениями и содержанием. Стоимость: "
        "на сколько в год больше платят все стороны вместе; меньше 0: экономия. Для недостижимого указано, что мешает.",
        "Тексерілген өзгерістердің ең арзаны: жұмыс режимін өзгерту немесе құрылысы мен күтіп ұстауы бар шаралар. "
        "Құны: барлық тараптың жылына қосымша төлейтіні; 0-ден төмен болса, үнем. Жетпейтіндері үшін "
        "не бөгейтіні айтылған.",
        "Текшерилген өзгөрүүлөрдүн эң арзаны: иштөө режимин өзгөртүү же курулушу менен тейлөөсү бар чаралар. Баасы: "
        "бардык тараптардын жылына кошумча төлөгөнү; 0дөн төмөн болсо, үнөм. Жетпегендери үчүн "
        "эмне тоскондугу айтылган.",
    ),
    "change": ("Cheapest change", "Самое дешёвое изменение", "Ең арзан өзгеріс", "Эң арзан өзгөрүү"),
    "operation": ("another operation", "другой режим работы", "жұмыс режимін өзгерту", "иштөө режимин өзгөртүү"),
    "impossible": ("cannot be reached", "недостижимо", "жету мүмкін емес", "жетүү мүмкүн эмес"),
    "": ("nothing to try", "нечего проверить", "тексеретін ештеңе жоқ", "текшере турган эч нерсе жок"),
    "reaches": ("Reaches", "Достигает", "Жетеді", "Жетет"),
    "cost": ("Cost", "Стоимость", "Құны", "Баасы"),
    "a year": ("million {money} a year", "млн {money} в год", "жылына млн {money}", "жылына млн {money}"),
    "million": ("million {money}", "млн {money}", "млн {money}", "млн {money}"),
    "by operation": ("By operation alone", "Только режимом", "Тек режиммен", "Режим менен гана"),
    "capital": ("Capital", "Вложения", "Күрделі қаржы", "Капитал"),
    "payers": (
        "Who pays (below 0: gains)",
        "Кто платит (меньше 0: выигрыш)",
        "Кім төлейді (0-ден төмен: пайда)",
        "Ким төлөйт (0дөн төмөн: пайда)",
    ),
    "decide": ("Decide by", "Решить до", "Шешім мерзімі", "Чечүү мөөнөтү"),
    "held": ("What holds it back", "Что мешает", "Не бөгейді", "Эмне тоскоол"),
    "cost chart": (
        "What it costs a year to keep each",
        "Сколько стоит выполнение в год",
        "Әрқайсысын орындаудың жылдық құны",
        "Ар бирин аткаруунун жылдык баасы",
    ),
    "rest": (
        "Not measurable, each with the reason",
        "Не измеримо, с причиной",
        "Өлшенбейтіндер, себебімен",
        "Өлчөнбөгөндөр, себеби менен",
    ),
    "foot": (
        "Made by Aryk. This file needs no network. Titles, reasons and sources are as written in the case.",
        "Создано Aryk. Файлу не нужна сеть. Названия, причины и источники приведены как в исходных данных.",
        "Aryk жасаған. Файлға желі керек емес. Атаулар, себептер мен дереккөздер бастапқы деректегідей.",
        "Aryk түзгөн. Файлга тармак керек эмес. Аталыштар, себептер жана булактар баштапкы маалыматтагыдай.",
    ),
}


class CommitmentWords:
    """The catalogue in one language.

    Examples
    --------
    >>> CommitmentWords("ru").say("kept"), CommitmentWords("en").say("a year", money="USD")
    ('выполнено', 'million USD a year')
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._place = LANGUAGES.index(language)

    def say(self, key: str, **parts: str) -> str:
        """The word of a key; a key that is not in the catalogue stands for itself."""
        return CATALOGUE[key][self._place].format(**parts) if key in CATALOGUE else key
