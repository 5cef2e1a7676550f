//! What a store knows of a subscriber besides consent: the attributes that a merchant states or imports, and that
//! conditions may ask about.
//!
//! Another attribute is a field of [`Profile`] and one of [`ProfileField`]; the compiler then asks for the rest. The
//! table, the API, imports and conditions take it from here.

use serde::{Deserialize, Serialize};

use crate::{place::Address, zone};

/// What a store's own list says of a subscriber.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Profile {
    /// IANA zone stated by the subscriber or the merchant: the strongest evidence.
    pub time_zone: Option<String>,
    /// Address.
    pub address: Address,
}

/// A field of a profile by its name: the column of a list, the field of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileField {
    /// The address's country (ISO 3166).
    Country,
    /// The address's state or province.
    Province,
    /// The address's postal code.
    Zip,
    /// The stated time zone.
    TimeZone,
}

/// The longest value of a field, in characters. The longest name of a state or a zone has half of it.
const LONGEST: usize = 100;

/// Why a profile cannot be kept, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// No such zone.
    #[error("`{0}` is no IANA time zone; use a name such as America/New_York")]
    TimeZone(String),
    /// No such country.
    #[error("`{0}` is no country; use its code of two letters (ISO 3166) such as US, or its name")]
    Country(String),
    /// More than any such field has.
    #[error("`{}` has at most {LONGEST} characters; shorten it", .0.name())]
    TooLong(ProfileField),
}

impl ProfileField {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Country, Self::Province, Self::Zip, Self::TimeZone];

    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Province => "province",
            Self::Zip => "zip",
            Self::TimeZone => "time_zone",
        }
    }

    /// The field of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

impl Profile {
    /// The value of a field.
    #[must_use]
    pub fn get(&self, field: ProfileField) -> Option<&str> {
        let Self { time_zone, address: Address { country, province, zip } } = self;
        match field {
            ProfileField::Country => country.as_deref(),
            ProfileField::Province => province.as_deref(),
            ProfileField::Zip => zip.as_deref(),
            ProfileField::TimeZone => time_zone.as_deref(),
        }
    }

    /// Gives a field a value.
    pub fn set(&mut self, field: ProfileField, value: &str) {
        let value = Some(value.to_owned());
        match field {
            ProfileField::Country => self.address.country = value,
            ProfileField::Province => self.address.province = value,
            ProfileField::Zip => self.address.zip = value,
            ProfileField::TimeZone => self.time_zone = value,
        }
    }

    /// The profile as it is kept: checked, with country and state as codes. An address without a country is one of
    /// `home`, the store's country.
    pub fn checked(self, home: &str) -> Result<Self, ProfileError> {
        let is_long =
            |field: &ProfileField| self.get(*field).is_some_and(|text| text.chars().count() > LONGEST);
        if let Some(field) = ProfileField::ALL.into_iter().find(is_long) {
            return Err(ProfileError::TooLong(field));
        }
        let Self { time_zone, address } = self;
        if let Some(unknown) = time_zone.as_ref().filter(|name| !zone::is_known(name)) {
            return Err(ProfileError::TimeZone(unknown.clone()));
        }
        let home = (address != Address::default()).then_some(home);
        let country = address.country.as_deref().filter(|text| !text.trim().is_empty()).or(home);
        let address = Address::read(country, address.province.as_deref(), address.zip.as_deref());
        match address.country.as_ref().filter(|_| address.names_no_known_country()) {
            Some(unknown) => Err(ProfileError::Country(unknown.clone())),
            None => Ok(Self { time_zone, address }),
        }
    }

    /// What `self` says, and where it says nothing what `known` says. An address counts as a whole.
    #[must_use]
    pub fn filled_from(self, known: &Self) -> Self {
        let Self { time_zone, address } = self;
        Self {
            time_zone: time_zone.or_else(|| known.time_zone.clone()),
            address: if address == Address::default() { known.address.clone() } else { address },
        }
    }

    /// Whether it says where the subscriber is, by which hours and laws are found.
    #[must_use]
    pub fn states_a_place(&self) -> bool {
        self.time_zone.is_some() || self.address != Address::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_set_and_read_by_its_name() {
        for field in ProfileField::ALL {
            assert_eq!(ProfileField::named(field.name()), Some(field));
            let mut profile = Profile::default();
            profile.set(field, "x");
            let values = ProfileField::ALL.map(|other| profile.get(other));
            assert_eq!(values.iter().flatten().count(), 1);
            assert_eq!(profile.get(field), Some("x"));
        }
        assert_eq!(ProfileField::named("consent"), None);
    }

    #[test]
    fn what_is_left_out_stays_and_an_address_is_replaced_whole() {
        let address = |province: &str| Address { province: Some(province.to_owned()), ..Address::default() };
        let known = Profile { time_zone: Some("UTC".to_owned()), address: address("CO") };
        assert_eq!(Profile::default().filled_from(&known), known);
        let moved = Profile { time_zone: None, address: address("NY") };
        assert_eq!(moved.filled_from(&known), Profile { address: address("NY"), ..known.clone() });
    }

    #[test]
    fn a_zone_that_does_not_exist_is_refused() {
        let profile = Profile { time_zone: Some("Mars/Olympus".to_owned()), ..Profile::default() };
        insta::assert_snapshot!(profile.checked("US").unwrap_err(), @"`Mars/Olympus` is no IANA time zone; use a name such as America/New_York");
    }

    #[test]
    fn a_field_that_would_not_fit_the_table_is_refused() {
        for field in ProfileField::ALL {
            let mut profile = Profile::default();
            profile.set(field, &"x".repeat(500_000));
            assert_eq!(profile.checked("US"), Err(ProfileError::TooLong(field)));
        }
    }

    #[test]
    fn country_and_state_are_kept_as_their_codes() {
        let of = |country: &str, province: &str| {
            let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let address = Address { country: text(country), province: text(province), zip: None };
            let checked = Profile { address, ..Profile::default() }.checked("CA");
            checked.map(|Profile { address, .. }| {
                [address.country, address.province].map(Option::unwrap_or_default)
            })
        };
        let kept = |country: &str, province: &str| Ok([country.to_owned(), province.to_owned()]);
        assert_eq!(of(" us ", "Hawaii"), kept("US", "HI"));
        assert_eq!(of("United Kingdom", "Kent"), kept("GB", "Kent"));
        assert_eq!(of("", "Québec"), kept("CA", "QC"), "the store's country");
        assert_eq!(of("", ""), kept("", ""));
        insta::assert_snapshot!(of("Atlantis", "").unwrap_err(), @"`Atlantis` is no country; use its code of two letters (ISO 3166) such as US, or its name");
    }
}
