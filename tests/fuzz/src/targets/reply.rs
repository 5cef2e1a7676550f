//! Replies of customers: read in time that grows with their length only, and a plain STOP is never missed.

use rechime_domain::{
    consent::Wording,
    reply::{ReplyMeaning, hear},
};

use super::Target;
use crate::corpus;

pub(super) const TARGET: Target = Target { name: "reply", run, seeds, words: WORDS, most_bytes };

const WORDS: &[&str] = &[
    "STOP",
    "stop",
    "unsubscribe",
    "cancel",
    "START",
    "HELP",
    "don't ",
    "please ",
    "alto",
    "arrêt",
    "> ",
    "On Mon, Ana wrote:\n",
    "\n",
    ". ",
    "!",
    "?",
    "👎",
    "s t o p",
    "ｓｔｏｐ",
    "sto\u{301}p",
    "\u{200b}",
    "can't stop loving it",
    "not ",
    "never ",
    "texting me",
];

fn seeds() -> Vec<Vec<u8>> {
    let corpus = corpus::files_below("shared/domain/src/reply/tests");
    let lines = corpus.iter().flat_map(|file| file.split(|byte| *byte == b'\n'));
    let replies = lines.filter_map(|line| {
        let bar = line.windows(3).position(|three| three == b" | ")?;
        Some(line[bar + 3..].to_vec())
    });
    replies.step_by(9).collect()
}

fn most_bytes(input: usize) -> usize {
    200_000 + 3_000 * input
}

fn run(input: &[u8]) -> String {
    let text = String::from_utf8_lossy(input);
    let heard = hear(&text);
    let words = Wording::cut(&text);
    assert!(format!("{words:?}").len() <= 20_000, "the ledger keeps too much of a reply");
    let keyword = text.trim().to_ascii_lowercase();
    if ["stop", "stopall", "unsubscribe", "cancel", "end", "quit"].contains(&keyword.as_str()) {
        assert_eq!(heard.meaning, ReplyMeaning::Stop, "a keyword is missed");
    }
    format!("{heard:?} {}", input.len().ilog2_or_zero())
}

trait Magnitude {
    fn ilog2_or_zero(self) -> u32;
}

impl Magnitude for usize {
    fn ilog2_or_zero(self) -> u32 {
        self.checked_ilog2().unwrap_or_default()
    }
}
