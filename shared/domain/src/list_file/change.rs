//! What an imported line changes of a subscriber.

use std::collections::BTreeMap;

use super::{Entry, line::Line, tally::Tally};
use crate::{consent::Ruling, phone::PhoneNumber, profile::Profile, subscriber::Subscriber};

/// What a line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It subscribes somebody.
    Subscribed,
    /// It opts somebody out.
    Unsubscribed,
    /// The subscriber is new, or their place is, without a yes or a no.
    Updated,
    /// It says nothing new.
    Unchanged,
    /// It says that the subscriber agreed, but they opted out, and the opt-out stands.
    OptedOutKept,
}

/// What a line changes of a subscriber, and its effect.
#[derive(Debug)]
pub struct Change {
    /// The profile to save. What the line leaves out stays.
    pub profile: Profile,
    /// Whether there is anything to write.
    pub is_news: bool,
    /// How the line is counted.
    pub effect: Effect,
    ruling: Ruling,
}

impl Change {
    /// What a line changes of a subscriber as they are known.
    #[must_use]
    pub fn of(line: &Line, known: Option<&Subscriber>) -> Self {
        let before = known.map(|subscriber| subscriber.profile.clone()).unwrap_or_default();
        let profile = line.profile.clone().filled_from(&before);
        let standing = known.and_then(|subscriber| subscriber.consent.as_ref());
        let ruling = line.statement.as_ref().map_or(Ruling::Unchanged, |stated| stated.ruling(standing));
        let is_news = known.is_none() || profile != before || matches!(ruling, Ruling::Counts(_));
        Self { profile, is_news, effect: Effect::of(ruling, is_news), ruling }
    }

    /// The subscriber as they are after it.
    #[must_use]
    pub fn applied(self, phone: &PhoneNumber, known: Option<Subscriber>) -> Subscriber {
        let known = known.unwrap_or_else(|| Subscriber::new(phone.clone()));
        let consent = match self.ruling {
            Ruling::Counts(consent) => Some(consent),
            _ => known.consent,
        };
        Subscriber { profile: self.profile, consent, ..known }
    }
}

/// What the lines of a file would do, one after the other, to the subscribers that are `known`. Writes nothing; `known`
/// is then as the list would be.
pub fn preview(entries: &[Entry], known: &mut BTreeMap<PhoneNumber, Subscriber>) -> Tally {
    let mut tally = Tally::default();
    for Entry { line, read } in entries {
        match read {
            Ok(said) => {
                let change = Change::of(said, known.get(&said.phone));
                tally.count(change.effect);
                if let Some(remark) = &said.remark {
                    tally.remark(*line, remark);
                }
                let subscriber = change.applied(&said.phone, known.remove(&said.phone));
                known.insert(said.phone.clone(), subscriber);
            }
            Err(refusal) => tally.refuse(*line, refusal),
        }
    }
    tally
}

impl Effect {
    /// The effect of a line whose statement was ruled on so.
    #[must_use]
    pub const fn of(ruling: Ruling, is_news: bool) -> Self {
        use crate::consent::ConsentStatus::{Subscribed, Unsubscribed};
        match ruling {
            Ruling::OptedOut => Self::OptedOutKept,
            Ruling::Counts(consent) if matches!(consent.status, Subscribed) => Self::Subscribed,
            Ruling::Counts(consent) if matches!(consent.status, Unsubscribed) => Self::Unsubscribed,
            _ if is_news => Self::Updated,
            _ => Self::Unchanged,
        }
    }
}
