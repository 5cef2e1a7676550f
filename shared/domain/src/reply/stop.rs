//! Whether a clause asks to stop.

use super::vocabulary::{self, Phrase, Vocabulary};

/// `S T O P`, `s.t.o.p please`.
pub(super) fn is_spelled_out(words: &[&str]) -> bool {
    let runs = words.split(|word| word.chars().nth(1).is_some());
    runs.map(<[&str]>::concat).any(|run| vocabulary::ALL.iter().any(|language| is_stop(&run, language)))
}

/// `do not call me again please`, but not `don't call me, my phone is broken`.
pub(super) fn forbids_calls(words: &[&str]) -> bool {
    vocabulary::ALL.iter().any(|language| {
        places(words).any(|(earlier, from_here)| {
            let names_nothing =
                |word: &&str| vocabulary::is_filler(word) || matches!(*word, "number" | "phone");
            language.calls.opening(from_here).any(|(_, rest)| earlier.iter().chain(rest).all(names_nothing))
        })
    })
}

/// So many words after a verb its object stands at the latest. Each verb of a clause is looked at alone, and may not cost
/// the whole of it.
const FARTHEST: usize = 20;

/// Whether one clause asks to stop, in any language. The keyword may be in pieces: `st op`.
pub(super) fn is_asked_in(clause: &[&str]) -> bool {
    let calm: Vec<&str> = clause.iter().copied().filter(|word| !vocabulary::is_swearing(word)).collect();
    vocabulary::ALL.iter().any(|language| {
        language.stops.has(&calm.concat())
            || says_stop(&calm, language)
            || pleads(&calm, language)
            || commands(&calm, language)
            || refuses(&calm, language)
    })
}

/// A word with hardly another use, unless denied (`don't stop`) or part of an idiom (`bus stop`).
fn says_stop(words: &[&str], language: &Vocabulary) -> bool {
    !asks_about_something_else(words, language)
        && places(words).any(|(earlier, from_here)| {
            from_here.first().is_some_and(|word| is_stop(word, language))
                && !is_idiom(earlier, from_here, language)
                && !is_denied(earlier, language)
        })
}

/// A phrase that means it wherever it stands, unless denied: `take me off`, `wrong number`.
fn pleads(words: &[&str], language: &Vocabulary) -> bool {
    places(words).any(|(earlier, from_here)| language.pleas.opens(from_here) && !is_denied(earlier, language))
}

/// A command with many other uses (`cancel`, `end`) that opens the clause and is about messages: `please cancel`,
/// `cancel my texts`, but not `cancel my order` or `the end of the month`.
fn commands(words: &[&str], language: &Vocabulary) -> bool {
    let start = words.iter().position(|word| !vocabulary::is_courtesy(word)).unwrap_or(words.len());
    let command = words.get(start..).unwrap_or_default();
    language.commands.opening(command).any(|(verb, rest)| is_about_messages(rest, verb))
}

/// A refusal that is about messages, wherever it stands: `don't send me these`, but not `don't send me decaf`.
fn refuses(words: &[&str], language: &Vocabulary) -> bool {
    places(words).any(|(_, from_here)| {
        language.refusals.opening(from_here).any(|(verb, rest)| is_about_messages(rest, verb))
    })
}

/// Whether the words after a verb name messages before anything else, or nothing at all. A subscription is
/// something else, unless it is one to messages.
fn is_about_messages(rest: &[&str], verb: Phrase) -> bool {
    let rest = rest.get(..FARTHEST).unwrap_or(rest);
    let names_nothing = |word: &str| vocabulary::is_filler(word) || verb.contains(word);
    let first_named = rest.iter().position(|word| !names_nothing(word) && !vocabulary::is_subscription(word));
    match first_named.and_then(|place| rest.get(place..)) {
        Some(named) => {
            let is_of_a_subscription =
                rest.iter().rev().nth(named.len()).is_some_and(|word| vocabulary::is_subscription(word));
            named.first().is_some_and(|word| vocabulary::is_message(word))
                && !is_of_an_order(named, is_of_a_subscription)
        }
        None => rest.iter().all(|word| names_nothing(word)),
    }
}

/// `number 1042`, which is shorter than a phone, and `subscription number 88812345`.
fn is_of_an_order(named: &[&str], is_of_a_subscription: bool) -> bool {
    let is_number = |word: &&&str| word.bytes().all(|byte| byte.is_ascii_digit());
    let digits: usize = named.iter().skip(1).take_while(is_number).map(|word| word.len()).sum();
    named.first().is_some_and(|word| matches!(*word, "number" | "numero"))
        && digits > 0
        && (digits < 7 || is_of_a_subscription)
}

/// `when does the sale stop`, but not `when do these texts stop`.
fn asks_about_something_else(words: &[&str], language: &Vocabulary) -> bool {
    language.questions.opens(words) && !words.iter().any(|word| vocabulary::is_message(word))
}

/// A language's own words in all their forms.
fn is_stop(word: &str, language: &Vocabulary) -> bool {
    let word = if is_drawn_out(word) || is_run_together(word) { "stop" } else { word };
    language.stops.has(word) || language.stop_stems.iter().any(|stem| word.starts_with(stem))
}

/// `stoppp`, `SSTTOOPP`.
fn is_drawn_out(word: &str) -> bool {
    let mut letters: Vec<char> = word.chars().collect();
    letters.dedup();
    // A stoop is where parcels are left.
    letters == ['s', 't', 'o', 'p'] && word != "stoop"
}

/// `stopstop`, `stoptexting`, `stopplease`, `pleasestop`.
fn is_run_together(word: &str) -> bool {
    let adds_nothing =
        |rest: &str| rest.is_empty() || vocabulary::is_filler(rest) || vocabulary::is_message(rest);
    word.strip_suffix("stop").is_some_and(vocabulary::is_courtesy)
        || word.strip_prefix("stop").is_some_and(|rest| adds_nothing(rest.trim_start_matches("stop")))
}

fn is_idiom(earlier: &[&str], from_here: &[&str], language: &Vocabulary) -> bool {
    let next = from_here.get(1..).unwrap_or_default();
    language.after_idiom.opens(next) || language.before_idiom.closes(earlier)
}

/// Whether the words before deny what comes next: `can't`, `don't want to`, `never`. Said of us it is a complaint:
/// `you won't stop`, `can't you stop`.
fn is_denied(earlier: &[&str], language: &Vocabulary) -> bool {
    let denial = earlier.iter().rposition(|word| !language.particles.has(word));
    let (before, from_denial) = earlier.split_at(denial.unwrap_or(earlier.len()));
    let mut around = before.last().into_iter().chain(from_denial.get(1));
    let complains = around.any(|word| language.us.has(word));
    from_denial
        .first()
        .is_some_and(|word| language.praise.has(word) || language.negations.has(word) && !complains)
}

/// Each place in a clause: the words before it, and those from there on.
fn places<'a, 'w>(words: &'a [&'w str]) -> impl Iterator<Item = (&'a [&'w str], &'a [&'w str])> {
    (0..words.len()).filter_map(|place| words.split_at_checked(place))
}
