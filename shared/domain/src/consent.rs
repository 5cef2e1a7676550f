//! Who may be texted: without consent, no message.

use crate::{
    flow::MessageKind,
    reason::Reason,
    settings::{ConsentMode, StoreSettings},
    subscriber::{ConsentStatus, Subscriber},
};

/// Says on what ground a person may be texted, or why not.
///
/// Recharge knows no SMS consent, so it is the store's list that counts, or the merchant's explicit choice to
/// take checkout phones as consent to transactional notices. An opt-out beats both.
pub fn ground(
    settings: &StoreSettings,
    kind: MessageKind,
    subscriber: Option<&Subscriber>,
) -> Result<Reason, Reason> {
    let status = subscriber.map_or(ConsentStatus::Unknown, Subscriber::consent_status);
    match (status, settings.consent_mode, kind) {
        (ConsentStatus::Unsubscribed, _, _) => Err(opted_out(subscriber)),
        (ConsentStatus::Subscribed, _, _) => Ok(Reason::Subscribed),
        (ConsentStatus::Unknown, ConsentMode::OwnList, _) => Err(Reason::NoConsent),
        (ConsentStatus::Unknown, ConsentMode::CheckoutPhones, MessageKind::Transactional) => {
            Ok(Reason::CheckoutPhone)
        }
        (ConsentStatus::Unknown, ConsentMode::CheckoutPhones, MessageKind::Promotional) => {
            Err(Reason::PromotionNeedsConsent)
        }
    }
}

fn opted_out(subscriber: Option<&Subscriber>) -> Reason {
    subscriber
        .and_then(|person| person.consent)
        .map_or(Reason::NoConsent, |consent| Reason::OptedOut { since: consent.since })
}
