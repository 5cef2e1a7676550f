//! A store's settings, changed, and whether they can work.

use std::collections::BTreeSet;

use rechime_domain::{
    characters::is_meaningless,
    contact::Contact,
    flow::edit::{Change, FieldFault},
    frequency::{LONGEST_PAUSE_HOURS, MOST_TEXTS_PER_HOUR},
    link::{self, LinkForm},
    place::{country_code, named_country},
    portal::{self, InvalidPortal},
    settings::{ConsentMode, LawScope, StoreSettings},
    zone,
};
use rechime_store::{StoreError, audit::AuditAction, configs::StoreConfig};
use serde::Deserialize;

use super::{StoresError, detail, overtaken, view::StoreDetail};
use crate::{
    app::App,
    use_cases::{audit::differences, author::Author, effective::Effective, laws},
};

/// What may be changed of a store's settings. What is left out stays.
#[derive(Default, Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct SettingsEdit {
    pub(crate) name: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) consent_mode: Option<ConsentMode>,
    pub(crate) fold_typography: Option<bool>,
    pub(crate) law_scope: Option<LawScope>,
    pub(crate) voice_laws: Option<BTreeSet<String>>,
    pub(crate) smart_sending_hours: Option<u8>,
    pub(crate) max_texts_per_hour: Option<u8>,
    pub(crate) links: Option<LinkForm>,
    #[serde(default)]
    #[cfg_attr(test, schema(value_type = Option<String>))]
    pub(crate) link_host: Change<Option<String>>,
    #[serde(default)]
    #[cfg_attr(test, schema(value_type = Option<String>))]
    pub(crate) portal_url: Change<Option<String>>,
    #[serde(default)]
    #[cfg_attr(test, schema(value_type = Option<String>))]
    pub(crate) contact: Change<Option<String>>,
}

/// Changes what the edit names and nothing else. What waits is decided anew.
pub(crate) async fn edit(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    edit: SettingsEdit,
) -> Result<Effective<StoreDetail>, StoresError> {
    let current = &store.settings;
    if author.is_stale(current.version) {
        return Err(overtaken(app, &current.id).await?);
    }
    let edited = edit.apply(current)?;
    let detail = detail(app, &store.profile, &edited).await?;
    if edited == *current {
        return Ok(Effective::unchanged(app, detail));
    }
    save(app, author, current, &edited).await?;
    Ok(Effective::saved(app, detail).review_waiting(app, &edited.id).await)
}

/// Saves settings in the place of the version before them.
pub(crate) async fn save(
    app: &App,
    author: &Author,
    current: &StoreSettings,
    changed: &StoreSettings,
) -> Result<(), StoresError> {
    let entry = author.entry(app, AuditAction::ChangeSettings, differences(current, changed));
    match app.configs.put_settings(changed, &entry).await {
        Err(StoreError::Conflict) => Err(overtaken(app, &changed.id).await?),
        saved => Ok(saved?),
    }
}

impl SettingsEdit {
    /// The settings as they will be, with the next version if anything changes.
    fn apply(self, current: &StoreSettings) -> Result<StoreSettings, StoresError> {
        let mut edited = current.clone();
        replace(&mut edited.name, self.name.map(|name| name.trim().to_owned()));
        replace(&mut edited.time_zone, self.time_zone);
        replace(&mut edited.country, self.country.as_deref().and_then(|text| named_country([text])));
        replace(&mut edited.consent_mode, self.consent_mode);
        replace(&mut edited.fold_typography, self.fold_typography);
        replace(&mut edited.law_scope, self.law_scope);
        replace(&mut edited.voice_laws, self.voice_laws);
        replace(&mut edited.smart_sending_hours, self.smart_sending_hours);
        replace(&mut edited.max_texts_per_hour, self.max_texts_per_hour);
        replace(&mut edited.links, self.links);
        edited.link_host = self.link_host.or_keep(&edited.link_host).map(|host| host.trim().to_lowercase());
        edited.portal_url = self.portal_url.or_keep(&edited.portal_url).map(|url| url.trim().to_owned());
        let no_contact = match self.contact {
            Change::Keep => None,
            Change::To(contact) => set_contact(&mut edited, contact.as_deref()).err(),
        };
        check(&edited, no_contact)?;
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

/// Sets the contact, or forgets it.
pub(super) fn set_contact(settings: &mut StoreSettings, contact: Option<&str>) -> Result<(), FieldFault> {
    let parsed = contact.map(Contact::parse).transpose();
    settings.contact = parsed.map_err(|fault| FieldFault::new("contact", fault.to_string()))?;
    Ok(())
}

/// Refuses settings that cannot work, each with what to do; and with them a contact that is none.
pub(super) fn check(settings: &StoreSettings, no_contact: Option<FieldFault>) -> Result<(), StoresError> {
    let faults = [
        name_fault(&settings.name).map(|fault| FieldFault::new("name", fault)),
        (!zone::is_known(&settings.time_zone))
            .then(|| FieldFault::new("time_zone", "use an IANA time zone such as America/New_York")),
        country_code(&settings.country).is_none().then(|| {
            FieldFault::new(
                "country",
                "use a code of two letters (ISO 3166) such as US, or the country's name",
            )
        }),
        portal_fault(settings).map(|fault| FieldFault::new("portal_url", fault.to_string())),
        (settings.smart_sending_hours > LONGEST_PAUSE_HOURS)
            .then(|| FieldFault::new("smart_sending_hours", "use 0 (no pause) to 168 hours")),
        (!(1..=MOST_TEXTS_PER_HOUR).contains(&settings.max_texts_per_hour))
            .then(|| FieldFault::new("max_texts_per_hour", "use 1 to 10 texts")),
        link_host_fault(settings),
        no_contact,
        settings.voice_laws.iter().find(|chosen| !laws::may_be_chosen(chosen)).map(|unknown| {
            let detail = format!("`{unknown}` has no such law here; choose among the laws of basis voice");
            FieldFault::new("voice_laws", detail)
        }),
    ];
    let faults: Vec<_> = faults.into_iter().flatten().collect();
    if faults.is_empty() { Ok(()) } else { Err(StoresError::Invalid(faults)) }
}

/// The name signs the texts, so it must read as what the merchant typed.
fn name_fault(name: &str) -> Option<&'static str> {
    if !(1..=40).contains(&name.chars().count()) {
        return Some("give the brand in 1 to 40 characters; it signs the texts");
    }
    if name.chars().any(is_meaningless) {
        return Some("take out line breaks and invisible characters: type the brand instead of pasting it");
    }
    let says_who = name.chars().any(char::is_alphanumeric);
    (!says_who).then_some("give the brand with at least one letter or digit; it signs the texts")
}

fn link_host_fault(settings: &StoreSettings) -> Option<FieldFault> {
    let fault = link::check_host(settings.link_host.as_deref()?).err()?;
    Some(FieldFault::new("link_host", fault.to_string()))
}

fn portal_fault(settings: &StoreSettings) -> Option<InvalidPortal> {
    settings.portal_url.as_deref().and_then(|address| portal::check(address).err())
}
