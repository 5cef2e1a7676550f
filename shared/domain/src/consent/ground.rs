//! The ground on which somebody may be texted: without consent, no message.

use super::{Consent, ConsentStatus};
use crate::{message_kind::MessageKind, reason::Reason, settings::ConsentMode};

/// Says on what ground a subscriber may be texted, or why not.
///
/// Recharge knows no SMS consent, so it is the store's list that counts, or the merchant's explicit choice to
/// take checkout phones as consent to transactional notices. An opt-out beats both, and so does a number that changed
/// hands: a checkout phone is its old owner's word, which binds the new one to nothing.
pub fn ground(mode: ConsentMode, kind: MessageKind, consent: Option<&Consent>) -> Result<Reason, Reason> {
    let Some(Consent { status, since, .. }) = consent.copied() else { return unsaid(mode, kind) };
    match status {
        ConsentStatus::Unsubscribed => Err(Reason::OptedOut { since }),
        ConsentStatus::Void => Err(Reason::ConsentVoid { since }),
        ConsentStatus::Subscribed => Ok(Reason::Subscribed),
        ConsentStatus::Unknown => unsaid(mode, kind),
    }
}

/// The subscriber said neither yes nor no.
const fn unsaid(mode: ConsentMode, kind: MessageKind) -> Result<Reason, Reason> {
    match (mode, kind) {
        (ConsentMode::OwnList, _) => Err(Reason::NoConsent),
        (ConsentMode::CheckoutPhones, MessageKind::Transactional) => Ok(Reason::CheckoutPhone),
        (ConsentMode::CheckoutPhones, MessageKind::Promotional) => Err(Reason::PromotionNeedsConsent),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::consent::ConsentSource;

    const SINCE: Timestamp = Timestamp::UNIX_EPOCH;

    fn grounds(status: Option<ConsentStatus>) -> Vec<Result<Reason, Reason>> {
        let consent = status.map(|status| Consent { status, source: ConsentSource::Provider, since: SINCE });
        let mut grounds = Vec::new();
        for mode in [ConsentMode::OwnList, ConsentMode::CheckoutPhones] {
            for kind in [MessageKind::Transactional, MessageKind::Promotional] {
                grounds.push(ground(mode, kind, consent.as_ref()));
            }
        }
        grounds
    }

    #[test]
    fn an_end_of_consent_outweighs_a_checkout_phone() {
        assert_eq!(grounds(Some(ConsentStatus::Void)), vec![Err(Reason::ConsentVoid { since: SINCE }); 4]);
        assert_eq!(
            grounds(Some(ConsentStatus::Unsubscribed)),
            vec![Err(Reason::OptedOut { since: SINCE }); 4]
        );
    }

    #[test]
    fn a_new_consent_counts_everywhere_and_silence_where_the_store_says_so() {
        assert_eq!(grounds(Some(ConsentStatus::Subscribed)), vec![Ok(Reason::Subscribed); 4]);
        for unsaid in [None, Some(ConsentStatus::Unknown)] {
            assert_eq!(
                grounds(unsaid),
                [
                    Err(Reason::NoConsent),
                    Err(Reason::NoConsent),
                    Ok(Reason::CheckoutPhone),
                    Err(Reason::PromotionNeedsConsent),
                ]
            );
        }
    }
}
