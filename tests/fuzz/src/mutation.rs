//! Changes of an input, as an attacker or a broken program makes them.

use crate::random::Random;

/// The longest input. What is longer is cut.
const LONGEST: usize = 20_000;

/// Bytes and characters that many readers stumble over.
const ODD: [&[u8]; 28] = [
    b"\0",
    b"\r\n",
    b"\n",
    b"\t",
    b"'",
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"-",
    b"0",
    b"1e999",
    b"99999999999999999999",
    b"-1",
    b"null",
    b"true",
    b"\xff",
    b"\xc3",
    b"\\ud83d",
    b"\\u0000",
    "\u{fffe}".as_bytes(),
    "\u{202e}".as_bytes(),
    "👨‍👩‍👧".as_bytes(),
    "é".as_bytes(),
];

/// An input made of another, by up to six changes. `words` are those that mean something to the reader.
pub(crate) fn mutated(input: &[u8], others: &[Vec<u8>], words: &[&str], random: &mut Random) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=random.below(6) {
        change(&mut bytes, others, words, random);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn change(bytes: &mut Vec<u8>, others: &[Vec<u8>], words: &[&str], random: &mut Random) {
    let (from, to) = range(bytes, random);
    match random.below(10) {
        0 => drop(bytes.drain(from..to)),
        1 => {
            let part = bytes[from..to].to_vec();
            insert(bytes, from, &part);
        }
        2 => {
            let part = bytes[from..to].to_vec().repeat(1 + random.below(200));
            insert(bytes, to, &part);
        }
        3 => {
            if let Some(byte) = bytes.get_mut(from) {
                *byte ^= 1 << random.below(8);
            }
        }
        4 => {
            let other = random.pick(others).map(Vec::as_slice).unwrap_or_default();
            let (start, end) = range(other, random);
            insert(bytes, from, &other[start..end]);
        }
        5 => drop(bytes.splice(from..to, random.pick(&ODD).copied().unwrap_or_default().iter().copied())),
        6 => insert(bytes, from, random.pick(&ODD).copied().unwrap_or_default()),
        7 => drop(bytes.splice(from..to, word(words, random).iter().copied())),
        _ => insert(bytes, from, word(words, random)),
    }
}

fn word<'w>(words: &[&'w str], random: &mut Random) -> &'w [u8] {
    random.pick(words).copied().unwrap_or_default().as_bytes()
}

fn insert(bytes: &mut Vec<u8>, at: usize, part: &[u8]) {
    if bytes.len() + part.len() <= 2 * LONGEST {
        drop(bytes.splice(at..at, part.iter().copied()));
    }
}

/// Mostly a short one.
fn range(bytes: &[u8], random: &mut Random) -> (usize, usize) {
    let from = random.below(bytes.len() + 1);
    let most = if random.below(4) == 0 { bytes.len() } else { 12 };
    (from, (from + random.below(most + 1)).min(bytes.len()))
}
