//! What the columns of a list are, by the names that spreadsheets and other tools give them.
//!
//! A list without a word of consent is one of people who agreed. So a column that may be that word, and is not understood,
//! refuses the whole list: nobody is subscribed by a column that said no.

mod names;

use std::collections::BTreeSet;

use serde::Serialize;

use self::names::{CONSENT, MAY_BE_CONSENT, NAMES, OPT_OUT, TIME};
use super::{
    answer::{self, Question},
    format::Format,
    mapping::{Mapping, is_named},
};
use crate::profile::ProfileField;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Phone,
    Consent,
    ConsentAt,
    Wording,
    Profile(ProfileField),
}

/// A column of a file, and what it is read as; `None` if it is left alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadColumn {
    /// Its name in the file.
    pub column: String,
    /// `phone`, `consent`, `consent_at`, `wording`, `opt_out`, or a field of the profile.
    pub read_as: Option<&'static str>,
}

/// The most columns of a list. Exports of shops and tools have some hundred at most.
const MOST_COLUMNS: usize = 1_000;

/// The most bytes of all their names together: they are kept with the import, and errors name them.
const MOST_BYTES_OF_NAMES: usize = 30_000;

/// Why the columns of a list cannot be used, and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnusableColumns {
    /// There are more of them, or longer names, than any list has.
    #[error(
        "The list has {columns} columns with {bytes} bytes of names; {MOST_COLUMNS} and {MOST_BYTES_OF_NAMES} are the most. Keep \
         the columns that are needed. If it is a CSV file without a header row, begin it with one."
    )]
    TooMany {
        /// How many columns, as far as they were counted.
        columns: usize,
        /// How long their names are together.
        bytes: usize,
    },
    /// There is no column of phones.
    #[error(
        "Begin the file with a header row that has a column `phone`, or say which one it is with `phone_column`; it has {0}."
    )]
    NoPhones(String),
    /// A column stands twice.
    #[error("The header row names `{0}` twice; keep one of the two columns.")]
    Twice(String),
    /// The merchant names a column that is not there.
    #[error("The file has no column `{name}`, which `{parameter}` names. Its columns are {all}.")]
    NoSuchColumn {
        /// Which of the merchant's words names it.
        parameter: &'static str,
        /// The column.
        name: String,
        /// Those that there are.
        all: String,
    },
    /// Columns that may say who agreed, and are not understood.
    #[error(
        "These columns may say who agreed to texts: {suspects}. Say which one it is with `consent_column=<column>`, and if its \
         values are not subscribed or yes, unsubscribed or no, or blank, which of them mean what, with \
         `subscribed=<values>` and `unsubscribed=<values>`. If none of them says it, add a column `consent`. Nothing was saved. \
         The file's columns are {all}."
    )]
    MayBeConsent {
        /// These columns.
        suspects: String,
        /// Those that there are.
        all: String,
    },
    /// A value that is said to mean both.
    #[error("The value `{0}` cannot mean both subscribed and unsubscribed.")]
    BothMeanings(String),
    /// Values, and no column that has them.
    #[error("Say with `consent_column` which column has these values. The file's columns are {0}.")]
    ValuesOfNoColumn(String),
}

/// The columns of a list.
#[derive(Debug)]
pub(super) struct Columns {
    names: Vec<String>,
    places: Vec<(Column, usize)>,
    /// Those beside that of consent which ask who does not want texts.
    opt_outs: BTreeSet<usize>,
    format: Option<&'static Format>,
    /// The question of the consent column, if the list has one.
    pub(super) question: Option<Question>,
    /// What the merchant says of its values.
    pub(super) mapping: Mapping,
}

impl Columns {
    /// Reads a header. What the merchant says of it counts before what is known of other tools, and that before the names
    /// of the columns.
    pub(super) fn read(header: &[String], mapping: &Mapping) -> Result<Self, UnusableColumns> {
        ensure_not_too_many(header)?;
        let plain_names: Vec<_> = header.iter().map(|name| plain(name)).collect();
        let (names, mapping) = (header.to_vec(), mapping.clone());
        let mut columns = Self {
            names,
            places: Vec::new(),
            opt_outs: BTreeSet::new(),
            format: None,
            question: None,
            mapping,
        };
        if let Some(value) = columns.mapping.contradiction() {
            return Err(UnusableColumns::BothMeanings(value.to_owned()));
        }
        columns.find_stated()?;
        columns.find_format();
        // Where a tool's columns are known, another that only sounds like one of them is not taken for it.
        let names =
            if columns.format.is_some_and(|format| !format.columns.is_empty()) { &[] } else { &NAMES[..] };
        for (column, names) in names {
            if columns.place(*column).is_none() {
                columns.places.extend(place_of(&plain_names, names)?.map(|place| (*column, place)));
            }
        }
        if columns.place(Column::Phone).is_none() {
            return Err(UnusableColumns::NoPhones(columns.all()));
        }
        columns.find_consent(&plain_names)?;
        if columns.question.is_none() && columns.mapping.has_values() {
            return Err(UnusableColumns::ValuesOfNoColumn(columns.all()));
        }
        columns.find_opt_outs(&plain_names);
        Ok(columns)
    }

    /// The columns that the merchant names.
    fn find_stated(&mut self) -> Result<(), UnusableColumns> {
        let Mapping { phone_column, consent_at_column, .. } = &self.mapping;
        let phone = self.stated("phone_column", phone_column.as_deref())?;
        let since = self.stated("consent_at_column", consent_at_column.as_deref())?;
        self.places.extend(phone.map(|place| (Column::Phone, place)));
        self.places.extend(since.map(|place| (Column::ConsentAt, place)));
        Ok(())
    }

    fn stated(&self, parameter: &'static str, name: Option<&str>) -> Result<Option<usize>, UnusableColumns> {
        let Some(name) = name else { return Ok(None) };
        let place = self
            .place_named(name.trim())
            .or_else(|| self.names.iter().position(|column| is_named(column, name)));
        let missing = || UnusableColumns::NoSuchColumn { parameter, name: name.to_owned(), all: self.all() };
        place.map(Some).ok_or_else(missing)
    }

    /// The columns of the tool whose export it is.
    fn find_format(&mut self) {
        self.format = Format::of(&self.names);
        for (column, name) in self.format.map_or(&[][..], |format| format.columns) {
            if self.place(*column).is_none() {
                self.places.extend(self.place_named(name).map(|place| (*column, place)));
            }
        }
    }

    fn place_named(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|column| column.trim() == name)
    }

    fn find_consent(&mut self, names: &[String]) -> Result<(), UnusableColumns> {
        let stated = self.stated("consent_column", self.mapping.consent_column.as_deref())?;
        let of_format = || self.format.and_then(|it| Some((self.place_named(it.consent.0)?, it.consent.1)));
        let found = match stated {
            Some(place) => Some((place, question_of(names.get(place).map_or("", String::as_str)))),
            None => of_format().map_or_else(|| self.known_consent(names), |it| Ok(Some(it)))?,
        };
        self.question = found.map(|(_, question)| question);
        if let Some((place, Question::OptOutAt | Question::ConsentAt)) = found
            && self.mapping.consent_at_column.is_none()
        {
            self.places.retain(|(column, _)| *column != Column::ConsentAt);
            self.places.push((Column::ConsentAt, place));
        }
        self.places.extend(found.map(|(place, _)| (Column::Consent, place)));
        Ok(())
    }

    /// Our own name counts before all others. Of several others nobody knows which one it is.
    fn known_consent(&self, names: &[String]) -> Result<Option<(usize, Question)>, UnusableColumns> {
        let known = CONSENT.iter().filter_map(|(name, question)| {
            place_of(names, &[name]).map(|place| place.map(|place| (place, *question))).transpose()
        });
        let known: Vec<_> = known.collect::<Result<_, _>>()?;
        match known.as_slice() {
            [] => {
                let suspects: Vec<_> =
                    (0..names.len()).filter(|place| self.is_suspect(names, *place)).collect();
                if suspects.is_empty() { Ok(None) } else { Err(self.may_be_consent(&suspects)) }
            }
            [(place, question), rest @ ..]
                if rest.is_empty() || names.get(*place).is_some_and(|it| it == "consent") =>
            {
                Ok(Some((*place, *question)))
            }
            several => Err(self.may_be_consent(&several.iter().map(|(place, _)| *place).collect::<Vec<_>>())),
        }
    }

    fn find_opt_outs(&mut self, names: &[String]) {
        let consent = self.place(Column::Consent);
        let asking = names.iter().enumerate().filter(|(_, name)| asks_to_opt_out(name));
        self.opt_outs = asking.map(|(place, _)| place).filter(|place| Some(*place) != consent).collect();
    }

    fn is_suspect(&self, names: &[String], place: usize) -> bool {
        let is_known =
            self.places.iter().any(|(column, known)| *known == place && *column != Column::ConsentAt);
        let is_ours = names.get(place).is_some_and(|name| name == "consent_at");
        let sounds_like_it =
            || names.get(place).is_some_and(|name| MAY_BE_CONSENT.iter().any(|word| name.contains(word)));
        !is_known && !is_ours && sounds_like_it()
    }

    /// Refuses a list that names no consent, but says `unsubscribed` in any column, or anything in one without a name.
    pub(super) fn check_values<'a>(
        &self,
        rows: impl Iterator<Item = &'a [String]>,
    ) -> Result<(), UnusableColumns> {
        if self.question.is_some() {
            return Ok(());
        }
        let has_no_name = |place: usize| self.names.get(place).is_some_and(String::is_empty);
        let may_be_consent = |(place, value): (usize, &'a String)| {
            let is_one = answer::is_plain(value) || has_no_name(place) && !value.is_empty();
            is_one.then_some(place)
        };
        let suspects: BTreeSet<_> =
            rows.flat_map(|row| row.iter().enumerate().filter_map(may_be_consent)).collect();
        if suspects.is_empty() {
            Ok(())
        } else {
            Err(self.may_be_consent(&suspects.into_iter().collect::<Vec<_>>()))
        }
    }

    /// The columns beside that of consent which ask who does not want texts, with their names.
    pub(super) fn opt_outs(&self) -> impl Iterator<Item = (usize, &str)> {
        self.opt_outs.iter().filter_map(|place| Some((*place, self.names.get(*place)?.as_str())))
    }

    /// The place of a column in each row.
    pub(super) fn place(&self, column: Column) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == column).map(|(_, place)| *place)
    }

    /// The tool whose export the list is.
    pub(super) fn format(&self) -> Option<&'static str> {
        self.format.map(|format| format.name)
    }

    /// Whether no column says who agreed.
    pub(super) const fn everybody_agreed(&self) -> bool {
        self.question.is_none()
    }

    /// The column that is filled in on the first row of each person, where the tool writes several.
    pub(super) fn first_row(&self) -> Option<usize> {
        self.format.and_then(|format| self.place_named(format.first_row?))
    }

    /// Whether a time without a zone is one of UTC.
    pub(super) fn is_utc(&self) -> bool {
        let names_utc = || {
            let name = self.place(Column::ConsentAt).and_then(|place| self.names.get(place));
            name.is_some_and(|name| plain(name).ends_with("_utc"))
        };
        self.format.is_some_and(|format| format.is_utc) || names_utc()
    }

    /// What each column is read as.
    pub(super) fn read_columns(&self) -> Vec<ReadColumn> {
        let read_as = |place: usize| {
            let known = self.places.iter().rev().find(|(_, known)| *known == place);
            let is_opt_out = || self.opt_outs.contains(&place);
            known.map(|(column, _)| column.name()).or_else(|| is_opt_out().then_some("opt_out"))
        };
        let columns = self.names.iter().enumerate();
        columns.map(|(place, name)| ReadColumn { column: name.clone(), read_as: read_as(place) }).collect()
    }

    /// How many there are.
    pub(super) const fn count(&self) -> usize {
        self.names.len()
    }

    /// The first column that is not used.
    pub(super) fn unused(&self) -> Option<&str> {
        let is_unused = |place: &usize| !self.places.iter().any(|(_, known)| known == place);
        self.names.get((0..self.names.len()).find(is_unused)?).map(String::as_str)
    }

    fn may_be_consent(&self, suspects: &[usize]) -> UnusableColumns {
        let quoted = |place: &usize| match self.names.get(*place).map(String::as_str) {
            None | Some("") => format!("column {}, which has no name", place + 1),
            Some(name) => format!("`{name}`"),
        };
        let names = suspects.iter().map(quoted);
        UnusableColumns::MayBeConsent { suspects: names.collect::<Vec<_>>().join(", "), all: self.all() }
    }

    fn all(&self) -> String {
        self.names.join(", ")
    }
}

/// Refuses a header before anything is done for each of its columns.
pub(super) fn ensure_not_too_many(names: &[String]) -> Result<(), UnusableColumns> {
    let (columns, bytes) = (names.len(), names.iter().map(String::len).sum());
    if columns > MOST_COLUMNS || bytes > MOST_BYTES_OF_NAMES {
        return Err(UnusableColumns::TooMany { columns, bytes });
    }
    Ok(())
}

/// The place of the first of some names; an error where that one stands twice.
fn place_of(header: &[String], names: &[&str]) -> Result<Option<usize>, UnusableColumns> {
    let Some(name) = names.iter().find(|name| header.iter().any(|other| other == *name)) else {
        return Ok(None);
    };
    let mut places = header.iter().enumerate().filter(|(_, other)| other == name).map(|(place, _)| place);
    let first = places.next();
    if places.next().is_some() { Err(UnusableColumns::Twice((*name).to_owned())) } else { Ok(first) }
}

/// The question of a column that the merchant names, by its name.
fn question_of(name: &str) -> Question {
    let known = CONSENT.iter().find(|(known, _)| *known == name).map(|(_, question)| *question);
    let is_time = || TIME.iter().any(|word| name.ends_with(word));
    known.unwrap_or_else(|| match asks_to_opt_out(name) {
        true if is_time() => Question::OptOutAt,
        true => Question::OptOut,
        false => Question::Consent,
    })
}

impl Column {
    const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Consent => "consent",
            Self::ConsentAt => "consent_at",
            Self::Wording => "wording",
            Self::Profile(field) => field.name(),
        }
    }
}

fn asks_to_opt_out(name: &str) -> bool {
    !name.contains("mail") && OPT_OUT.iter().any(|word| name.contains(word))
}

/// A name as spreadsheets vary it: `SMS Marketing: Status` is `sms_marketing_status`.
pub(super) fn plain(name: &str) -> String {
    let name = name.to_lowercase();
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_")
}
