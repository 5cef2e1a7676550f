//! The stores that a reply is for.
//!
//! All stores of an installation send from one number, so a reply names none. It is for the stores that know the
//! phone; where that leaves several, the choice that texts less is taken: STOP is for all of them, START for
//! the one that it can only mean.

use rechime_domain::{consent::ConsentStatus, ids::StoreId, reply::ReplyMeaning, subscriber::Subscriber};

/// A store that a reply may be for, and what it knows of the subscriber.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) store: StoreId,
    pub(crate) subscriber: Option<Subscriber>,
}

impl Candidate {
    pub(crate) fn status(&self) -> ConsentStatus {
        self.subscriber.as_ref().map_or(ConsentStatus::Unknown, Subscriber::consent_status)
    }
}

/// The stores that a reply is for, of all that there are.
pub(crate) fn of(meaning: ReplyMeaning, all: Vec<Candidate>) -> Vec<Candidate> {
    if all.len() == 1 {
        return all;
    }
    let known: Vec<_> = all.iter().filter(|candidate| candidate.subscriber.is_some()).cloned().collect();
    match meaning {
        // From somebody whom nobody knows: a number that changed hands, or was texted by hand.
        ReplyMeaning::Stop if known.is_empty() => all,
        ReplyMeaning::Stop => known,
        ReplyMeaning::Start => resumed(known),
        ReplyMeaning::Help | ReplyMeaning::Other => {
            speaker(if known.is_empty() { &all } else { &known }).cloned().into_iter().collect()
        }
    }
}

/// START means the store that was stopped. With several of those, or several stores and none stopped, it would
/// be a guess.
fn resumed(known: Vec<Candidate>) -> Vec<Candidate> {
    if known.len() == 1 {
        return known;
    }
    let stopped: Vec<_> =
        known.into_iter().filter(|candidate| candidate.status() == ConsentStatus::Unsubscribed).collect();
    if stopped.len() == 1 { stopped } else { Vec::new() }
}

/// The store that answers: the one that texted last, for that is the text replied to.
pub(crate) fn speaker(candidates: &[Candidate]) -> Option<&Candidate> {
    let texted = |candidate: &Candidate| {
        candidate.subscriber.as_ref().and_then(|subscriber| subscriber.received_recharge_on)
    };
    // The first of several, so that it is the same each time.
    candidates.iter().rev().max_by_key(|candidate| texted(candidate))
}
