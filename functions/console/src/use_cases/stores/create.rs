//! Making a store that is not connected yet.

use rechime_domain::{
    default_flows,
    ids::StoreId,
    segment::Segments,
    settings::{ConsentMode, StoreSettings},
};
use rechime_platform::random;
use rechime_store::{
    StoreError,
    audit::AuditAction,
    configs::{Connection, ConnectionState, StoreConfig, StoreProfile},
};

use super::{StoresError, settings};
use crate::{app::App, use_cases::author::Author};

/// The longest part of an id that is made of a name.
const LONGEST_SLUG: usize = 30;

/// Characters of what tells a store's id from another of the same name.
const SUFFIX_LENGTH: usize = 4;

/// A store to make, by what signs its texts and where it is.
pub(crate) struct NewStore {
    pub(crate) name: String,
    pub(crate) time_zone: String,
    pub(crate) country: String,
    pub(crate) consent_mode: ConsentMode,
}

/// Makes a store: its flows are drafts, and it is not connected. Gives its id, which is made of its name.
pub(crate) async fn create(app: &App, author: &Author, new: NewStore) -> Result<StoreId, StoresError> {
    let slug = slug(&new.name);
    match create_as(app, author, &new, &slug).await {
        Err(StoresError::Store(StoreError::Exists)) => {
            let suffix = random::key(SUFFIX_LENGTH)?.to_lowercase();
            create_as(app, author, &new, &format!("{slug}-{suffix}")).await
        }
        outcome => outcome,
    }
}

async fn create_as(app: &App, author: &Author, new: &NewStore, id: &str) -> Result<StoreId, StoresError> {
    // A slug of two characters or more is an id.
    let id = StoreId::parse(id).map_err(|_| StoresError::NotFound)?;
    let mut settings = StoreSettings::new(id.clone(), new.name.trim(), new.time_zone.trim());
    settings.country = new.country.trim().to_ascii_uppercase();
    settings.consent_mode = new.consent_mode;
    settings::check(&settings, None)?;
    let entry = author.entry(app, AuditAction::CreateStore, Vec::new());
    app.configs.create_store(&unconnected(app, settings), &entry).await?;
    Ok(id)
}

/// A store with these settings that is not connected, its flows drafts.
pub(super) fn unconnected(app: &App, settings: StoreSettings) -> StoreConfig {
    StoreConfig {
        profile: StoreProfile { created_at: app.clock.now(), connection: no_connection() },
        settings,
        flows: default_flows::default_flows().into_iter().collect(),
        segments: Segments::default(),
        sender: None,
    }
}

pub(super) const fn no_connection() -> Connection {
    Connection {
        state: ConnectionState::Disconnected,
        shop_domain: None,
        has_client_secret: false,
        scopes: Vec::new(),
        webhooks: 0,
        connected_at: None,
    }
}

/// `oat-ember` of `Oat & Ember`. A name without two such letters is called `store`.
fn slug(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug: String =
        words.collect::<Vec<_>>().join("-").to_lowercase().chars().take(LONGEST_SLUG).collect();
    let slug = slug.trim_end_matches('-');
    if slug.len() < 2 { "store".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_makes_an_id() {
        for (name, id) in [
            ("Oat & Ember", "oat-ember"),
            ("  7 A ", "7-a"),
            ("Ö", "store"),
            ("日本", "store"),
            ("A very long name of a brand, indeed", "a-very-long-name-of-a-brand-in"),
        ] {
            assert_eq!(slug(name), id);
            assert!(StoreId::parse(&slug(name)).is_ok());
        }
    }
}
