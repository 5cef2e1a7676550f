//! Warnings about a text before it is sent many times, and what mends each with one click.

use std::collections::BTreeSet;

use rechime_domain::{
    characters::is_unseen,
    parts::{self, Encoding},
    settings::StoreSettings,
    template::Text,
    trigger::Trigger,
};
use serde::{Serialize, Serializer};

/// What speaks against a text. The API has its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Warning {
    pub(crate) kind: WarningKind,
    pub(crate) text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WarningKind {
    /// Characters that are not in the SMS alphabet.
    Wide(BTreeSet<String>),
    SeveralSegments,
    Nameless,
    WithoutStop,
    WithoutPortal,
}

impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(to)
    }
}

impl Warning {
    /// The template without the fault; `None` where no edit of the template mends it.
    pub(crate) fn mended(&self, template: &str) -> Option<String> {
        match &self.kind {
            WarningKind::Wide(characters) => {
                Some(without(template, characters)).filter(|mended| mended != template)
            }
            WarningKind::Nameless => Some(format!("{{{{ store_name }}}}: {template}")),
            WarningKind::WithoutStop => Some(format!("{template}\nReply STOP to opt out")),
            WarningKind::SeveralSegments | WarningKind::WithoutPortal => None,
        }
    }
}

/// Takes characters out, and the joiners and selectors that shape an emoji with them; of the blanks around one stays.
fn without(template: &str, characters: &BTreeSet<String>) -> String {
    let kept = template.chars().filter(|letter| !characters.contains(letter.to_string().as_str()));
    let kept: String = kept.collect();
    let lines = kept.split('\n').map(|line| {
        let mut words = line.split(' ');
        let first = words.next().unwrap_or_default().to_owned();
        words
            .filter(|word| !word.is_empty())
            .fold(first, |line, word| if line.is_empty() { word.to_owned() } else { line + " " + word })
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What speaks against the text.
pub(super) fn about(
    text: &Text,
    template: &str,
    trigger: Option<Trigger>,
    settings: &StoreSettings,
) -> Vec<Warning> {
    let warnings = [
        wide(text, settings),
        (text.parts.count > 1).then(|| Warning {
            kind: WarningKind::SeveralSegments,
            text: format!("The text is sent and billed as {} segments.", text.parts.count),
        }),
        nameless(text, settings),
        without_stop(text, trigger),
        without_portal(template, settings),
    ];
    warnings.into_iter().flatten().collect()
}

/// The characters that keep the text in UCS-2: those that folding, where it is on, cannot mend.
fn wide(text: &Text, settings: &StoreSettings) -> Option<Warning> {
    if text.parts.encoding == Encoding::Gsm7 {
        return None;
    }
    let is_wide = |letter: &String| parts::count(letter).encoding == Encoding::Ucs2;
    let stays_wide = |letter: &String| is_wide(&parts::fold(letter)) || !settings.fold_typography;
    let letters: BTreeSet<_> = text.body.chars().map(String::from).filter(is_wide).collect();
    let staying: BTreeSet<_> = letters.iter().filter(|letter| stays_wide(letter)).cloned().collect();
    // None stays only where the rest stands in a link, in which nothing is replaced.
    let culprits = if staying.is_empty() { letters } else { staying };
    let shown: Vec<_> = culprits.iter().map(|letter| shown(letter)).collect();
    let shown = shown.join(" ");
    Some(Warning {
        kind: WarningKind::Wide(culprits),
        text: format!(
            "Not in the SMS alphabet: {shown}. With it a segment holds 70 characters instead of 160."
        ),
    })
}

/// A character, or the code point of one that nobody sees.
fn shown(letter: &str) -> String {
    let unseen = letter.chars().next().filter(|it| is_unseen(*it) || it.is_whitespace());
    unseen.map_or_else(|| letter.to_owned(), |it| format!("U+{:04X}", u32::from(it)))
}

/// Carriers ask that every text says who sends it (CTIA Messaging Principles and Best Practices).
fn nameless(text: &Text, settings: &StoreSettings) -> Option<Warning> {
    let named = text.body.to_lowercase().contains(&settings.name.to_lowercase());
    (!named).then(|| Warning {
        kind: WarningKind::Nameless,
        text: "The text does not say who sends it. Begin it with {{ store_name }}.".to_owned(),
    })
}

/// The first text to a subscriber should say how to opt out (CTIA Messaging Principles and Best
/// Practices); these flows, and campaigns, can be the first to write.
fn without_stop(text: &Text, trigger: Option<Trigger>) -> Option<Warning> {
    let comes_first =
        matches!(trigger, None | Some(Trigger::SubscriptionStarted | Trigger::CustomerAccountActivation));
    let mut words = text.body.split(|letter: char| !letter.is_alphanumeric());
    let wanting = comes_first && !words.any(|word| word.eq_ignore_ascii_case("stop"));
    wanting.then(|| Warning {
        kind: WarningKind::WithoutStop,
        text: "This can be the first text a customer gets. Say how to opt out: Reply STOP to opt out."
            .to_owned(),
    })
}

fn without_portal(template: &str, settings: &StoreSettings) -> Option<Warning> {
    let wanting = settings.portal_url.is_none() && template.contains("portal_link");
    wanting.then(|| Warning {
        kind: WarningKind::WithoutPortal,
        text: "The store has no portal address, so {{ portal_link }} has no value. Set it in the store's settings."
            .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(kind: WarningKind, template: &str) -> Option<String> {
        Warning { kind, text: String::new() }.mended(template)
    }

    #[test]
    fn an_emoji_is_taken_out_with_the_blank_before_it() {
        let wide = |letters: &[&str]| WarningKind::Wide(letters.iter().map(|it| (*it).to_owned()).collect());
        let heart = wide(&["❤", "\u{fe0f}", "🎉"]);
        assert_eq!(mended(heart.clone(), "Paid 🎉 today ❤\u{fe0f}\nBye 🎉").unwrap(), "Paid today\nBye");
        assert_eq!(mended(heart, "From {{ product_title }}"), None, "it comes with a value");
    }

    #[test]
    fn the_store_and_the_way_out_are_added() {
        assert_eq!(mended(WarningKind::Nameless, "Hi").unwrap(), "{{ store_name }}: Hi");
        assert_eq!(mended(WarningKind::WithoutStop, "Hi").unwrap(), "Hi\nReply STOP to opt out");
        assert_eq!(mended(WarningKind::SeveralSegments, "Hi"), None);
    }
}
