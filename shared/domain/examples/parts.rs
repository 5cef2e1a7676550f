//! Measures and folds texts for `tests/oracles/parts`: a JSON string per line in, `encoding count folded` per line out,
//! the folded text as a JSON string.

use std::io::{self, BufRead, Write};

use rechime_domain::parts;

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?)?;
        let measured = parts::count(&text);
        writeln!(
            out,
            "{} {} {}",
            serde_json::to_value(measured.encoding)?.as_str().unwrap_or_default(),
            measured.count,
            serde_json::to_string(&parts::fold(&text))?
        )?;
    }
    Ok(())
}
