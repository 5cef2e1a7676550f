//! Makes texts for `tests/oracles/templates`: a line of JSON in, `{"template", "tags"}`, and one out, `{"text"}` or
//! `{"refused"}`.

use std::io::{self, BufRead, Write};

use rechime_domain::{occurrence::Tags, template};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Draft {
    template: String,
    tags: Tags,
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let draft: Draft = serde_json::from_str(&line?)?;
        let answer = match template::compose(&draft.template, &draft.tags, false, None) {
            Ok(text) => json!({ "text": text.body }),
            Err(error) => json!({ "refused": error.to_string() }),
        };
        writeln!(out, "{answer}")?;
    }
    Ok(())
}
