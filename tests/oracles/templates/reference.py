"""Jinja2 as Rechime's templates have it: tags, conditions, one filter, and no text without a value."""

import unicodedata

import jinja2

LONGEST = 1600

# Embeddings, overrides and isolates of Unicode's bidirectional algorithm.
BIDI = {chr(code) for code in [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]}


class Refused(Exception):
    """There is no text."""


class Missing(jinja2.StrictUndefined):
    """A value that is not there: asking whether it is there is fine, anything else is not."""

    __bool__ = jinja2.Undefined.__bool__


class Environment(jinja2.Environment):
    """Values have no attributes but their own data: not those of Python's types."""

    def getattr(self, obj, attribute):
        return self.getitem(obj, attribute)

    def getitem(self, obj, argument):
        if isinstance(obj, jinja2.Undefined):
            return obj[argument]
        try:
            return obj[argument]
        except (LookupError, TypeError):
            return self.undefined(obj=obj, name=argument)


def fallback(value, otherwise, /):
    blank = isinstance(value, str) and not value.strip()
    return otherwise if value is None or isinstance(value, jinja2.Undefined) or blank else value


def scalar(value):
    if not isinstance(value, (str, int, float)):
        raise Refused(f"{type(value).__name__} is no text, number or boolean")
    return value


def one_line(text):
    separates = lambda letter: unicodedata.category(letter) == "Cc" or letter in BIDI
    return " ".join("".join(" " if separates(letter) else letter for letter in text).split())


def usable(tags):
    lines = {name: one_line(value) if isinstance(value, str) else value for name, value in tags.items()}
    return {name: value for name, value in lines.items() if value is not None and value != ""}


def environment():
    environment = Environment(undefined=Missing, finalize=scalar)
    environment.globals.clear()
    environment.tests.clear()
    environment.filters.clear()
    environment.filters["default"] = fallback
    return environment


ENVIRONMENT = environment()


def compose(template, tags):
    """The text, or Refused."""
    try:
        text = ENVIRONMENT.from_string(template).render(usable(tags)).strip()
    except (jinja2.TemplateError, TypeError, ArithmeticError, ValueError) as error:
        raise Refused(str(error)) from error
    if not 0 < len(text) <= LONGEST:
        raise Refused(f"{len(text)} characters")
    return text
