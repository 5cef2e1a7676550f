//! One line of a list, parsed: what it says of a subscriber.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement, Wording},
    phone::PhoneNumber,
    place::named_country,
    profile::{Profile, ProfileField},
    settings::StoreSettings,
};

use super::{
    columns::{Column, Columns},
    csv::Record,
    stated_consent::{self, Question},
};

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
    /// What of the line was not taken, and why.
    pub(super) remark: Option<String>,
}

/// A line as it was sent.
#[derive(Clone, Copy)]
pub(super) struct RawLine<'a> {
    columns: &'a Columns,
    record: &'a Record,
    settings: &'a StoreSettings,
}

/// What a line says besides phone and consent, each part or why it cannot be taken.
struct Details {
    said_at: Result<Option<Timestamp>, String>,
    wording: Result<Option<Wording>, String>,
    profile: Result<Profile, String>,
}

impl Line {
    /// Parses a line, or says what is wrong with it and what to do. Of a line that says no the phone is enough: an opt-out
    /// counts from now where its date cannot be read, and whatever else is wrong with the line.
    pub(super) fn parse(raw: RawLine<'_>, now: Timestamp) -> Result<Self, String> {
        let phone = raw.phone().map_err(|problem| raw.problem().unwrap_or(problem))?;
        let status = raw.consent()?;
        let details = raw.details(now);
        let problem = raw.problem().or_else(|| details.problem());
        match problem {
            Some(problem) if status != Some(ConsentStatus::Unsubscribed) => Err(problem),
            problem => {
                let since = if details.said_at.is_err() { ", and counts from now" } else { "" };
                let remark = problem.map(|problem| format!("The opt-out was taken{since}. {problem}"));
                let statement = status.map(|status| details.statement(status, now));
                let profile = details.profile.unwrap_or_default();
                Ok(Self { number: raw.record.line, phone, statement, profile, remark })
            }
        }
    }

    /// Whether it says where the subscriber is.
    pub(super) fn states_a_place(&self) -> bool {
        self.profile.states_a_place()
    }
}

impl<'a> RawLine<'a> {
    /// Takes a record of a list. Where it has more fields than the list has columns, nobody knows which is which.
    pub(super) fn of(
        columns: &'a Columns,
        record: &'a Record,
        settings: &'a StoreSettings,
    ) -> Result<Self, String> {
        let (has, names) = (record.fields.len(), columns.count());
        if has > names {
            return Err(format!(
                "This line has {has} fields and the header row {names}. Put a field that holds the separator in double quotes."
            ));
        }
        Ok(Self { columns, record, settings })
    }

    /// A field; `None` where the list has no such column, the line ends before it, or it is blank.
    fn get(self, column: Column) -> Option<&'a str> {
        let field = self.record.fields.get(self.columns.place(column)?)?.trim();
        (!field.is_empty()).then_some(field)
    }

    /// A phone without its country code is one of the line's country, else of the store's.
    fn phone(self) -> Result<PhoneNumber, String> {
        let country = named_country(self.get(Column::Profile(ProfileField::Country)));
        let country = country.as_deref().unwrap_or(&self.settings.country);
        PhoneNumber::parse(self.get(Column::Phone).unwrap_or_default(), country).map_err(|_| {
            "The phone is not a valid number. Write it in international form, such as +14155552671."
                .to_owned()
        })
    }

    /// A list without the column is one of people who agreed. A blank field in it, and a line that ends before it, say
    /// nothing.
    fn consent(self) -> Result<Option<ConsentStatus>, String> {
        let Some(question) = self.columns.question else { return Ok(Some(ConsentStatus::Subscribed)) };
        match stated_consent::read(self.get(Column::Consent).unwrap_or_default(), question)? {
            Some(ConsentStatus::Subscribed) => self.unless_opted_out().map(Some),
            other => Ok(other),
        }
    }

    /// Agreed, where no other column says that the person opted out. One that says something else, such as when, stands
    /// against it, and nobody knows which of the two is newer.
    fn unless_opted_out(self) -> Result<ConsentStatus, String> {
        for (place, name) in self.columns.opt_outs() {
            let field = self.record.fields.get(place).map_or("", |field| field.trim());
            match stated_consent::read(field, Question::OptOut) {
                Ok(Some(ConsentStatus::Unsubscribed)) => return Ok(ConsentStatus::Unsubscribed),
                Ok(_) => {}
                Err(_) => {
                    return Err(format!(
                        "The line says that the person agreed, and `{name}` that they opted out. Leave one of the two blank."
                    ));
                }
            }
        }
        Ok(ConsentStatus::Subscribed)
    }

    fn problem(self) -> Option<String> {
        let is_utf8 = self.record.is_utf8;
        (!is_utf8).then(|| "This line is not UTF-8. Save the file as CSV in UTF-8.".to_owned())
    }

    fn details(self, now: Timestamp) -> Details {
        let said_at = self.get(Column::ConsentAt).map(|text| moment(text, self.settings, now));
        Details {
            said_at: said_at.transpose(),
            wording: self.get(Column::Wording).map(wording).transpose(),
            profile: self.profile(),
        }
    }

    /// The profile of the subscriber. An address without a country is taken to be in the store's.
    fn profile(self) -> Result<Profile, String> {
        let mut profile = Profile::default();
        for field in ProfileField::ALL {
            if let Some(value) = self.get(Column::Profile(field)) {
                profile.set(field, value);
            }
        }
        profile.checked(&self.settings.country).map_err(|error| format!("{error}, or leave it out."))
    }
}

impl Details {
    fn statement(&self, status: ConsentStatus, now: Timestamp) -> Statement {
        Statement {
            status,
            source: ConsentSource::Import,
            said_at: self.said_at.as_ref().ok().copied().flatten(),
            entered_at: now,
            confirmed: false,
            wording: self.wording.as_ref().ok().cloned().flatten(),
        }
    }

    fn problem(&self) -> Option<String> {
        let problems =
            [self.said_at.as_ref().err(), self.wording.as_ref().err(), self.profile.as_ref().err()];
        problems.into_iter().flatten().next().cloned()
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
            "The consent_at is in the future. Write when the subscriber agreed, or leave it out.".to_owned()
        );
    }
    Ok(at)
}

fn wording(text: &str) -> Result<Wording, String> {
    Wording::parse(text).map_err(|_| {
        "The wording is longer than 500 characters. Quote the sentence that the subscriber agreed to."
            .to_owned()
    })
}
