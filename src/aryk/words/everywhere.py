"""Words that more than one page says."""

from __future__ import annotations

from aryk.words.phrase import Catalogue

EVERYWHERE: Catalogue = {
    "scenario": ("scenario", "сценарий", "сценарий", "сценарий"),
    "base": ("base", "базовый", "негізгі", "негизги"),
    "million": ("million", "млн", "млн", "млн"),
    "foot": (
        "Made by Aryk. This file needs no network.",
        "Сделано программой Aryk. Файлу не нужна сеть.",
        "Aryk бағдарламасы жасады. Файлға желі керек емес.",
        "Aryk программасы жасады. Файлга тармак керек эмес.",
    ),
    "contents": ("Contents", "Содержание", "Мазмұны", "Мазмуну"),
    "absent": ("not in this run", "нет в этом расчёте", "бұл есепте жоқ", "бул эсепте жок"),
    "unknown": ("not known", "неизвестно", "белгісіз", "белгисиз"),
    "party": ("Party", "Сторона", "Тарап", "Тарап"),
    "all": ("all together", "все вместе", "бәрі бірге", "баары бирге"),
    "measure": ("Measure", "Мера", "Шара", "Чара"),
    "capital": ("Capital", "Капиталовложения", "Күрделі салым", "Капиталдык салым"),
    "gain": ("Gain", "Выигрыш", "Пайда", "Пайда"),
    "gain a year": ("Gain a year", "Выигрыш в год", "Жылдық пайда", "Жылдык пайда"),
    "unit": ("Unit", "Единица", "Бірлік", "Бирдик"),
    "basis": ("Rests on", "Основа", "Негізі", "Негизи"),
    "reported": ("reported", "из источника", "дереккөзден", "булактан"),
    "computed": ("computed", "расчётное", "есептелген", "эсептелген"),
    "assumed": ("assumed", "допущение", "болжам", "болжол"),
    "reason": ("Why", "Почему", "Себебі", "Себеби"),
    "how far": ("How far to trust it", "Насколько этому верить", "Қаншалықты сенуге болады", "Канчалык ишенүүгө болот"),
    "as planned": ("as planned", "по плану", "жоспар бойынша", "план боюнча"),
}
"""Words by key in the order of `LANGUAGES`."""
