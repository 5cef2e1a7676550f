//! Files that broke on their way: nobody is subscribed by one.
//!
//! Two losses can make of two rows one that nobody can tell from a whole one: the end of a name with its quotation mark,
//! and the beginning of the row that follows. So of losses of whole stretches there is one in a file.

use std::collections::BTreeSet;

use super::*;

/// What went wrong with a file.
#[derive(Clone, Debug)]
enum Damage {
    /// Something was put in.
    Insert(prop::sample::Index, &'static str),
    /// A character was lost that is no digit and no letter.
    Lose(prop::sample::Index),
    /// A line ends early.
    Cut(prop::sample::Index),
    /// Two lines are one.
    Join(prop::sample::Index),
}

fn small() -> impl Strategy<Value = Damage> {
    let at = any::<prop::sample::Index>;
    let junk = ["\"", "\"\"", "\n", "\r", ",", "\",\"", "\n\"", "'", "\t", ";", " \"", "\0"];
    prop_oneof![
        2 => (at(), prop::sample::select(junk.to_vec())).prop_map(|(at, junk)| Damage::Insert(at, junk)),
        1 => at().prop_map(Damage::Lose),
    ]
}

fn large() -> impl Strategy<Value = Damage> {
    let at = any::<prop::sample::Index>;
    prop_oneof![at().prop_map(Damage::Cut), at().prop_map(Damage::Join)]
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    prop_oneof![prop::collection::vec(small(), 1..5), large().prop_map(|damage| vec![damage])]
}

impl Damage {
    fn done_to(&self, body: &str) -> String {
        let places = |wanted: fn(char) -> bool| {
            body.char_indices().filter(move |(_, c)| wanted(*c)).map(|(place, _)| place).collect::<Vec<_>>()
        };
        let lost = |places: Vec<usize>, at: &prop::sample::Index| match places.as_slice() {
            [] => body.to_owned(),
            places => {
                let place = *at.get(places);
                format!("{}{}", &body[..place], &body[place + 1..])
            }
        };
        match self {
            Self::Insert(at, junk) => {
                let place = at.index(body.len() + 1);
                format!("{}{junk}{}", &body[..place], &body[place..])
            }
            Self::Lose(at) => lost(places(|c| c.is_ascii_punctuation() && c != '+'), at),
            Self::Join(at) => lost(places(|c| c == '\n'), at),
            Self::Cut(at) => {
                let place = at.index(body.len() + 1);
                let end = body[place..].find('\n').map_or(body.len(), |end| place + end);
                format!("{}{}", &body[..place], &body[end..])
            }
        }
    }
}

/// A row: its phone, a name that may need quotation marks, and what is said. No part of a name is a word for yes, such as
/// `t`: pushed into the consent's column, it would be one.
fn rows() -> impl Strategy<Value = Vec<(u32, String, &'static str)>> {
    let name = prop_oneof!["(K[aeu]{0,5})?", "K[aeu]{0,3}, Jr", "a\"b", "Kae\nLee"];
    let said = prop::sample::select(vec!["yes", "no", "", "unknown"]);
    prop::collection::vec((100_u32..200, name, said), 1..12)
}

fn written(rows: &[(u32, String, &'static str)]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let lines = rows.iter().map(|(phone, name, said)| format!("+16175550{phone},{},{said}\n", quoted(name)));
    lines.collect::<Vec<_>>().concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever happens to the file, who is subscribed is somebody of whom the file said yes.
    #[test]
    fn nobody_is_subscribed_by_a_broken_line(rows in rows(), damages in damages()) {
        let agreed: BTreeSet<String> =
            rows.iter().filter(|row| row.2 == "yes").map(|row| format!("+16175550{}", row.0)).collect();
        let body = damages.iter().fold(written(&rows), |body, damage| damage.done_to(&body));
        let file = format!("phone,name,consent\n{body}");
        for (phone, status) in stated(&file) {
            prop_assert!(status != Some(ConsentStatus::Subscribed) || agreed.contains(&phone), "{phone} by {file:?}");
        }
    }
}
