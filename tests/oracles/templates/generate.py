"""Templates as merchants write them, well and badly, with values as shops have them. Always the same for a seed."""

import random

NAMES = ["first_name", "last_name", "product_title", "quantity", "price", "note", "paid", "gift"]

WORDS = [
    "Hi", "your order", "ships today", " ", "  ", "\n", "\r\n", ". ", "!", "Größe", "ждёт", "👍🏽", "日本", "it’s", "50%",
    "{", "}", "} }", "% }", " #}", "{ {", "no. #1", "\\n", "'", '"', "\t", "<b>&amp;</b>", "https://acme.example/?a=1&b={}",
]

GOOD_VALUES = ["Maya", "José", "House Blend", "14.90", 1, 2, True]

VALUES = [
    "x", "0", "O'Neil & \"Sons\" <b>", "👨‍👩‍👧", "", " ", "\n\t", None, None, True, False, 0, 1, 2, -3,
    14.9, 0.5, 2.0, 10**12, "{{ secret }}", "{% if x %}", "{# no #}", "two\nlines", "bell\u0007", "nul\u0000", "\u202eevil",
    "next\u0085line\u2028here", "a" * 400, [], ["a"], {}, {"name": "Ada"},
]

QUOTED = ["'there'", '"friend"', "''", "' '", "'it\\'s'", "'Größe'", "'a\\nb'", "'}} {% x %}'", "'x'"]

NUMBERS = ["0", "1", "2", "1.5", "-3", "14.90", "1000000000000"]

# Neither has these.
MISTAKES = [
    "{{ ", "{{ first_name", "{{ first_name }", "{% if paid %}yes", "{% if %}yes{% endif %}", "{% endif %}", "{% else %}", "{{ }}",
    "{% elif paid %}", "{{ first_name last_name }}", "{{ first_name | }}", "{{ | default('x') }}", "{{ 'open }}", "{# open",
    "{{ first_name | upper }}", "{{ first_name | d('x') }}", "{{ first_name | default }}", "{{ first_name | default() }}",
    "{{ first_name | default('x', true) }}", "{{ range(3) }}", "{{ first_name.upper() }}", "{{ lipsum() }}", "{{ self }}",
    "{% if first_name is defined %}x{% endif %}", "{% include 'other' %}", "{% extends 'base' %}", "{% import 'x' as y %}",
    "{% shout %}", "{{ 1 / 0 }}", "{{ missing }}", "{{ missing.deep.er | default('x') }}", "{{ note.name }}", "{{ 'x' * 2000 }}",
    "{% for letter in missing %}x{% endfor %}", "{% if paid %}x{% endfor %}", "{%", "{{ first_name ~ }}", "{{ first_name. }}",
    "{% if paid %}{% elif %}{% endif %}", "{% if (paid %}x{% endif %}", "{% if paid and %}x{% endif %}",
]

# Jinja2 has these, and templates here do not.
OUTSIDE = [
    "{{ 'x' }}", "{{ 1 }}", "{{ first_name | default(1) }}", "{{ first_name | default(note) }}", "{{ first_name ~ note }}",
    "{{ first_name if paid else note }}", "{{ first_name or note }}", "{{ quantity + 1 }}", "{{ note.name | default('x') }}",
    "{{ first_name | default('x') | default('y') }}", "{{ (first_name) }}", "{{ [1] == [1] }}", "{{ {'a': 1}['a'] }}",
    "{% if true %}x{% endif %}", "{% if 'x' %}x{% endif %}", "{% if first_name == note %}x{% endif %}", "{% if first_name == none %}x{% endif %}",
    "{% if 1 < quantity %}x{% endif %}", "{% if 0 < quantity < 9 %}x{% endif %}", "{% if 'a' in 'abc' %}x{% endif %}",
    "{% if quantity * 2 > 1 %}x{% endif %}", "{% if quantity == 1e3 %}x{% endif %}", "{% for letter in 'abc' %}x{% endfor %}",
    "{% set name = 'x' %}{{ name }}", "{% macro hi() %}x{% endmacro %}", "{% raw %}{{ a }}{% endraw %}", "{# a note #}", "}}", "%}",
    "{% autoescape true %}x{% endautoescape %}", "{%+ if paid %}x{% endif %}", "{{ first_name | default('\\d') }}",
    "{% if paid %}" * 11 + "x" + "{% endif %}" * 11, "{% if " + "(" * 11 + "paid" + ")" * 11 + " %}x{% endif %}",
]


class Generator:
    """Chooses by `random()` alone, the one method whose sequence Python promises to keep."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, bound):
        return int(self.random() * bound)

    def pick(self, options):
        return options[self.below(len(options))]

    def some(self, make, most):
        return "".join(make() for _ in range(1 + self.below(most)))

    def name(self):
        return "missing" if self.below(20) == 0 else self.pick(NAMES)

    def tags(self):
        tags = {name: self.pick(VALUES if self.below(2) else GOOD_VALUES) for name in NAMES if self.below(10)}
        # The one that conditions compare with numbers.
        return {**tags, "quantity": self.below(4)} if self.below(10) else tags

    def value(self):
        """What is printed."""
        fallback = self.below(3)
        return f"{self.name()}{self.pick([' | ', '|'])}default({self.pick(QUOTED)})" if fallback else self.name()

    def comparison(self):
        tag, sign = self.name(), self.pick(["==", "!="])
        return self.pick([
            lambda: f"{tag} {sign} {self.pick(QUOTED)}",
            lambda: f"{tag}{sign}{self.pick(NUMBERS)}",
            lambda: f"quantity {self.pick(['<', '<=', '>', '>='])} {self.pick(NUMBERS)}",
            lambda: f"{tag} and {tag} {self.pick(['<', '<=', '>', '>='])} {self.pick(QUOTED)}",
        ])()

    def condition(self, depth=2):
        if not depth:
            return self.name()
        inner = lambda: self.condition(depth - 1)
        return self.pick([
            self.name, self.name,
            lambda: f"not {inner()}",
            lambda: f"{inner()} and {inner()}",
            lambda: f"{inner()} or {inner()}",
            lambda: f"({inner()})",
            self.comparison, self.comparison,
        ])()

    def trim(self):
        """Whitespace control, on few of the tags."""
        return self.pick(["", "", "", "", "-"])

    def block(self, words):
        return f"{{%{self.trim()} {words} {self.trim()}%}}"

    def print(self):
        return f"{{{{{self.trim()} {self.value()} {self.trim()}}}}}"

    def choice(self, depth):
        body = lambda: self.template(depth - 1)
        middle = "".join(self.block(f"elif {self.condition()}") + body() for _ in range(self.below(2)))
        end = self.block("else") + body() if self.below(2) else ""
        return self.block(f"if {self.condition()}") + body() + middle + end + self.block("endif")

    def piece(self, depth):
        kind = self.random()
        if kind < 0.45 or not depth:
            return self.pick(WORDS)
        if kind < 0.75:
            return self.print()
        return self.choice(depth)

    def template(self, depth=2):
        return self.some(lambda: self.piece(depth), 4)

    def draft(self):
        template = self.template()
        if self.below(8) == 0:
            template += self.pick(MISTAKES)
        return {"template": template, "tags": self.tags()}
