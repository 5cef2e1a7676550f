//! Ids: what messages come from.

use serde::{Deserialize, Serialize};

use super::{hash, id_as_text};
use crate::trigger::Trigger;

/// What a message comes from: a flow or a campaign, by its id. 2 to 40 of `a-z`, `0-9`, `_` and `-`, starting with a
/// letter.
///
/// A store's default flows have their trigger's key as id, so that they are the same in every store. Every other
/// flow has an id that is given when it is made and never used again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct SourceId(String);

/// What the ids of campaigns begin with.
const CAMPAIGN: &str = "campaign-";

/// No character of base32.
const HASH_OF_CAMPAIGN: char = '0';

/// Why a text is not a [`SourceId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id of a flow is 2 to 40 lower-case letters, digits, hyphens and underscores")]
pub struct InvalidSourceId;

impl SourceId {
    /// Takes an id as it stands in a path or a key.
    pub fn parse(text: &str) -> Result<Self, InvalidSourceId> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
        let fits = (2..=40).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(allowed);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidSourceId) }
    }

    /// The default flow of a trigger.
    #[must_use]
    pub fn default_flow(trigger: Trigger) -> Self {
        Self(trigger.key().to_owned())
    }

    /// A further flow. `random` makes it unique in its store: lower-case letters and digits.
    pub fn further_flow(random: &str) -> Result<Self, InvalidSourceId> {
        Self::parse(&format!("flow-{random}"))
    }

    /// A campaign. `random` makes it unique in its store: lower-case letters and digits.
    pub fn campaign(random: &str) -> Result<Self, InvalidSourceId> {
        Self::parse(&format!("{CAMPAIGN}{random}"))
    }

    /// Whether it is a campaign and no flow.
    #[must_use]
    pub fn is_campaign(&self) -> bool {
        self.0.starts_with(CAMPAIGN)
    }

    /// Six characters that tell it from a store's other flows (30 bits) and campaigns (25 bits), where there is no room for
    /// the id. Those of a campaign begin with a 0, which no flow's have.
    #[must_use]
    pub fn short_hash(&self) -> String {
        let bytes = self.0.as_bytes();
        if self.is_campaign() {
            format!("{HASH_OF_CAMPAIGN}{}", hash(&[bytes], 5))
        } else {
            hash(&[bytes], 6)
        }
    }

    pub(crate) fn is_hash_of_campaign(hash: &str) -> bool {
        hash.starts_with(HASH_OF_CAMPAIGN)
    }
}

id_as_text!(SourceId, InvalidSourceId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trigger_names_its_default_flow_and_no_further_flow_can_be_taken_for_one() {
        for trigger in Trigger::ALL {
            let id = SourceId::default_flow(trigger);
            assert_eq!(SourceId::parse(id.as_str()), Ok(id.clone()));
            assert!(!id.as_str().starts_with("flow-"));
        }
        assert_eq!(SourceId::further_flow("7k2m9x").unwrap().as_str(), "flow-7k2m9x");
    }

    #[test]
    fn a_campaign_is_no_flow() {
        let campaign = SourceId::campaign("7k2m9x").unwrap();
        assert!(campaign.is_campaign() && !SourceId::further_flow("7k2m9x").unwrap().is_campaign());
        assert!(Trigger::ALL.iter().all(|trigger| !SourceId::default_flow(*trigger).is_campaign()));
    }

    #[test]
    fn what_could_break_a_key_or_a_line_is_no_id() {
        for bad in ["", "a", "7a", "-a", "Flow", "flow#1", "a|b", "flow 1", &"a".repeat(41)] {
            assert_eq!(SourceId::parse(bad), Err(InvalidSourceId), "{bad}");
        }
    }
}
