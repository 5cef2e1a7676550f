//! From pieces to a tree.

use std::iter::Peekable;

use super::{
    advice::{of_condition, of_print, of_statement},
    grammar::{Choice, Comparison, Condition, DEEPEST, Node, Print, Sign},
    mark::{Fault, Mark, MarkKind, Piece, Token, TokenKind, pieces},
    mistake::Mistake,
    value::Literal,
};

/// Words that mean something in a condition, so that no tag has such a name.
const RESERVED: [&str; 13] =
    ["and", "or", "not", "if", "elif", "else", "endif", "is", "in", "true", "false", "none", "default"];

/// Reads a template.
pub(super) fn parse(source: &str) -> Result<Vec<Node<'_>>, Fault> {
    let mut open = Vec::new();
    let mut nodes = Vec::new();
    for piece in pieces(source)? {
        match piece {
            Piece::Text(text) => nodes.push(Node::Text(text)),
            Piece::Mark(mark) => {
                let place = mark.place.clone();
                add(&mark, &mut nodes, &mut open).map_err(|mistake| Fault { place, mistake })?;
            }
        }
    }
    match open.pop() {
        None => Ok(nodes),
        Some(Open { place, .. }) => Err(Fault { place, mistake: Mistake::NoEnd }),
    }
}

/// A choice whose end has not come yet.
struct Open<'s> {
    place: std::ops::Range<usize>,
    choice: Choice<'s>,
    /// Of the branch that is being read; none after `else`.
    condition: Option<Condition<'s>>,
    /// What stands before the choice.
    before: Vec<Node<'s>>,
}

fn add<'s>(mark: &Mark<'s>, nodes: &mut Vec<Node<'s>>, open: &mut Vec<Open<'s>>) -> Result<(), Mistake> {
    if mark.kind == MarkKind::Print {
        nodes.push(Node::Print(print(mark)?));
        return Ok(());
    }
    let (word, rest) = mark.tokens.split_first().ok_or(Mistake::Nothing { mark: mark.kind })?;
    match word.written {
        "if" if open.len() == DEEPEST => Err(Mistake::TooDeep),
        "if" => {
            let condition = Some(condition(rest)?);
            let before = std::mem::take(nodes);
            open.push(Open { place: mark.place.clone(), choice: Choice::default(), condition, before });
            Ok(())
        }
        "elif" => {
            next_branch(open, nodes, word.written)?.condition = Some(condition(rest)?);
            Ok(())
        }
        "else" if rest.is_empty() => next_branch(open, nodes, word.written).map(drop),
        "else" if rest.first().is_some_and(|it| it.written == "if") => Err(of_statement("elseif")),
        "endif" if rest.is_empty() => end(open, nodes),
        "else" | "endif" => Err(Mistake::WordsBehind { word: word.written.to_owned() }),
        other => Err(of_statement(other)),
    }
}

impl<'s> Open<'s> {
    /// Keeps what was read as the branch that it belongs to.
    fn keep(&mut self, nodes: Vec<Node<'s>>) {
        match self.condition.take() {
            Some(condition) => self.choice.branches.push((condition, nodes)),
            None => self.choice.otherwise = nodes,
        }
    }
}

/// Ends the branch that is being read, for one that follows.
fn next_branch<'o, 's>(
    open: &'o mut [Open<'s>],
    nodes: &mut Vec<Node<'s>>,
    word: &str,
) -> Result<&'o mut Open<'s>, Mistake> {
    let innermost = open.last_mut().ok_or_else(|| Mistake::NoIf { word: word.to_owned() })?;
    if innermost.condition.is_none() {
        return Err(Mistake::AfterElse { word: word.to_owned() });
    }
    innermost.keep(std::mem::take(nodes));
    Ok(innermost)
}

fn end<'s>(open: &mut Vec<Open<'s>>, nodes: &mut Vec<Node<'s>>) -> Result<(), Mistake> {
    let mut innermost = open.pop().ok_or_else(|| Mistake::NoIf { word: "endif".to_owned() })?;
    innermost.keep(std::mem::take(nodes));
    *nodes = innermost.before;
    nodes.push(Node::Choice(innermost.choice));
    Ok(())
}

fn print<'s>(mark: &Mark<'s>) -> Result<Print<'s>, Mistake> {
    match mark.tokens.as_slice() {
        [tag] if is_tag(tag) => Ok(Print { tag: tag.written, fallback: None }),
        [tag, bar, filter, opened, Token { kind: TokenKind::Quoted(text), .. }, closed]
            if is_tag(tag)
                && [bar, filter, opened, closed].map(|it| it.written) == ["|", "default", "(", ")"] =>
        {
            Ok(Print { tag: tag.written, fallback: Some(text.clone()) })
        }
        other => Err(of_print(other)),
    }
}

fn is_tag(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Word && !RESERVED.contains(&token.written)
}

fn condition<'s>(tokens: &[Token<'s>]) -> Result<Condition<'s>, Mistake> {
    let mut reader = Reader { tokens: tokens.iter().peekable(), all: tokens };
    let condition = reader.any(0)?;
    match reader.tokens.peek() {
        None => Ok(condition),
        Some(_) => Err(of_condition(tokens)),
    }
}

/// Reads a condition from left to right.
struct Reader<'t, 's> {
    tokens: Peekable<std::slice::Iter<'t, Token<'s>>>,
    all: &'t [Token<'s>],
}

impl<'s> Reader<'_, 's> {
    fn takes(&mut self, word: &str) -> bool {
        self.tokens.next_if(|token| token.written == word).is_some()
    }

    fn any(&mut self, depth: usize) -> Result<Condition<'s>, Mistake> {
        let mut parts = vec![self.all(depth)?];
        while self.takes("or") {
            parts.push(self.all(depth)?);
        }
        Ok(one_or(parts, Condition::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Condition<'s>, Mistake> {
        let mut parts = vec![self.single(depth)?];
        while self.takes("and") {
            parts.push(self.single(depth)?);
        }
        Ok(one_or(parts, Condition::All))
    }

    fn single(&mut self, depth: usize) -> Result<Condition<'s>, Mistake> {
        if depth > DEEPEST {
            return Err(Mistake::TooDeep);
        }
        if self.takes("not") {
            return Ok(Condition::Not(Box::new(self.single(depth + 1)?)));
        }
        if self.takes("(") {
            let inside = self.any(depth + 1)?;
            return if self.takes(")") { Ok(inside) } else { Err(of_condition(self.all)) };
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Condition<'s>, Mistake> {
        let tag = self.tokens.next_if(|it| is_tag(it));
        let tag = tag.ok_or_else(|| of_condition(self.all))?.written;
        let Some(sign) = self.tokens.peek().and_then(|it| Sign::parse(it.written)) else {
            return Ok(Condition::Holds(tag));
        };
        self.tokens.next();
        let literal = self.tokens.next().and_then(literal).ok_or_else(|| of_condition(self.all))?;
        Ok(Condition::Compares(Comparison { tag, sign, literal }))
    }
}

fn one_or<'s>(
    mut parts: Vec<Condition<'s>>,
    several: impl FnOnce(Vec<Condition<'s>>) -> Condition<'s>,
) -> Condition<'s> {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            several(parts)
        }
    }
}

fn literal<'s>(token: &Token<'s>) -> Option<Literal<'s>> {
    match &token.kind {
        TokenKind::Quoted(text) => Some(Literal::Text(text.clone())),
        TokenKind::Number(number) => Some(Literal::Number(*number)),
        TokenKind::Word | TokenKind::Sign => None,
    }
}
