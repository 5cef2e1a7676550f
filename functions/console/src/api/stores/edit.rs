//! A store's settings, changed, and whether they can work.

use std::collections::BTreeSet;

use rechime_domain::{
    frequency::LONGEST_PAUSE_HOURS,
    law::{self, Basis},
    settings::{ConsentMode, LawScope, StoreSettings},
    zone,
};
use serde::Deserialize;

use super::StoresError;
use crate::{extract::present, problem::FieldError};

/// What may be changed. What is left out stays; `"portal_url": null` forgets the address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsEdit {
    name: Option<String>,
    time_zone: Option<String>,
    country: Option<String>,
    consent_mode: Option<ConsentMode>,
    fold_typography: Option<bool>,
    law_scope: Option<LawScope>,
    voice_laws: Option<BTreeSet<String>>,
    smart_sending_hours: Option<u8>,
    #[expect(clippy::option_option, reason = "absent, null and an address are three wishes")]
    #[serde(default, deserialize_with = "present")]
    portal_url: Option<Option<String>>,
}

impl SettingsEdit {
    /// The settings as they will be, with the next version if anything changes.
    pub(super) fn apply(self, current: &StoreSettings) -> Result<StoreSettings, StoresError> {
        let mut edited = current.clone();
        replace(&mut edited.name, self.name.map(|name| name.trim().to_owned()));
        replace(&mut edited.time_zone, self.time_zone);
        replace(&mut edited.country, self.country.map(|country| country.to_ascii_uppercase()));
        replace(&mut edited.consent_mode, self.consent_mode);
        replace(&mut edited.fold_typography, self.fold_typography);
        replace(&mut edited.law_scope, self.law_scope);
        replace(&mut edited.voice_laws, self.voice_laws);
        replace(&mut edited.smart_sending_hours, self.smart_sending_hours);
        replace(&mut edited.portal_url, self.portal_url);
        check(&edited)?;
        if edited != *current {
            edited.version += 1;
        }
        Ok(edited)
    }
}

fn replace<T>(value: &mut T, with: Option<T>) {
    if let Some(with) = with {
        *value = with;
    }
}

/// Refuses settings that cannot work, each with what to do.
pub(super) fn check(settings: &StoreSettings) -> Result<(), StoresError> {
    let faults = [
        (!(1..=40).contains(&settings.name.chars().count()))
            .then(|| FieldError::new("name", "give the brand in 1 to 40 characters; it signs the texts")),
        (!zone::is_known(&settings.time_zone))
            .then(|| FieldError::new("time_zone", "use an IANA time zone such as America/New_York")),
        (settings.country.len() != 2 || !settings.country.bytes().all(|byte| byte.is_ascii_uppercase()))
            .then(|| FieldError::new("country", "use a code of two letters (ISO 3166) such as US")),
        settings.portal_url.as_ref().filter(|url| !is_link(url)).map(|_| {
            FieldError::new(
                "portal_url",
                "use an https:// address; {hash} in it stands for the customer's hash",
            )
        }),
        (settings.smart_sending_hours > LONGEST_PAUSE_HOURS)
            .then(|| FieldError::new("smart_sending_hours", "use 0 (no pause) to 168 hours")),
        settings.voice_laws.iter().find(|chosen| !is_voice_law(chosen)).map(|unknown| {
            let detail =
                format!("`{unknown}` has no such law here; GET /api/v1/laws lists those of basis voice");
            FieldError::new("voice_laws", detail)
        }),
    ];
    let faults: Vec<_> = faults.into_iter().flatten().collect();
    if faults.is_empty() { Ok(()) } else { Err(StoresError::Invalid(faults)) }
}

fn is_voice_law(jurisdiction: &str) -> bool {
    law::all().iter().any(|law| law.basis == Basis::Voice && law.jurisdiction == jurisdiction)
}

fn is_link(url: &str) -> bool {
    let host = url.strip_prefix("https://").and_then(|rest| rest.split('/').next());
    host.is_some_and(|host| host.contains('.')) && !url.contains(char::is_whitespace)
}
