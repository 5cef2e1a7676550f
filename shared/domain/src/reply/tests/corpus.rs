//! Every reply of `corpus.txt`, against what the customer meant by it.

use crate::reply::{Heard, Language, ReplyMeaning, hear};

struct Entry {
    meaning: ReplyMeaning,
    language: Language,
    reply: String,
}

#[test]
fn the_corpus_is_understood() {
    let corpus = entries();
    let wrong: Vec<String> = corpus.iter().filter_map(disagreement).collect();
    println!("{} replies, {} misunderstood", corpus.len(), wrong.len());
    assert!(corpus.len() >= 300, "the corpus shrank to {}", corpus.len());
    assert!(wrong.is_empty(), "{} of {} misunderstood:\n{}", wrong.len(), corpus.len(), wrong.join("\n"));
}

/// The language counts where something is answered.
fn disagreement(entry: &Entry) -> Option<String> {
    let Heard { meaning, language } = hear(&entry.reply);
    let answered = entry.meaning != ReplyMeaning::Other;
    let agrees = meaning == entry.meaning && (!answered || language == entry.language);
    (!agrees).then(|| {
        format!(
            "{:?} {:?}, heard as {meaning:?} {language:?}: {:?}",
            entry.meaning, entry.language, entry.reply
        )
    })
}

fn entries() -> Vec<Entry> {
    let lines = include_str!("corpus.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(entry).collect()
}

fn entry(line: &str) -> Entry {
    let (meant, reply) = line.split_once(" | ").unwrap_or_else(|| panic!("not `meaning | reply`: {line}"));
    let (meaning, language) = meant.split_once(' ').unwrap_or((meant, "en"));
    let meaning = serde_json::from_value(meaning.into()).unwrap_or_else(|_| panic!("no meaning: {line}"));
    let language = match language {
        "en" => Language::English,
        "es" => Language::Spanish,
        "fr" => Language::French,
        _ => panic!("no language: {line}"),
    };
    Entry { meaning, language, reply: unescape(reply) }
}

/// `\n`, `\t` and `\u{200b}`.
fn unescape(reply: &str) -> String {
    let mut parts = reply.replace("\\n", "\n").replace("\\t", "\t");
    while let Some((before, (code, after))) =
        parts.split_once("\\u{").and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        let character = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
        parts = format!("{before}{}{after}", character.expect("a code point"));
    }
    parts
}
