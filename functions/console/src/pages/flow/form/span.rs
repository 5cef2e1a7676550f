//! Time spans as they are typed.

use crate::{
    pages::fields::{Faults, Fields},
    words::EN,
};

/// A time span as number and unit.
#[derive(Clone, Debug, Default)]
pub(in crate::pages::flow) struct Span {
    pub(in crate::pages::flow) amount: String,
    pub(in crate::pages::flow) unit: Unit,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::pages::flow) enum Unit {
    #[default]
    Minutes,
    Hours,
    Days,
}

impl Unit {
    pub(in crate::pages::flow) const ALL: [Self; 3] = [Self::Minutes, Self::Hours, Self::Days];

    pub(in crate::pages::flow) const fn key(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }

    const fn minutes(self) -> u32 {
        match self {
            Self::Minutes => 1,
            Self::Hours => 60,
            Self::Days => 24 * 60,
        }
    }
}

impl Span {
    /// In the largest unit that leaves no rest.
    pub(in crate::pages::flow) fn of(minutes: u32) -> Self {
        let fits = |unit: &Unit| minutes > 0 && minutes.is_multiple_of(unit.minutes());
        let unit = Unit::ALL.into_iter().rev().find(fits).unwrap_or_default();
        Self { amount: (minutes / unit.minutes()).to_string(), unit }
    }

    pub(in crate::pages::flow) fn read(fields: &Fields, name: &str) -> Self {
        let unit = fields.get(&format!("{name}.unit"));
        let unit = Unit::ALL.into_iter().find(|known| Some(known.key()) == unit).unwrap_or_default();
        Self { amount: fields.text(name).trim().to_owned(), unit }
    }

    pub(in crate::pages::flow) fn put(&self, name: &str, put: &mut impl FnMut(String, &str)) {
        put(name.to_owned(), &self.amount);
        put(format!("{name}.unit"), self.unit.key());
    }

    /// In minutes; `None` if it is blank. What is no number is a fault.
    pub(in crate::pages::flow) fn minutes(&self, field: &str, faults: &mut Faults) -> Option<u32> {
        if self.amount.is_empty() {
            return None;
        }
        let minutes = self.amount.parse::<u32>().ok().and_then(|n| n.checked_mul(self.unit.minutes()));
        if minutes.is_none() {
            faults.add(field, EN.faults.whole_number);
        }
        minutes
    }
}
