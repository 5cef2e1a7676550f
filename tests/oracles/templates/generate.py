"""Templates as merchants write them, well and badly, with values as shops have them. Always the same for a seed."""

import random

NAMES = ["first_name", "last_name", "product_title", "quantity", "price", "note", "paid", "gift"]

WORDS = [
    "Hi", "your order", "ships today", " ", "  ", "\n", "\r\n", ". ", "!", "Größe", "ждёт", "👍🏽", "日本", "it’s", "50%",
    "{", "}", "}}", "%}", "#}", "{ {", "#1", "\\n", "'", '"', "\t", "<b>&amp;</b>", "https://acme.example/?a=1&b={}",
]

GOOD_VALUES = ["Maya", "José", "House Blend", "14.90", 1, 2, True]

VALUES = [
    "x", "0", "O'Neil & \"Sons\" <b>", "👨‍👩‍👧", "", " ", "\n\t", None, None, True, False, 0, 1, 2, -3,
    14.9, 0.5, 2.0, 10**12, "{{ secret }}", "{% if x %}", "{# no #}", "two\nlines", "bell\u0007", "nul\u0000", "\u202eevil",
    "next\u0085line\u2028here", "a" * 400, [], ["a"], {}, {"name": "Ada"},
]

LITERALS = ["'there'", '"friend"', "''", "' '", "'it\\'s'", "'Größe'", "'a\\nb'", "0", "1", "2", "1.5", "true", "false", "none"]

MISTAKES = [
    "{{ ", "{{ first_name", "{{ first_name }", "{% if paid %}yes", "{% if %}yes{% endif %}", "{% endif %}", "{% else %}", "{{ }}",
    "{% elif paid %}", "{{ first_name last_name }}", "{{ first_name | }}", "{{ | default('x') }}", "{{ 'open }}", "{# open",
    "{{ first_name | upper }}", "{{ first_name | d('x') }}", "{{ first_name | default }}", "{{ first_name | default() }}",
    "{{ first_name | default('x', true) }}", "{{ range(3) }}", "{{ first_name.upper() }}", "{{ lipsum() }}", "{{ self }}",
    "{% if first_name is defined %}x{% endif %}", "{% include 'other' %}", "{% extends 'base' %}", "{% import 'x' as y %}",
    "{% shout %}", "{{ 1 / 0 }}", "{{ missing }}", "{{ missing.deep.er | default('x') }}", "{{ note.name }}", "{{ 'x' * 2000 }}",
    "{% for letter in missing %}x{% endfor %}", "{% if paid %}x{% endfor %}", "{%", "{{ first_name ~ }}", "{{ first_name. }}",
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

    def value(self, depth=2):
        """An expression to print."""
        if not depth:
            return self.pick([self.name, self.name, lambda: self.pick(LITERALS)])()
        inner = lambda: self.value(depth - 1)
        return self.pick([
            self.name,
            lambda: f"{self.name()} | default({inner()})",
            lambda: f"{self.name()}|default({self.pick(LITERALS)})",
            lambda: f"{self.name()} | default({self.pick(LITERALS)})",
            lambda: f"{self.name()} | default({self.name()} | default({self.pick(LITERALS)}))",
            lambda: f"({inner()}) | default({self.pick(LITERALS)})",
            lambda: f"{inner()} ~ ' ' ~ {inner()}",
            lambda: f"{inner()} if {self.condition()} else {inner()}",
            lambda: f"{inner()} if {self.condition()}",
            lambda: f"{self.name()}.name",
            lambda: f"{self.name()} or {self.pick(LITERALS)}",
            lambda: f"{self.name()} and {self.name()}",
        ])()

    def condition(self, depth=2):
        if not depth:
            return self.pick([self.name, self.name, lambda: self.pick(LITERALS)])()
        inner = lambda: self.condition(depth - 1)
        return self.pick([
            self.name, self.name,
            lambda: f"not {inner()}",
            lambda: f"{inner()} and {inner()}",
            lambda: f"{inner()} or {inner()}",
            lambda: f"({inner()})",
            lambda: f"{self.name()} == {self.pick(LITERALS)}",
            lambda: f"{self.name()} != {self.pick(LITERALS)}",
            lambda: f"quantity {self.pick(['<', '<=', '>', '>='])} {self.pick(['0', '1', '2', '1.5'])}",
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

    def other(self, depth):
        body = self.template(depth - 1)
        return self.pick([
            lambda: f"{{#{self.trim()} {self.pick(['a note', '{{ secret }}', '{% if %}', ''])} {self.trim()}#}}",
            lambda: f"{{% raw %}}{self.pick(['{{ a }}', '{% if %}', '}}'])}{{% endraw %}}",
            lambda: self.block(f"set {self.pick(['first_name', 'note', 'missing'])} = {self.value()}") + body,
            lambda: self.block(f"for letter in {self.pick(['note', 'first_name', repr('abc')])}") + "{{ letter }}" + self.block("endfor"),
        ])()

    def piece(self, depth):
        kind = self.random()
        if kind < 0.45 or not depth:
            return self.pick(WORDS)
        if kind < 0.75:
            return self.print()
        return self.choice(depth) if kind < 0.95 else self.other(depth)

    def template(self, depth=2):
        return self.some(lambda: self.piece(depth), 4)

    def draft(self):
        template = self.template()
        if self.below(8) == 0:
            template += self.pick(MISTAKES)
        return {"template": template, "tags": self.tags()}
