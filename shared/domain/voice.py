"""The company's own words in one language: texts, names of intents, days and hours."""

from dataclasses import dataclass, field
from datetime import date, time
from string import Formatter


def values_named(text: str) -> set[str]:
    """Those that a text of the company's names in braces, to be filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@dataclass(frozen=True)
class Calendar:
    """How days and hours are written. `day` and `full_day` are forms with {weekday}, {day},
    {month}, {number} (of the month) and {year}; `hour` with {hour}, {hour12}, {minute} and
    {half}."""

    weekdays: tuple[str, ...]
    """From Monday on."""
    months: tuple[str, ...]
    """From January on, as they stand in a date."""
    day: str
    full_day: str
    """With the weekday."""
    hour: str

    def write_day(self, day: date, *, full: bool = False) -> str:
        return (self.full_day if full else self.day).format(
            weekday=self.weekdays[day.weekday()],
            day=day.day,
            month=self.months[day.month - 1],
            number=day.month,
            year=day.year,
        )

    def write_hour(self, hour: time) -> str:
        return self.hour.format(
            hour=hour.hour,
            hour12=hour.hour % 12 or 12,
            minute=f"{hour.minute:02}",
            half="AM" if hour.hour < 12 else "PM",
        )


ENGLISH = Calendar(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
    day="{month} {day}, {year}",
    full_day="{weekday}, {month} {day}, {year}",
    hour="{hour12}:{minute} {half}",
)


@dataclass(frozen=True)
class Voice:
    """`texts` map a key to a text with {placeholders}; `terms` are values that any text may name,
    such as opening hours; `titles` complete "Are you asking about …?" for each intent."""

    texts: dict[str, str]
    titles: dict[str, str] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    calendar: Calendar = ENGLISH
    distinctions: dict[frozenset[str], str] = field(default_factory=dict)
    """The question that tells two intents apart, by their names."""
    phrases: dict[str, str] = field(default_factory=dict)
    """What the company's systems write (the cause of a delay, a place), as it is said here."""

    def phrase(self, written: str) -> str:
        """What a system wrote, or the same in this language where the company has it."""
        return self.phrases.get(written, written)

    def says(self, key: str, **values: str) -> str:
        """The company's own words for `key`, its placeholders filled."""
        return self.texts[key].format(**self.terms, **values)

    def asks(self, between: tuple[str, ...]) -> str:
        """The question that tells apart what the customer may mean: one intent, two, or any."""
        titles = [self.titles[name] for name in between]
        if len(between) == 2:
            own = self.distinctions.get(frozenset(between))
            return own or self.says("clarify_between", first=titles[0], second=titles[1])
        if len(between) == 1:
            return self.says("clarify_one", first=titles[0])
        return self.says("clarify_open")
