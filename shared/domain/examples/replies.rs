//! Reads replies, for `cargo xtask bench rules`, where valgrind counts: `replies UNIT COPIES TIMES` reads a reply of that
//! many times 1,600 characters, that many times. Without arguments it lists the units, one a line, as Rust writes them.

use std::{env, error::Error, hint::black_box, io, io::Write};

use rechime_domain::reply;

/// What might make the rules look twice at the same words. Each is repeated, and then a word ends it that names nothing of
/// ours, so that no rule is done at the first of them.
const UNITS: [&str; 12] = [
    "stop ",
    "can ",
    "dont want ",
    "dont call ",
    "cancel ",
    "no ",
    "s ",
    "“liked ” ",
    "> a\n",
    "never to want ",
    "🛑",
    "#1042 ",
];

/// The longest reply that a provider hands on, in characters.
const LONGEST: usize = 1_600;

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let arguments: Vec<usize> = env::args().skip(1).map(|it| it.parse()).collect::<Result<_, _>>()?;
    let [unit, copies, times] = arguments[..] else {
        return Ok(UNITS.iter().try_for_each(|unit| writeln!(out, "{unit:?}"))?);
    };
    let unit = UNITS.get(unit).ok_or("no such unit")?;
    let reply = unit.repeat(LONGEST * copies / unit.chars().count()) + "decaf";
    for _ in 0..times {
        black_box(reply::hear(black_box(&reply)));
    }
    Ok(())
}
