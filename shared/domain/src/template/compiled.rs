//! Compiled templates, kept for the life of the process: compiling costs several times what rendering does.

use std::sync::{LazyLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use minijinja::{Environment, Error, Template};

use super::engine::environment;

/// A store has twelve flows of a few messages. Before there are more than this all are forgotten: what merchants try
/// out in a preview need not stay.
const MOST_KEPT: usize = 256;
/// A longer template (in bytes) is compiled each time, so that all that are kept take little memory.
const LONGEST_KEPT: usize = 4_096;

/// Holds each template under its own source. No statement of the engine takes a template by its name, so none can
/// reach another.
static ENGINE: LazyLock<RwLock<Environment<'static>>> = LazyLock::new(|| RwLock::new(environment()));

/// Does something with a template, which is compiled first where it is not kept.
pub(super) fn with<T>(
    source: &str,
    work: impl FnOnce(&Template<'_, '_>) -> Result<T, Error>,
) -> Result<T, Error> {
    if let Ok(template) = engine().get_template(source) {
        return work(&template);
    }
    if source.len() > LONGEST_KEPT {
        return work(&engine().template_from_str(&with_line_feeds(source))?);
    }
    work(&keep(source)?.get_template(source)?)
}

fn engine() -> RwLockReadGuard<'static, Environment<'static>> {
    ENGINE.read().unwrap_or_else(PoisonError::into_inner)
}

/// Compiles a template and keeps it, at least until the answer is dropped.
fn keep(source: &str) -> Result<RwLockReadGuard<'static, Environment<'static>>, Error> {
    let mut engine = ENGINE.write().unwrap_or_else(PoisonError::into_inner);
    if engine.templates().count() >= MOST_KEPT {
        engine.clear_templates();
    }
    engine.add_template_owned(source.to_owned(), with_line_feeds(source))?;
    Ok(RwLockWriteGuard::downgrade(engine))
}

/// A browser's text field ends lines in CR LF, each of which would be two characters of the text.
fn with_line_feeds(source: &str) -> String {
    source.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_bounded() {
        for number in 0..3 * MOST_KEPT {
            with(&format!("template {number}"), |template| Ok(template.name().len())).unwrap();
            assert!(engine().templates().count() <= MOST_KEPT);
        }
        let long = "x".repeat(LONGEST_KEPT + 1);
        assert_eq!(with(&long, |template| template.render(())).unwrap(), long);
        assert!(engine().get_template(&long).is_err());
    }
}
