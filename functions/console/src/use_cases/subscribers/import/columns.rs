//! What the columns of a list are, by the names that spreadsheets and other tools give them.
//!
//! A list without a word of consent is one of people who agreed. So a column that may be that word, and is not understood,
//! refuses the whole list: nobody is subscribed by a column that said no.

mod names;

use std::collections::BTreeSet;

use rechime_domain::profile::ProfileField;

use self::names::{CONSENT, MAY_BE_CONSENT, NAMES, OPT_OUT};
use super::stated_consent::{self, Question};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Phone,
    Consent,
    ConsentAt,
    Wording,
    Profile(ProfileField),
}

/// Why the columns of a list cannot be used, and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UnusableColumns {
    #[error("Begin the file with a header row that has a column `phone`; it has {0}.")]
    NoPhones(String),
    #[error("The header row names `{0}` twice; keep one of the two columns.")]
    Twice(String),
    #[error("The file has no column `{name}`, which `?consent=` names. Its columns are {all}.")]
    NoSuchColumn { name: String, all: String },
    #[error(
        "These columns may say who agreed to texts: {suspects}. Name the right one `consent`, or send the file with \
         `?consent=<column>`; its values are subscribed or yes, unsubscribed or no, or blank. If none of them says it, add a \
         column `consent`. Nothing was saved. The file's columns are {all}."
    )]
    MayBeConsent { suspects: String, all: String },
}

/// The columns of a list.
#[derive(Debug)]
pub(super) struct Columns {
    names: Vec<String>,
    places: Vec<(Column, usize)>,
    /// What the column of consent asks; absent where the list has none.
    pub(super) question: Option<Question>,
}

impl Columns {
    /// Reads a header. `consent` is the column that the merchant says is the consent.
    pub(super) fn read(header: &[String], consent: Option<&str>) -> Result<Self, UnusableColumns> {
        let plain_names: Vec<_> = header.iter().map(|name| plain(name)).collect();
        let mut columns = Self { names: header.to_vec(), places: Vec::new(), question: None };
        for (column, names) in NAMES {
            columns.places.extend(place_of(&plain_names, names)?.map(|place| (column, place)));
        }
        if columns.place(Column::Phone).is_none() {
            return Err(UnusableColumns::NoPhones(columns.all()));
        }
        columns.find_consent(&plain_names, consent)?;
        Ok(columns)
    }

    fn find_consent(&mut self, names: &[String], stated: Option<&str>) -> Result<(), UnusableColumns> {
        let found = match stated {
            Some(name) => Some(self.stated_consent(names, name)?),
            None => self.known_consent(names)?,
        };
        self.question = found.map(|(_, question)| question);
        self.places.extend(found.map(|(place, _)| (Column::Consent, place)));
        Ok(())
    }

    fn stated_consent(&self, names: &[String], name: &str) -> Result<(usize, Question), UnusableColumns> {
        let place = names.iter().position(|other| *other == plain(name));
        let missing = || UnusableColumns::NoSuchColumn { name: name.to_owned(), all: self.all() };
        let known = CONSENT.iter().find(|(known, _)| *known == plain(name)).map(|(_, question)| *question);
        let asked = || if asks_to_opt_out(&plain(name)) { Question::OptOut } else { Question::Consent };
        Ok((place.ok_or_else(missing)?, known.unwrap_or_else(asked)))
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
            let is_one = stated_consent::is_plain(value) || has_no_name(place) && !value.is_empty();
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
        let consent = self.place(Column::Consent);
        let named = self.names.iter().map(String::as_str).enumerate();
        named.filter(move |(place, name)| Some(*place) != consent && asks_to_opt_out(&plain(name)))
    }

    /// The place of a column in each row.
    pub(super) fn place(&self, column: Column) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == column).map(|(_, place)| *place)
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

/// The place of the first of some names; an error where that one stands twice.
fn place_of(header: &[String], names: &[&str]) -> Result<Option<usize>, UnusableColumns> {
    let Some(name) = names.iter().find(|name| header.iter().any(|other| other == *name)) else {
        return Ok(None);
    };
    let mut places = header.iter().enumerate().filter(|(_, other)| other == name).map(|(place, _)| place);
    let first = places.next();
    if places.next().is_some() { Err(UnusableColumns::Twice((*name).to_owned())) } else { Ok(first) }
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
