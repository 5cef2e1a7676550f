//! Warnings about a text before it is sent many times.

use std::collections::BTreeSet;

use rechime_domain::{
    characters::is_unseen,
    parts::{self, Encoding},
    settings::StoreSettings,
    template::Text,
    trigger::Trigger,
};

/// What speaks against the text, in sentences.
pub(super) fn about(text: &Text, template: &str, trigger: Trigger, settings: &StoreSettings) -> Vec<String> {
    let warnings = [
        wide(text, settings),
        (text.parts.count > 1)
            .then(|| format!("The text is sent and billed as {} segments.", text.parts.count)),
        nameless(text, settings),
        without_stop(text, trigger),
        without_portal(template, settings),
    ];
    warnings.into_iter().flatten().collect()
}

/// The characters that keep the text in UCS-2: those that folding, where it is on, cannot mend.
fn wide(text: &Text, settings: &StoreSettings) -> Option<String> {
    if text.parts.encoding == Encoding::Gsm7 {
        return None;
    }
    let is_wide = |letter: &str| parts::count(letter).encoding == Encoding::Ucs2;
    let stays_wide = |letter: &str| is_wide(&parts::fold(letter)) || !settings.fold_typography;
    let letters: BTreeSet<_> = text.body.chars().map(String::from).filter(|letter| is_wide(letter)).collect();
    let staying: Vec<_> =
        letters.iter().filter(|letter| stays_wide(letter)).map(|letter| shown(letter)).collect();
    // None stays only where the rest stands in a link, in which nothing is replaced.
    let culprits =
        if staying.is_empty() { letters.iter().map(|letter| shown(letter)).collect() } else { staying };
    let culprits = culprits.join(" ");
    Some(format!(
        "Not in the SMS alphabet: {culprits}. With it a segment holds 70 characters instead of 160."
    ))
}

/// A character, or the code point of one that nobody sees.
fn shown(letter: &str) -> String {
    let unseen = letter.chars().next().filter(|it| is_unseen(*it) || it.is_whitespace());
    unseen.map_or_else(|| letter.to_owned(), |it| format!("U+{:04X}", u32::from(it)))
}

/// Carriers ask that every text says who sends it (CTIA Messaging Principles and Best Practices).
fn nameless(text: &Text, settings: &StoreSettings) -> Option<String> {
    let named = text.body.to_lowercase().contains(&settings.name.to_lowercase());
    (!named).then(|| "The text does not say who sends it. Begin it with {{ store_name }}.".to_owned())
}

/// The first text to a subscriber should say how to opt out (CTIA Messaging Principles and Best
/// Practices); these flows can be the first to write.
fn without_stop(text: &Text, trigger: Trigger) -> Option<String> {
    let comes_first = matches!(trigger, Trigger::SubscriptionStarted | Trigger::CustomerAccountActivation);
    let mut words = text.body.split(|letter: char| !letter.is_alphanumeric());
    let wanting = comes_first && !words.any(|word| word.eq_ignore_ascii_case("stop"));
    wanting.then(|| {
        "This can be the first text a customer gets. Say how to opt out: Reply STOP to opt out.".to_owned()
    })
}

fn without_portal(template: &str, settings: &StoreSettings) -> Option<String> {
    let wanting = settings.portal_url.is_none() && template.contains("portal_link");
    wanting.then(|| {
        "The store has no portal_url, so {{ portal_link }} has no value. Set it in the store's settings."
            .to_owned()
    })
}
