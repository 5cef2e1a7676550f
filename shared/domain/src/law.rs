//! Laws that forbid texts at some hours, or too many of them.
//!
//! They only ever narrow what a store's own settings allow. The rows are data with their sources and the day they
//! were last read; they are engineering's reading of them, not legal advice.

use std::{collections::BTreeSet, sync::LazyLock};

use jiff::{
    SignedDuration,
    civil::{Date, DateTime, Time, Weekday},
};
use serde::{Deserialize, Serialize};

use crate::{
    jurisdiction::Jurisdiction,
    quiet_hours::WallMinute,
    send_window::{self, Rule},
};

mod holidays;
#[cfg(test)]
mod tests;

/// What a law was written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// It covers texts. Always in force here.
    Text,
    /// It covers calls; whether a text is one is disputed. In force where a merchant chooses it.
    Voice,
}

/// Hours of a day in which messages may go: `from` is the first open minute, `to` the first that is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenHours {
    /// The first open minute.
    pub from: WallMinute,
    /// The first minute that is closed again; later than `from`.
    pub to: WallMinute,
}

/// A law's week. A day without hours is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Week {
    /// Monday to Friday.
    pub weekdays: OpenHours,
    /// Saturday.
    pub saturday: Option<OpenHours>,
    /// Sunday.
    pub sunday: Option<OpenHours>,
    /// Whether federal holidays are closed.
    #[serde(default)]
    pub closed_on_holidays: bool,
}

/// A law of a country, a state or a province.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Whose law it is: ISO 3166 (`US`) or 3166-2 (`US-TX`). One law each.
    pub jurisdiction: String,
    /// The jurisdiction's English name.
    pub name: String,
    /// What it was written for.
    pub basis: Basis,
    /// In force from this day on; absent where that is long past.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// When messages may go, by the customer's clock.
    pub week: Week,
    /// How many promotional messages a customer may get in any 24 hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_a_day: Option<u8>,
    /// Whether a customer is presumed to be there by the area code alone, wherever the address is.
    #[serde(default)]
    pub presumed_by_area_code: bool,
    /// Where it is written, and what is disputed about it.
    pub source: String,
    /// When that was last read.
    pub reviewed: Date,
}

static LAWS: LazyLock<Vec<Law>> =
    LazyLock::new(|| serde_json::from_str(include_str!("law/laws.json")).unwrap_or_default());

/// All laws known here, federal ones first.
#[must_use]
pub fn all() -> &'static [Law] {
    &LAWS
}

/// The laws that protect a customer who may be in any of `places`, and whose area code stands for `area_code`.
/// Of the laws about calls only those that were `chosen`, by jurisdiction.
pub fn protecting(
    places: &[Jurisdiction],
    area_code: &[Jurisdiction],
    chosen: &BTreeSet<String>,
) -> Vec<&'static Law> {
    let in_force = |law: &&Law| law.basis == Basis::Text || chosen.contains(&law.jurisdiction);
    let reaches = |law: &&Law| {
        places.iter().any(|place| law.governs(place))
            || law.presumed_by_area_code && area_code.iter().any(|place| law.governs(place))
    };
    LAWS.iter().filter(in_force).filter(reaches).collect()
}

impl Law {
    fn governs(&self, place: &Jurisdiction) -> bool {
        self.jurisdiction == place.as_str() || self.jurisdiction == place.country()
    }
}

impl Rule for Law {
    fn closes(&self, wall: DateTime) -> bool {
        let open = |hours: OpenHours| hours.from.0 <= wall.time() && wall.time() < hours.to.0;
        self.since.is_none_or(|since| wall.date() >= since)
            && !self.week.hours_of(wall.date()).is_some_and(open)
    }

    fn next_edge(&self, wall: Time) -> SignedDuration {
        send_window::soonest(wall, self.week.edges())
    }
}

impl Week {
    fn hours_of(&self, day: Date) -> Option<OpenHours> {
        if self.closed_on_holidays && holidays::is_federal(day) {
            return None;
        }
        match day.weekday() {
            Weekday::Saturday => self.saturday,
            Weekday::Sunday => self.sunday,
            _ => Some(self.weekdays),
        }
    }

    /// Every time at which some day opens or closes, and midnight, at which the day changes.
    fn edges(&self) -> impl Iterator<Item = Time> {
        let days = [Some(self.weekdays), self.saturday, self.sunday].into_iter().flatten();
        days.flat_map(|hours| [hours.from.0, hours.to.0]).chain([Time::midnight()])
    }
}
