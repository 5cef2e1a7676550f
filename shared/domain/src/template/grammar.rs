//! What a template is made of. Nothing else can be written, so making a text takes time and memory in proportion to the
//! template and its values, whatever they are: no loop, no function, no value that is made of values.
//!
//! ```text
//! template  = { text | print | choice }
//! print     = "{{" tag [ "|" "default" "(" quoted ")" ] "}}"
//! choice    = "{% if" condition "%}" template { "{% elif" condition "%}" template }
//!             [ "{% else %}" template ] "{% endif %}"
//! condition = both { "or" both }
//! both      = single { "and" single }
//! single    = "not" single | "(" condition ")" | tag [ sign literal ]
//! sign      = "==" | "!=" | "<" | "<=" | ">" | ">="
//! literal   = quoted | number | "true" | "false"
//! tag       = a letter or "_", then letters, digits and "_"
//! quoted    = text in ' or ", in which \ stands before ', ", \ and n (a new line)
//! number    = [ "-" ] digits [ "." digits ], at most 15 digits
//! ```
//!
//! A `-` inside of a mark (`{%- else -%}`) removes the white space beside it, as in Jinja.

use std::borrow::Cow;

use super::value::Literal;

/// The longest template, in bytes. The longest text has 1,600 characters.
pub(super) const LONGEST: usize = 4_096;

/// How deep choices are nested in each other, and brackets and `not` in a condition; a person writes two or three.
pub(super) const DEEPEST: usize = 10;

/// A piece of a template.
#[derive(Debug, PartialEq)]
pub(super) enum Node<'s> {
    /// Printed as it is written.
    Text(&'s str),
    /// The value of a tag.
    Print(Print<'s>),
    /// The first branch whose condition holds.
    Choice(Choice<'s>),
}

/// The value of a tag, or what is printed for a tag without one.
#[derive(Debug, PartialEq)]
pub(super) struct Print<'s> {
    pub(super) tag: &'s str,
    pub(super) fallback: Option<Cow<'s, str>>,
}

/// `{% if %} .. {% elif %} .. {% else %} .. {% endif %}`
#[derive(Debug, Default, PartialEq)]
pub(super) struct Choice<'s> {
    pub(super) branches: Vec<(Condition<'s>, Vec<Node<'s>>)>,
    pub(super) otherwise: Vec<Node<'s>>,
}

/// What is asked before a branch is taken.
#[derive(Debug, PartialEq)]
pub(super) enum Condition<'s> {
    /// The tag has a value, and it is neither 0 nor false.
    Holds(&'s str),
    /// How the tag's value compares with a literal.
    Compares(Comparison<'s>),
    /// The other way round.
    Not(Box<Condition<'s>>),
    /// Each of them.
    All(Vec<Condition<'s>>),
    /// One of them.
    Any(Vec<Condition<'s>>),
}

/// `quantity >= 2`
#[derive(Debug, PartialEq)]
pub(super) struct Comparison<'s> {
    pub(super) tag: &'s str,
    pub(super) sign: Sign,
    pub(super) literal: Literal<'s>,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Sign {
    pub(super) fn parse(written: &str) -> Option<Self> {
        Some(match written {
            "==" => Self::Equal,
            "!=" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::AtMost,
            ">" => Self::More,
            ">=" => Self::AtLeast,
            _ => return None,
        })
    }

    /// Whether it asks which of two is more.
    pub(super) const fn is_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

/// What a template asks of a tag, wherever it stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Use<'t> {
    /// To be printed, or whether it has a value.
    Value(&'t str),
    /// To be compared.
    Comparison(&'t Comparison<'t>),
}

impl<'t> Use<'t> {
    pub(super) const fn tag(self) -> &'t str {
        match self {
            Self::Value(tag) => tag,
            Self::Comparison(comparison) => comparison.tag,
        }
    }
}

/// Hands every use of a tag to `look`, until it finds fault with one.
pub(super) fn each_use<'t, E>(
    nodes: &'t [Node<'t>],
    look: &mut impl FnMut(Use<'t>) -> Result<(), E>,
) -> Result<(), E> {
    nodes.iter().try_for_each(|node| match node {
        Node::Text(_) => Ok(()),
        Node::Print(print) => look(Use::Value(print.tag)),
        Node::Choice(Choice { branches, otherwise }) => {
            for (condition, inside) in branches {
                each_use_in(condition, look)?;
                each_use(inside, look)?;
            }
            each_use(otherwise, look)
        }
    })
}

fn each_use_in<'t, E>(
    condition: &'t Condition<'t>,
    look: &mut impl FnMut(Use<'t>) -> Result<(), E>,
) -> Result<(), E> {
    match condition {
        Condition::Holds(tag) => look(Use::Value(tag)),
        Condition::Compares(comparison) => look(Use::Comparison(comparison)),
        Condition::Not(part) => each_use_in(part, look),
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().try_for_each(|part| each_use_in(part, look))
        }
    }
}
