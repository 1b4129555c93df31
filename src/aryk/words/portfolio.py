"""What the page of a portfolio says."""

from __future__ import annotations

from aryk.words.phrase import Catalogue

PORTFOLIO: Catalogue = {
    "what to build": ("What to build", "Что строить", "Не салу керек", "Эмне куруу керек"),
    "answer": ("The answer", "Ответ", "Жауап", "Жооп"),
    "answer lead": (
        "The measures that together save most beyond what they cost, under the budgets.",
        "Меры, которые вместе дают наибольшую экономию сверх своей стоимости в пределах бюджетов.",
        "Бюджет шегінде өз құнынан тыс бірге ең көп үнемдейтін шаралар.",
        "Бюджеттин чегинде өз баасынан тышкары биригип эң көп үнөмдөгөн чаралар.",
    ),
    "measures": ("Measures chosen of", "Выбрано мер из", "Таңдалған шаралар", "Тандалган чаралар"),
    "at most": (
        "No portfolio gains more than",
        "Больше не даёт никакой набор",
        "Ешбір жиын бұдан артық бермейді",
        "Эч бир топтом мындан ашык бербейт",
    ),
    "plans": ("Programmes solved", "Решено задач", "Шешілген есептер", "Чечилген маселелер"),
    "proved": (
        "Proved to be the best: no set of the measures under these budgets gains more.",
        "Доказано, что это лучший набор: никакой другой в пределах бюджетов не даёт больше.",
        "Ең жақсы екені дәлелденді: осы бюджетпен ешбір жиын артық бермейді.",
        "Эң жакшысы экени далилденди: ушул бюджетте эч бир топтом ашык бербейт.",
    ),
    "not proved": (
        "Not proved to be the best, but no other set can gain more than the bound above.",
        "Не доказано, что набор лучший, но больше указанной границы не даст никакой.",
        "Ең жақсы екені дәлелденбеді, бірақ жоғарыдағы шектен ешбірі аспайды.",
        "Эң жакшысы экени далилденген жок, бирок жогорку чектен эч бири ашпайт.",
    ),
    "budget": ("Budget", "Бюджет", "Бюджет", "Бюджет"),
    "budgets": ("Budgets", "Бюджеты", "Бюджеттер", "Бюджеттер"),
    "amount": ("Amount", "Сумма", "Сома", "Сумма"),
    "spent": ("Spent", "Потрачено", "Жұмсалғаны", "Сарпталганы"),
    "in": ("in", "в", "жылы", "жылы"),
    "to build": (
        "To build, in this order",
        "Строить в таком порядке",
        "Салу реті",
        "Куруу тартиби",
    ),
    "to build lead": (
        "What a year without a measure loses beside all others of the portfolio; what loses most comes first.",
        "Потеря за год без меры при всех остальных; сначала та, без которой теряется больше.",
        "Басқалары тұрғанда шарасыз бір жылда жоғалтылатын ақша; ең көбі бірінші.",
        "Башкалары турганда чарасыз бир жылда жоголгон акча; эң көбү биринчи.",
    ),
    "a year": ("Cost a year", "Затраты в год", "Жылдық шығын", "Жылдык чыгым"),
    "lost": ("Lost by a year without", "Потеря за год без меры", "Бір жылда жоғалтылады", "Бир жылда жоголот"),
    "lost says": (
        "Net of what the measure costs a year",
        "За вычетом годовых затрат меры",
        "Шараның жылдық шығынын шегергенде",
        "Чаранын жылдык чыгымын кемиткенде",
    ),
    "also in": ("Also in alternatives", "Есть в вариантах", "Нұсқаларда да бар", "Варианттарда да бар"),
    "paid by": ("Paid by", "Платят", "Төлейді", "Төлөйт"),
    "works": ("Works", "Работы", "Жұмыстар", "Жумуштар"),
    "in use": ("In use from", "В работе с", "Іске қосылуы", "Ишке кириши"),
    "parties": ("Who pays and gains", "Кто платит и выигрывает", "Кім төлеп, кім ұтады", "Ким төлөп, ким утат"),
    "parties lead": (
        "Saved: what a party spends less in the plan with the portfolio, payments of the case made.",
        "Экономия: насколько меньше тратит сторона в плане с мерами, с учётом платежей.",
        "Үнем: шаралары бар жоспарда тараптың аз жұмсайтыны, төлемдермен бірге.",
        "Үнөм: чаралары бар планда тараптын аз сарптаганы, төлөмдөр менен кошо.",
    ),
    "gain says": (
        "Below 0: the party pays more than it saves, and must be asked what it wants for that",
        "Ниже 0: сторона платит больше, чем экономит",
        "0-ден төмен: тарап үнемдегенінен көп төлейді",
        "0дөн төмөн: тарап үнөмдөгөнүнөн көп төлөйт",
    ),
    "yearly cost": ("Cost a year", "Затраты в год", "Жылдық шығын", "Жылдык чыгым"),
    "saved a year": ("Saved a year", "Экономия в год", "Жылдық үнем", "Жылдык үнөм"),
    "alternatives": ("Nearly as good", "Почти так же хорошо", "Жақсылығы жуық нұсқалар", "Дээрлик ошондой жакшы"),
    "alternatives lead": (
        "Portfolios that gain a little less and spend as differently as can be. What stands in all of them hangs least "
        "on taste; the rest is a matter of choice.",
        "Наборы, которые дают чуть меньше, но тратят как можно иначе. Общее для всех меньше зависит от вкуса.",
        "Сәл аз пайда беріп, қаражатты мүмкіндігінше басқаша жұмсайтын жиындар.",
        "Бир аз аз пайда берип, каражатты мүмкүн болушунча башкача сарптаган топтомдор.",
    ),
    "alternatives says": (
        "Each of them within the slack that was asked for",
        "В пределах допуска",
        "Рұқсат шегінде",
        "Уруксат чегинде",
    ),
    "portfolio": ("Portfolio", "Набор", "Жиын", "Топтом"),
    "best": ("best", "лучший", "ең жақсы", "эң жакшы"),
    "with": ("With, unlike the best", "С (в отличие от лучшего)", "Қосылады", "Кошулат"),
    "without": ("Without", "Без", "Алынады", "Алынат"),
    "frontier": ("What less of it costs", "Цена сокращения", "Азайтудың құны", "Азайтуунун баасы"),
    "frontier lead": (
        "The most that can be gained while something is held down. Points that another one beats are not shown.",
        "Наибольший выигрыш при ограничении показателя. Худшие во всём точки не показаны.",
        "Көрсеткіш шектелгендегі ең көп пайда. Басқасынан нашар нүктелер көрсетілмейді.",
        "Көрсөткүч чектелгендеги эң көп пайда. Башкасынан начар чекиттер көрсөтүлбөйт.",
    ),
    "frontier says": ("Gain a year upward", "Вверх: выигрыш в год", "Жоғары: жылдық пайда", "Жогору: жылдык пайда"),
    "without measures": ("without measures", "без мер", "шараларсыз", "чараларсыз"),
    "criterion": ("Criterion", "Показатель", "Көрсеткіш", "Көрсөткүч"),
    "held to": ("Held to", "Не больше", "Шегі", "Чеги"),
    "reached": ("Reached", "Достигнуто", "Қол жеткені", "Жетишилгени"),
    "price": ("One unit less costs", "Цена единицы", "Бір бірлік құны", "Бир бирдиктин баасы"),
    "limits": (
        "The plan knows the year in advance, acts for all sides as one and repeats the gains of this horizon in every "
        "year. Much of the case is assumed. All capital counts against budgets, loans too.",
        "План знает год заранее, действует за всех сразу и повторяет выигрыш этого года каждый год. Многие данные "
        "приняты условно. В бюджет входит весь капитал, и заёмный тоже.",
        "Жоспар жылды алдын ала біледі, бәрінің атынан әрекет етеді және осы жылдың пайдасын жыл сайын қайталайды. "
        "Деректердің көбі болжам.",
        "План жылды алдын ала билет, баарынын атынан иш кылат жана ушул жылдын пайдасын жыл сайын кайталайт. "
        "Маалыматтын көбү болжол.",
    ),
    "left out": ("Not chosen from", "Не рассматривались", "Қаралмағандар", "Каралбагандар"),
}
"""Words by key in the order of `LANGUAGES`."""
