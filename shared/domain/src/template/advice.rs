//! Finds out what was meant by a mark that cannot be read. It is looked at only after reading it failed, so that nothing
//! here decides what a template may have.

use super::{
    grammar::Sign,
    mark::{MarkKind, Token, TokenKind},
    mistake::Mistake,
};

/// Words of Liquid and Jinja that ask whether there is a value.
const EMPTINESS: [&str; 13] = [
    "is",
    "blank",
    "empty",
    "nil",
    "null",
    "none",
    "None",
    "defined",
    "undefined",
    "true",
    "false",
    "True",
    "False",
];

/// Signs of programming languages, and what they are called here.
const SYMBOLS: [(&str, &str); 6] =
    [("=", "=="), ("<>", "!="), ("=>", ">="), ("&&", "`and`"), ("||", "`or`"), ("!", "`not`")];

/// What is wrong with `{{ .. }}`.
pub(super) fn of_print(tokens: &[Token<'_>]) -> Mistake {
    match tokens {
        [] => Mistake::Nothing { mark: MarkKind::Print },
        [first, ..] if first.kind != TokenKind::Word => Mistake::NoTag,
        tokens => of_tag(tokens),
    }
}

fn of_tag(tokens: &[Token<'_>]) -> Mistake {
    if let Some(name) = path(tokens) {
        return Mistake::Path { name };
    }
    let tag = tokens.first().map_or("tag", |it| it.written).to_owned();
    match tokens.get(1..).unwrap_or_default() {
        [bar, filter, rest @ ..] if bar.written == "|" && filter.kind == TokenKind::Word => {
            of_filter(tag, filter.written, rest)
        }
        _ => Mistake::OneTag { tag },
    }
}

fn of_filter(tag: String, filter: &str, arguments: &[Token<'_>]) -> Mistake {
    if filter != "default" {
        return Mistake::Filter { filter: filter.to_owned(), tag };
    }
    let argument = arguments.iter().find(|it| it.kind != TokenKind::Sign);
    let text = argument.map(|it| match it.kind {
        TokenKind::Quoted(_) => it.written.to_owned(),
        _ => format!("'{}'", it.written),
    });
    Mistake::Fallback { tag, text: text.unwrap_or_else(|| "'text'".to_owned()) }
}

/// `first_name` of `customer.first_name`. What is called (`first_name.upper()`) is none.
fn path(tokens: &[Token<'_>]) -> Option<String> {
    if tokens.iter().any(|it| it.written == "(") && !tokens.iter().any(|it| it.written == "|") {
        return None;
    }
    let point = tokens.iter().position(|it| it.written == ".")?;
    let parts = tokens.get(point..)?.chunks(2);
    let names = parts.map_while(|pair| match pair {
        [point, name] if point.written == "." && name.kind == TokenKind::Word => Some(name.written),
        _ => None,
    });
    names.last().map(str::to_owned)
}

/// What there is in place of a statement that does not exist.
pub(super) fn of_statement(word: &str) -> Mistake {
    let advice = match word {
        "elsif" | "elseif" => "write {% elif tag %}",
        "unless" | "endunless" => "write {% if not tag %} .. {% endif %}",
        "end" | "fi" => "write {% endif %}",
        "for" | "endfor" | "tablerow" | "while" | "cycle" => {
            "nothing can be repeated; write each tag once where it is printed"
        }
        "set" | "assign" | "capture" | "with" | "increment" | "decrement" => {
            "values cannot be named; write the tag where it is printed"
        }
        "case" | "when" | "switch" => {
            "write {% if tag == 'text' %} .. {% elif tag == 'other' %} .. {% endif %}"
        }
        "include" | "extends" | "import" | "from" | "block" | "macro" | "call" | "render" | "section" => {
            "a template stands for itself; write the words here"
        }
        "comment" | "endcomment" => "remove the comment",
        _ => "use {% if tag %} .. {% elif tag %} .. {% else %} .. {% endif %}",
    };
    Mistake::Statement { word: word.to_owned(), advice }
}

/// What is wrong with the words behind `{% if` or `{% elif`.
pub(super) fn of_condition(tokens: &[Token<'_>]) -> Mistake {
    let Some(tag) = tokens.iter().find(|it| names_something(it)).map(|it| it.written.to_owned()) else {
        return if tokens.is_empty() { Mistake::NoCondition } else { Mistake::Condition };
    };
    if let Some(name) = path(tokens) {
        return Mistake::Path { name };
    }
    if tokens.iter().any(|it| it.kind == TokenKind::Word && EMPTINESS.contains(&it.written)) {
        return Mistake::Emptiness { tag };
    }
    let symbol = tokens.iter().find_map(|it| SYMBOLS.iter().find(|(sign, _)| *sign == it.written));
    if let Some((written, instead)) = symbol {
        return Mistake::Symbol { written: (*written).to_owned(), instead };
    }
    tokens.windows(3).find_map(of_comparison).unwrap_or(Mistake::Condition)
}

fn names_something(token: &Token<'_>) -> bool {
    let joins = ["and", "or", "not", "in", "contains"].contains(&token.written);
    token.kind == TokenKind::Word && !joins && !EMPTINESS.contains(&token.written)
}

fn of_comparison(three: &[Token<'_>]) -> Option<Mistake> {
    let [left, sign, right] = three else { return None };
    Sign::parse(sign.written)?;
    match (names_something(left), names_something(right)) {
        (true, true) => Some(Mistake::NoQuotes {
            tag: left.written.to_owned(),
            sign: sign.written.to_owned(),
            text: right.written.to_owned(),
        }),
        (false, true) => Some(Mistake::TagSecond { tag: right.written.to_owned() }),
        _ => None,
    }
}
