//! Who may be texted: without consent, no message.

use jiff::Timestamp;

use crate::{
    flow::MessageKind,
    reason::Reason,
    settings::{ConsentMode, StoreSettings},
    subscriber::{ConsentStatus, Subscriber},
};

/// Says on what ground a person may be texted, or why not.
///
/// Recharge knows no SMS consent, so it is the store's list that counts, or the merchant's explicit choice to
/// take checkout phones as consent to transactional notices. An opt-out beats both, and so does a number that changed
/// hands: a checkout phone is its old owner's word, which binds the new one to nothing.
pub fn ground(
    settings: &StoreSettings,
    kind: MessageKind,
    subscriber: Option<&Subscriber>,
) -> Result<Reason, Reason> {
    let status = subscriber.map_or(ConsentStatus::Unknown, Subscriber::consent_status);
    match (status, settings.consent_mode, kind) {
        (ConsentStatus::Unsubscribed, _, _) => Err(ended(subscriber, |since| Reason::OptedOut { since })),
        (ConsentStatus::Void, _, _) => Err(ended(subscriber, |since| Reason::ConsentVoid { since })),
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

fn ended(subscriber: Option<&Subscriber>, reason: impl FnOnce(Timestamp) -> Reason) -> Reason {
    subscriber.and_then(|person| person.consent).map_or(Reason::NoConsent, |consent| reason(consent.since))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::StoreId,
        phone::PhoneNumber,
        subscriber::{Consent, ConsentSource},
    };

    const SINCE: Timestamp = Timestamp::UNIX_EPOCH;

    fn grounds(status: ConsentStatus) -> Vec<Result<Reason, Reason>> {
        let phone = PhoneNumber::from_e164("+14155552671").unwrap();
        let consent = Consent { status, source: ConsentSource::Provider, since: SINCE };
        let person = Subscriber { consent: Some(consent), ..Subscriber::new(phone) };
        let store = StoreSettings::new(StoreId::parse("demo").unwrap(), "Oat", "America/New_York");
        let mut grounds = Vec::new();
        for consent_mode in [ConsentMode::OwnList, ConsentMode::CheckoutPhones] {
            let settings = StoreSettings { consent_mode, ..store.clone() };
            for kind in [MessageKind::Transactional, MessageKind::Promotional] {
                grounds.push(ground(&settings, kind, Some(&person)));
            }
        }
        grounds
    }

    #[test]
    fn an_end_of_consent_outweighs_a_checkout_phone() {
        assert_eq!(grounds(ConsentStatus::Void), vec![Err(Reason::ConsentVoid { since: SINCE }); 4]);
        assert_eq!(grounds(ConsentStatus::Unsubscribed), vec![Err(Reason::OptedOut { since: SINCE }); 4]);
    }

    #[test]
    fn a_new_consent_counts_everywhere_and_silence_where_the_store_says_so() {
        assert_eq!(grounds(ConsentStatus::Subscribed), vec![Ok(Reason::Subscribed); 4]);
        assert_eq!(
            grounds(ConsentStatus::Unknown),
            [
                Err(Reason::NoConsent),
                Err(Reason::NoConsent),
                Ok(Reason::CheckoutPhone),
                Err(Reason::PromotionNeedsConsent),
            ]
        );
    }
}
