//! One line of a list, parsed: what it says of a subscriber.

use jiff::{Timestamp, tz::TimeZone};

use super::{
    answer,
    columns::{Column, Columns},
    csv::Record,
    moment,
    refusal::{Refusal, RefusalReason},
};
use crate::{
    consent::{ConsentSource, ConsentStatus, Statement, Wording},
    phone::PhoneNumber,
    place::named_country,
    profile::{Profile, ProfileField},
    settings::StoreSettings,
};

/// What a line says of a subscriber. What it leaves out stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub phone: PhoneNumber,
    /// What it states of their consent, if anything.
    pub statement: Option<Statement>,
    /// Their time zone and address.
    pub profile: Profile,
    /// What of the line was not taken, and why.
    pub remark: Option<Refusal>,
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
    said_at: Result<Option<Timestamp>, Refusal>,
    wording: Result<Option<Wording>, Refusal>,
    profile: Result<Profile, Refusal>,
}

impl Line {
    /// Parses a line, or says what is wrong with it and what to do. Of a line that says no the phone is enough: an opt-out
    /// counts from now where its date cannot be read, and whatever else is wrong with the line.
    pub(super) fn parse(raw: RawLine<'_>, now: Timestamp) -> Result<Self, Refusal> {
        let phone = raw.phone().map_err(|problem| raw.problem().unwrap_or(problem))?;
        let status = raw.consent()?;
        let details = raw.details(now);
        let problem = raw.problem().or_else(|| details.problem());
        match problem {
            Some(problem) if status != Some(ConsentStatus::Unsubscribed) => Err(problem),
            problem => {
                let remark = problem.map(|problem| details.remark(&problem));
                let statement = status.map(|status| details.statement(status, now));
                let profile = details.profile.unwrap_or_default();
                Ok(Self { phone, statement, profile, remark })
            }
        }
    }

    /// Whether it says where the subscriber is.
    #[must_use]
    pub fn states_a_place(&self) -> bool {
        self.profile.states_a_place()
    }
}

impl<'a> RawLine<'a> {
    /// Takes a record of a list. Where it has more fields than the list has columns, nobody knows which is which.
    pub(super) fn of(
        columns: &'a Columns,
        record: &'a Record,
        settings: &'a StoreSettings,
    ) -> Result<Self, Refusal> {
        let (has, names) = (record.fields.len(), columns.count());
        if has > names {
            return Err(Refusal::new(
                RefusalReason::TooManyFields,
                format!(
                    "This line has {has} fields and the header row {names}. Put a field that holds the separator in double quotes."
                ),
            ));
        }
        Ok(Self { columns, record, settings })
    }

    /// A field; `None` where the list has no such column, the line ends before it, or it is blank.
    fn get(self, column: Column) -> Option<&'a str> {
        self.field(column).filter(|field| !field.is_empty())
    }

    /// A field, also a blank one; `None` where the line ends before it.
    fn field(self, column: Column) -> Option<&'a str> {
        Some(self.record.fields.get(self.columns.place(column)?)?.trim())
    }

    /// A phone without its country code is one of the line's country, else of the store's.
    fn phone(self) -> Result<PhoneNumber, Refusal> {
        let written = self.get(Column::Phone).ok_or_else(|| {
            Refusal::new(RefusalReason::NoPhone, "The line has no phone. Write it, or leave the line out.")
        })?;
        let country = named_country(self.get(Column::Profile(ProfileField::Country)));
        let country = country.as_deref().unwrap_or(&self.settings.country);
        PhoneNumber::parse(written, country).map_err(|_| {
            Refusal::new(
                RefusalReason::InvalidPhone,
                "The phone is not a valid number. Write it in international form, such as +14155552671.",
            )
        })
    }

    /// A list without the column is one of people who agreed. A line that ends before it says nothing, whatever a blank
    /// field means.
    fn consent(self) -> Result<Option<ConsentStatus>, Refusal> {
        let Some(question) = self.columns.question else { return Ok(Some(ConsentStatus::Subscribed)) };
        let Some(field) = self.field(Column::Consent) else { return Ok(None) };
        match answer::read(field, question, &self.columns.mapping)? {
            Some(ConsentStatus::Subscribed) => self.unless_opted_out().map(Some),
            other => Ok(other),
        }
    }

    /// Agreed, where no other column says that the person opted out. One that says something else, such as when, stands
    /// against it, and nobody knows which of the two is newer.
    fn unless_opted_out(self) -> Result<ConsentStatus, Refusal> {
        let field = |place: usize| self.record.fields.get(place).map(|field| field.trim());
        let opt_outs = self.columns.opt_outs().filter_map(|(place, name)| Some((field(place)?, name)));
        for (field, name) in opt_outs.filter(|(field, _)| !field.is_empty()) {
            match answer::flag(field) {
                Ok(Some(ConsentStatus::Unsubscribed)) => return Ok(ConsentStatus::Unsubscribed),
                Ok(_) => {}
                Err(()) => {
                    return Err(Refusal::new(
                        RefusalReason::TwoAnswers,
                        format!(
                            "The line says that the person agreed, and `{name}` that they opted out. Leave one of the two blank."
                        ),
                    ));
                }
            }
        }
        Ok(ConsentStatus::Subscribed)
    }

    fn problem(self) -> Option<Refusal> {
        let is_utf8 = self.record.is_utf8;
        let detail = "This line is not UTF-8. Save the file as CSV in UTF-8.";
        (!is_utf8).then(|| Refusal::new(RefusalReason::NotUtf8, detail))
    }

    fn details(self, now: Timestamp) -> Details {
        let said_at = self.get(Column::ConsentAt).map(|text| said_at(text, &self.zone(), now));
        Details {
            said_at: said_at.transpose(),
            wording: self.get(Column::Wording).map(wording).transpose(),
            profile: self.profile(),
        }
    }

    /// The clocks of a time that names no zone.
    fn zone(self) -> TimeZone {
        let store = || TimeZone::get(&self.settings.time_zone).unwrap_or(TimeZone::UTC);
        if self.columns.is_utc() { TimeZone::UTC } else { store() }
    }

    /// Whether it is about a further address of somebody who stands above.
    fn is_further_address(self) -> bool {
        let first = self.columns.first_row().map(|place| self.record.fields.get(place));
        first.is_some_and(|field| field.is_none_or(|field| field.trim().is_empty()))
    }

    /// The profile of the subscriber. An address without a country is taken to be in the store's.
    fn profile(self) -> Result<Profile, Refusal> {
        let mut profile = Profile::default();
        if self.is_further_address() {
            return Ok(profile);
        }
        for field in ProfileField::ALL {
            if let Some(value) = self.get(Column::Profile(field)) {
                profile.set(field, value);
            }
        }
        profile
            .checked(&self.settings.country)
            .map_err(|error| Refusal::new(RefusalReason::UnknownPlace, format!("{error}, or leave it out.")))
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

    /// What is said of an opt-out that was taken in spite of a problem with its line.
    fn remark(&self, problem: &Refusal) -> Refusal {
        let since = if self.said_at.is_err() { ", and counts from now" } else { "" };
        Refusal { detail: format!("The opt-out was taken{since}. {}", problem.detail), ..problem.clone() }
    }

    fn problem(&self) -> Option<Refusal> {
        let problems =
            [self.said_at.as_ref().err(), self.wording.as_ref().err(), self.profile.as_ref().err()];
        problems.into_iter().flatten().next().cloned()
    }
}

/// The time of a consent. One in the future is no time at which anybody agreed.
fn said_at(text: &str, zone: &TimeZone, now: Timestamp) -> Result<Timestamp, Refusal> {
    let at = moment::read(text, zone).ok_or_else(|| {
        let detail = "The consent_at is no time. Write it like 2026-03-31, or like 2026-03-31T09:00:00Z.";
        Refusal::new(RefusalReason::UnreadableTime, detail)
    })?;
    if at > now {
        let detail = "The consent_at is in the future. Write when the subscriber agreed, or leave it out.";
        return Err(Refusal::new(RefusalReason::FutureTime, detail));
    }
    Ok(at)
}

fn wording(text: &str) -> Result<Wording, Refusal> {
    Wording::parse(text).map_err(|_| {
        Refusal::new(
            RefusalReason::LongWording,
            "The wording is longer than 500 characters. Quote the sentence that the subscriber agreed to.",
        )
    })
}
