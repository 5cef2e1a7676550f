//! A template cut into plain text and marks (`{{ .. }}` and `{% .. %}`), and a mark into its words and signs.

use std::{borrow::Cow, ops::Range};

use super::mistake::Mistake;

/// A mistake, and the part of the template that has it.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) place: Range<usize>,
    pub(super) mistake: Mistake,
}

/// Plain text, or a mark.
#[derive(Debug)]
pub(super) enum Piece<'s> {
    Text(&'s str),
    Mark(Mark<'s>),
}

/// What stands between two braces.
#[derive(Debug)]
pub(super) struct Mark<'s> {
    pub(super) kind: MarkKind,
    /// From its first brace to its last.
    pub(super) place: Range<usize>,
    pub(super) tokens: Vec<Token<'s>>,
    /// Whether the text before it ends without white space.
    trims_before: bool,
    trims_after: bool,
}

/// Which braces a mark has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// `{{ .. }}`
    Print,
    /// `{% .. %}`
    Statement,
}

/// The smallest part of a mark that means something.
#[derive(Clone, Debug)]
pub(super) struct Token<'s> {
    pub(super) kind: TokenKind<'s>,
    /// As it is written.
    pub(super) written: &'s str,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind<'s> {
    Word,
    /// In quotes; here without them.
    Quoted(Cow<'s, str>),
    Number(f64),
    /// Anything else.
    Sign,
}

impl MarkKind {
    const ALL: [Self; 2] = [Self::Print, Self::Statement];

    pub(super) const fn opening(self) -> &'static str {
        match self {
            Self::Print => "{{",
            Self::Statement => "{%",
        }
    }

    pub(super) const fn closing(self) -> &'static str {
        match self {
            Self::Print => "}}",
            Self::Statement => "%}",
        }
    }
}

/// The signs of two characters, also those that only other languages have.
const LONG_SIGNS: [&str; 10] = ["==", "!=", "<=", ">=", "<>", "&&", "||", "//", "**", "=>"];

/// The most digits of a number; so many are kept exactly.
const MOST_DIGITS: usize = 15;

/// Cuts a template into its pieces.
pub(super) fn pieces(source: &str) -> Result<Vec<Piece<'_>>, Fault> {
    let mut scanner = Scanner { source, at: 0 };
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut trims = false;
    while !scanner.rest().is_empty() {
        let text = scanner.text()?;
        let mark = scanner.mark()?;
        let text = if trims { text.trim_start() } else { text };
        let text = if mark.as_ref().is_some_and(|mark| mark.trims_before) { text.trim_end() } else { text };
        trims = mark.as_ref().is_some_and(|mark| mark.trims_after);
        pieces.extend((!text.is_empty()).then_some(Piece::Text(text)));
        pieces.extend(mark.map(Piece::Mark));
    }
    Ok(pieces)
}

struct Scanner<'s> {
    source: &'s str,
    at: usize,
}

impl<'s> Scanner<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, bytes: usize) -> &'s str {
        let taken = self.rest().get(..bytes).unwrap_or_default();
        self.at += taken.len();
        taken
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'s str {
        let rest = self.rest();
        self.take(rest.find(|it| !belongs(it)).unwrap_or(rest.len()))
    }

    fn fault(&self, from: usize, mistake: Mistake) -> Fault {
        Fault { place: from..self.at, mistake }
    }

    /// The text before the next mark.
    fn text(&mut self) -> Result<&'s str, Fault> {
        let start = self.at;
        loop {
            self.take_while(|it| !matches!(it, '{' | '}' | '%'));
            let begins = |mark: &&str| self.rest().starts_with(mark);
            if self.rest().is_empty() || ["{{", "{%"].iter().any(&begins) {
                return Ok(self.source.get(start..self.at).unwrap_or_default());
            }
            if begins(&"{#") {
                return Err(Fault { place: self.at..self.source.len(), mistake: Mistake::Comment });
            }
            if let Some(mark) = MarkKind::ALL.into_iter().find(|it| begins(&it.closing())) {
                return Err(Fault { place: start..self.at + 2, mistake: Mistake::NeverOpened { mark } });
            }
            self.take(1);
        }
    }

    /// The mark that begins here, if one does.
    fn mark(&mut self) -> Result<Option<Mark<'s>>, Fault> {
        let start = self.at;
        let begins = |kind: &MarkKind| self.rest().starts_with(kind.opening());
        let Some(kind) = MarkKind::ALL.into_iter().find(begins) else { return Ok(None) };
        self.take(2);
        let trims_before = self.rest().starts_with('-') && !self.take(1).is_empty();
        let mut tokens = Vec::new();
        loop {
            self.take_while(char::is_whitespace);
            if let Some(trims_after) = self.closed(kind) {
                return Ok(Some(Mark { kind, place: start..self.at, tokens, trims_before, trims_after }));
            }
            tokens.push(self.token(kind, start)?);
        }
    }

    /// Takes the end of a mark, and says whether it trims what follows.
    fn closed(&mut self, kind: MarkKind) -> Option<bool> {
        let trims = self.rest().starts_with('-');
        let end = self.rest().get(usize::from(trims)..)?;
        end.starts_with(kind.closing()).then(|| {
            self.take(2 + usize::from(trims));
            trims
        })
    }

    fn token(&mut self, mark: MarkKind, start: usize) -> Result<Token<'s>, Fault> {
        let (from, rest) = (self.at, self.rest());
        let first = rest.chars().next().filter(|it| !matches!(it, '{' | '}') && !rest.starts_with("%}"));
        let first = first.ok_or_else(|| self.fault(start, Mistake::NeverClosed { mark }))?;
        let minus = first == '-' && rest.chars().nth(1).is_some_and(|it| it.is_ascii_digit());
        let kind = match first {
            '\'' | '"' => TokenKind::Quoted(self.quoted(first, start)?),
            '‘' | '’' | '“' | '”' | '„' | '`' => {
                self.take(first.len_utf8());
                return Err(self.fault(start, Mistake::Quotes { written: first }));
            }
            _ if minus || first.is_ascii_digit() => self.number(start)?,
            _ if first.is_alphanumeric() || first == '_' => {
                self.take_while(|it| it.is_alphanumeric() || it == '_');
                TokenKind::Word
            }
            _ => {
                let is_long = LONG_SIGNS.iter().any(|sign| rest.starts_with(sign));
                self.take(if is_long { 2 } else { first.len_utf8() });
                TokenKind::Sign
            }
        };
        Ok(Token { kind, written: self.source.get(from..self.at).unwrap_or_default() })
    }

    fn number(&mut self, start: usize) -> Result<TokenKind<'s>, Fault> {
        let from = self.at;
        self.take(1);
        self.take_while(|it| it.is_alphanumeric() || matches!(it, '.' | '_'));
        let written = self.source.get(from..self.at).unwrap_or_default();
        let digits = written.bytes().filter(u8::is_ascii_digit).count();
        let is_plain = written.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'-'));
        let whole = !written.ends_with('.') && is_plain && digits <= MOST_DIGITS;
        let number = written.parse().ok().filter(|_| whole);
        number
            .map(TokenKind::Number)
            .ok_or_else(|| self.fault(start, Mistake::Number { written: written.to_owned() }))
    }

    fn quoted(&mut self, quote: char, start: usize) -> Result<Cow<'s, str>, Fault> {
        self.take(1);
        let mut text = Cow::Borrowed("");
        loop {
            let plain = self.take_while(|it| it != quote && it != '\\');
            text = if text.is_empty() { Cow::Borrowed(plain) } else { text + plain };
            match self.take(1) {
                "\\" => {
                    let escaped = self.rest().chars().next().unwrap_or_default();
                    self.take(escaped.len_utf8());
                    text.to_mut().push(match escaped {
                        'n' => '\n',
                        '\'' | '"' | '\\' => escaped,
                        _ => return Err(self.fault(start, Mistake::Escape)),
                    });
                }
                "" => {
                    let mistake = Mistake::QuoteNeverClosed { quote };
                    return Err(Fault { place: start..self.source.len(), mistake });
                }
                _ => return Ok(text),
            }
        }
    }
}
