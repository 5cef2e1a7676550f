//! One line of a list, as sent and as understood.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use rechime_domain::{
    occurrence::Address,
    phone::PhoneNumber,
    settings::StoreSettings,
    subscriber::{ConsentStatus, Wording},
    zone,
};
use serde::Deserialize;

/// A line as sent. A column that the file does not have is `None`, one that was left blank is empty.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLine {
    phone: String,
    consent: Option<String>,
    consent_at: Option<String>,
    wording: Option<String>,
    time_zone: Option<String>,
    country: Option<String>,
    #[serde(alias = "state")]
    province: Option<String>,
    zip: Option<String>,
}

impl RawLine {
    /// Whether a column of that name means something.
    pub(super) fn knows(column: &str) -> bool {
        column == "phone" || Self::default().optional(column).is_some()
    }

    /// Fills in a column, unless it means nothing.
    pub(super) fn set(&mut self, column: &str, value: &str) {
        if column == "phone" {
            value.clone_into(&mut self.phone);
        } else if let Some(field) = self.optional(column) {
            *field = Some(value.to_owned());
        }
    }

    fn optional(&mut self, column: &str) -> Option<&mut Option<String>> {
        Some(match column {
            "consent" => &mut self.consent,
            "consent_at" => &mut self.consent_at,
            "wording" => &mut self.wording,
            "time_zone" => &mut self.time_zone,
            "country" => &mut self.country,
            "province" => &mut self.province,
            "zip" => &mut self.zip,
            _ => return None,
        })
    }
}

/// What a line says of a person. What it leaves out stays as it is.
#[derive(Debug)]
pub(super) struct Line {
    /// Its number in the file.
    pub(super) number: u64,
    /// Who.
    pub(super) phone: PhoneNumber,
    /// Yes or no, if it says so.
    pub(super) consent: Option<ConsentStatus>,
    /// Since when, if it says so.
    pub(super) consent_at: Option<Timestamp>,
    /// In which words, if it says so.
    pub(super) wording: Option<Wording>,
    /// An IANA zone, if it says so.
    pub(super) time_zone: Option<String>,
    /// An address, if it says so.
    pub(super) address: Option<Address>,
}

impl Line {
    /// Understands a line, or says what is wrong with it and what to do.
    pub(super) fn parse(
        number: u64,
        raw: &RawLine,
        settings: &StoreSettings,
        now: Timestamp,
    ) -> Result<Self, String> {
        let phone = PhoneNumber::parse(&raw.phone, &settings.country).map_err(
            |_| "The phone is not a valid number. Write it in international form, such as +14155552671.",
        )?;
        Ok(Self {
            number,
            phone,
            consent: consent(raw.consent.as_deref())?,
            consent_at: said(raw.consent_at.as_deref())
                .map(|text| moment(text, settings, now))
                .transpose()?,
            wording: said(raw.wording.as_deref()).map(wording).transpose()?,
            time_zone: said(raw.time_zone.as_deref()).map(time_zone).transpose()?,
            address: address(raw, settings),
        })
    }

    /// Whether it says where the person is.
    pub(super) const fn states_a_place(&self) -> bool {
        self.time_zone.is_some() || self.address.is_some()
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

fn time_zone(name: &str) -> Result<String, String> {
    if zone::is_known(name) {
        return Ok(name.to_owned());
    }
    Err("The time_zone is no IANA name. Use one such as America/New_York, or leave it out.".to_owned())
}

/// A province means something only in its country: the store's, where none is named.
fn address(raw: &RawLine, settings: &StoreSettings) -> Option<Address> {
    let [country, province, zip] =
        [&raw.country, &raw.province, &raw.zip].map(|field| said(field.as_deref()).map(str::to_owned));
    if country.is_none() && province.is_none() && zip.is_none() {
        return None;
    }
    let country = country.unwrap_or_else(|| settings.country.clone()).to_ascii_uppercase();
    Some(Address { country: Some(country), province, zip })
}
