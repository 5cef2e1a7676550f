//! From a parsed template and values to what it prints.

use std::collections::BTreeSet;

use super::{
    TemplateError,
    error::COUNTED,
    grammar::{Choice, Comparison, Condition, Node, Print},
    value::{Value, Values},
};

/// What a template prints. Every tag whose value is missing is told of, not only the first.
pub(super) fn render(nodes: &[Node<'_>], values: &Values<'_>) -> Result<String, TemplateError> {
    let mut rendering = Rendering { values, text: String::new(), characters: 0, missing: BTreeSet::new() };
    rendering.write_all(nodes)?;
    if rendering.missing.is_empty() {
        Ok(rendering.text)
    } else {
        Err(TemplateError::NoValue { tags: rendering.missing.into_iter().collect() })
    }
}

struct Rendering<'v> {
    values: &'v Values<'v>,
    text: String,
    characters: usize,
    /// The tags without whose value there is no text.
    missing: BTreeSet<String>,
}

impl Rendering<'_> {
    fn write_all(&mut self, nodes: &[Node<'_>]) -> Result<(), TemplateError> {
        nodes.iter().try_for_each(|node| match node {
            Node::Text(text) => self.write(text),
            Node::Print(print) => self.print(print),
            Node::Choice(choice) => self.choose(choice),
        })
    }

    /// Ends where the text is far longer than can be sent, so that no values fill the memory.
    fn write(&mut self, text: &str) -> Result<(), TemplateError> {
        self.characters += text.chars().count();
        if self.characters > COUNTED {
            return Err(TemplateError::TooLong { characters: self.characters });
        }
        self.text.push_str(text);
        Ok(())
    }

    fn print(&mut self, print: &Print<'_>) -> Result<(), TemplateError> {
        match (self.values.get(print.tag), &print.fallback) {
            (Some(value), _) => self.write(&value.printed().ok_or(TemplateError::NotScalar)?),
            (None, Some(fallback)) => self.write(fallback),
            (None, None) => {
                self.missing.insert(print.tag.to_owned());
                Ok(())
            }
        }
    }

    fn choose(&mut self, choice: &Choice<'_>) -> Result<(), TemplateError> {
        for (condition, inside) in &choice.branches {
            if self.holds(condition) {
                return self.write_all(inside);
            }
        }
        self.write_all(&choice.otherwise)
    }

    fn holds(&mut self, condition: &Condition<'_>) -> bool {
        match condition {
            Condition::Holds(tag) => self.values.get(tag).is_some_and(Value::holds),
            Condition::Compares(it) => self.compares(it),
            Condition::Not(part) => !self.holds(part),
            Condition::All(parts) => parts.iter().all(|part| self.holds(part)),
            Condition::Any(parts) => parts.iter().any(|part| self.holds(part)),
        }
    }

    /// Nothing is said of a value that is not there, neither that it is equal nor that it is not.
    fn compares(&mut self, comparison: &Comparison<'_>) -> bool {
        let Some(value) = self.values.get(comparison.tag) else {
            self.missing.insert(comparison.tag.to_owned());
            return false;
        };
        value.compares(comparison.sign, &comparison.literal)
    }
}
