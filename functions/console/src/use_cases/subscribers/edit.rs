//! A subscriber as the merchant edits them.

use jiff::Timestamp;
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement, Wording},
    profile::Profile,
};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::{Map, Value};

/// A subscriber as the merchant wants them to be. What is left out is forgotten.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct SubscriberEdit {
    pub(crate) consent: ConsentStatus,
    #[serde(default)]
    pub(crate) consent_source: StatedSource,
    pub(crate) consent_wording: Option<Wording>,
    /// All other fields.
    #[serde(flatten, deserialize_with = "profile")]
    pub(crate) profile: Profile,
}

/// The sources that a merchant can state. The others come from replies, from Shopify, and from the provider.
#[derive(Clone, Copy, Default, Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum StatedSource {
    #[default]
    Merchant,
    Api,
    Import,
}

impl SubscriberEdit {
    /// What is stated of the subscriber's consent, as said now.
    pub(super) fn statement(&self, now: Timestamp) -> Statement {
        let said = Statement::new(self.consent, self.consent_source.into(), now);
        Statement { wording: self.consent_wording.clone(), ..said }
    }
}

impl From<StatedSource> for ConsentSource {
    fn from(source: StatedSource) -> Self {
        match source {
            StatedSource::Merchant => Self::Merchant,
            StatedSource::Api => Self::Api,
            StatedSource::Import => Self::Import,
        }
    }
}

/// A stored profile may have fields that a later version adds, so `Profile` accepts fields that it does not know. What
/// a merchant writes is refused instead of forgotten.
fn profile<'de, D: Deserializer<'de>>(rest: D) -> Result<Profile, D::Error> {
    let given = Value::Object(Map::deserialize(rest)?);
    let profile = Profile::deserialize(&given).map_err(D::Error::custom)?;
    let kept = serde_json::to_value(&profile).map_err(D::Error::custom)?;
    match unknown_field(&given, &kept) {
        Some(name) => Err(D::Error::custom(format!("unknown field `{name}`"))),
        None => Ok(profile),
    }
}

/// The first field with a value that is not in `kept`.
fn unknown_field<'a>(given: &'a Value, kept: &Value) -> Option<&'a str> {
    given.as_object()?.iter().filter(|(_, value)| !value.is_null()).find_map(|(name, value)| {
        let kept = kept.get(name).filter(|kept| !kept.is_null());
        kept.map_or(Some(name.as_str()), |kept| unknown_field(value, kept))
    })
}
