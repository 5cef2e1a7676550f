//! One line of a list: as it was sent, and parsed.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement, Wording},
    phone::PhoneNumber,
    profile::{Profile, ProfileField},
    settings::StoreSettings,
};
use serde::Deserialize;

/// A line as it was sent. A column that the file does not have is `None`; a blank field is an empty text.
#[derive(Default, Deserialize)]
#[serde(try_from = "BTreeMap<String, Option<String>>")]
pub(super) struct RawLine {
    phone: String,
    consent: Option<String>,
    consent_at: Option<String>,
    wording: Option<String>,
    profile: Vec<(ProfileField, String)>,
}

/// The name by which a column is known: `state` is `province`.
pub(super) fn column(name: &str) -> &str {
    if name == "state" { "province" } else { name }
}

impl RawLine {
    /// Whether a column of that name is used.
    pub(super) fn knows(column: &str) -> bool {
        Self::default().set(column, "")
    }

    /// Sets a column's value; false where no such column is used.
    pub(super) fn set(&mut self, column: &str, value: &str) -> bool {
        let value = value.to_owned();
        match column {
            "phone" => self.phone = value,
            "consent" => self.consent = Some(value),
            "consent_at" => self.consent_at = Some(value),
            "wording" => self.wording = Some(value),
            other => match ProfileField::named(other) {
                Some(field) => self.profile.push((field, value)),
                None => return false,
            },
        }
        true
    }

    /// The profile of the subscriber. An address without a country is taken to be in the store's.
    fn profile(&self, settings: &StoreSettings) -> Result<Profile, String> {
        let mut profile = Profile::default();
        for (field, value) in &self.profile {
            if let Some(value) = said(Some(value)) {
                profile.set(*field, value);
            }
        }
        profile.checked(&settings.country).map_err(|error| format!("{error}, or leave it out."))
    }
}

impl TryFrom<BTreeMap<String, Option<String>>> for RawLine {
    type Error = String;

    fn try_from(fields: BTreeMap<String, Option<String>>) -> Result<Self, String> {
        let mut line = Self::default();
        for (name, value) in &fields {
            let Some(value) = value else { continue };
            if !line.set(column(name), value) {
                return Err(format!("unknown field `{name}`"));
            }
        }
        if fields.contains_key("phone") { Ok(line) } else { Err("missing field `phone`".to_owned()) }
    }
}

/// What a line says of a subscriber. What it leaves out stays as it is.
#[derive(Debug)]
pub(super) struct Line {
    /// Its number in the file.
    pub(super) number: u64,
    /// Who.
    pub(super) phone: PhoneNumber,
    /// What it states of their consent, if anything.
    pub(super) statement: Option<Statement>,
    /// Their time zone and address.
    pub(super) profile: Profile,
}

impl Line {
    /// Parses a line, or says what is wrong with it and what to do.
    pub(super) fn parse(
        number: u64,
        raw: &RawLine,
        settings: &StoreSettings,
        now: Timestamp,
    ) -> Result<Self, String> {
        let phone = PhoneNumber::parse(&raw.phone, &settings.country).map_err(
            |_| "The phone is not a valid number. Write it in international form, such as +14155552671.",
        )?;
        let status = consent(raw.consent.as_deref())?;
        let said_at = said(raw.consent_at.as_deref()).map(|text| moment(text, settings, now)).transpose()?;
        let wording = said(raw.wording.as_deref()).map(wording).transpose()?;
        let statement = status.map(|status| Statement {
            status,
            source: ConsentSource::Import,
            said_at,
            entered_at: now,
            confirmed: false,
            wording,
        });
        Ok(Self { number, phone, statement, profile: raw.profile(settings)? })
    }

    /// Whether it says where the subscriber is.
    pub(super) fn states_a_place(&self) -> bool {
        self.profile.states_a_place()
    }
}

fn said(field: Option<&str>) -> Option<&str> {
    field.map(str::trim).filter(|text| !text.is_empty())
}

/// A list without the column is one of people who agreed. A blank field in it says nothing.
fn consent(field: Option<&str>) -> Result<Option<ConsentStatus>, String> {
    let Some(text) = field else { return Ok(Some(ConsentStatus::Subscribed)) };
    match text.trim().to_lowercase().as_str() {
        "subscribed" | "yes" | "true" | "1" => Ok(Some(ConsentStatus::Subscribed)),
        "unsubscribed" | "no" | "false" | "0" => Ok(Some(ConsentStatus::Unsubscribed)),
        "unknown" | "void" | "" => Ok(None),
        _ => Err("The consent is none of `subscribed`, `unsubscribed` and `unknown`; write one of them."
            .to_owned()),
    }
}

/// RFC 3339, or a day or time on the store's clocks.
fn moment(text: &str, settings: &StoreSettings, now: Timestamp) -> Result<Timestamp, String> {
    let there = || {
        let zone = TimeZone::get(&settings.time_zone).ok()?;
        Some(text.parse::<DateTime>().ok()?.to_zoned(zone).ok()?.timestamp())
    };
    let at = text
        .parse()
        .ok()
        .or_else(there)
        .ok_or("The consent_at is no time. Write it like 2026-03-31, or like 2026-03-31T09:00:00Z.")?;
    if at > now {
        return Err(
            "The consent_at is in the future. Write when the person agreed, or leave it out.".to_owned()
        );
    }
    Ok(at)
}

fn wording(text: &str) -> Result<Wording, String> {
    Wording::parse(text).map_err(|_| {
        "The wording is longer than 500 characters. Quote the sentence that the person agreed to.".to_owned()
    })
}
