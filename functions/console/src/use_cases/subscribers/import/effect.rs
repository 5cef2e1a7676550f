//! The effect of an imported line on the store's list.

use rechime_domain::{consent::Ruling, profile::Profile, subscriber::Subscriber};

use super::line::Line;

/// What a line did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// The subscriber is new, or the line says something new of them.
    Imported,
    /// The line says nothing new.
    Unchanged,
    /// The line says that the subscriber agreed, but they opted out, and the opt-out stands.
    OptedOutKept,
}

/// What a line changes of a subscriber, and its effect.
#[derive(Debug)]
pub(super) struct Change {
    /// The profile to save. What the line leaves out stays.
    pub(super) profile: Profile,
    /// Whether there is anything to write.
    pub(super) is_news: bool,
    /// How the line is counted.
    pub(super) effect: Effect,
}

impl Change {
    /// What a line changes of a subscriber as they are known.
    pub(super) fn of(line: &Line, known: Option<&Subscriber>) -> Self {
        let before = known.map(|subscriber| subscriber.profile.clone()).unwrap_or_default();
        let profile = line.profile.clone().filled_from(&before);
        let standing = known.and_then(|subscriber| subscriber.consent.as_ref());
        let ruling = line.statement.as_ref().map_or(Ruling::Unchanged, |stated| stated.ruling(standing));
        let is_news = known.is_none() || profile != before || matches!(ruling, Ruling::Counts(_));
        let effect = match ruling {
            Ruling::OptedOut => Effect::OptedOutKept,
            _ if is_news => Effect::Imported,
            _ => Effect::Unchanged,
        };
        Self { profile, is_news, effect }
    }
}
