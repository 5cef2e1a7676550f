//! Tests of whose law may protect a customer.

use std::collections::{BTreeSet, HashSet};

use super::{
    table::{AREA_CODES, NAMES, POSTAL_CODES},
    *,
};

/// A toll-free number, which tells no place.
const NOWHERE: &str = "+18005550199";

fn phone(e164: &str) -> PhoneNumber {
    PhoneNumber::from_e164(e164).unwrap()
}

/// `"US"`, `"US TX"` or `"US TX 79901"`.
fn address(text: &str) -> Address {
    let mut parts = text.split_whitespace().map(|part| part.replace('_', " "));
    Address { country: parts.next(), province: parts.next(), zip: parts.next() }
}

/// The answer in words; more than three candidates by their number and countries.
fn found(place: &str, number: &str) -> String {
    let JurisdictionEvidence { candidates, source } = locate(&address(place), &phone(number));
    let codes: Vec<_> = candidates.iter().map(ToString::to_string).collect();
    let countries: BTreeSet<_> = candidates.iter().map(|state| state.country()).collect();
    match codes.len() {
        0..=3 => format!("{source:?}: {}", codes.join(" ")),
        many => format!("{source:?}: {many} of {countries:?}"),
    }
}

#[test]
fn the_best_evidence_wins() {
    let cases = [
        found("US TX 75201", "+12125552671"),
        found("US - 06390", "+12125552671"),
        found("US Atlantis", "+14075552671"),
        found("US", "+14165552671"),
        found("US", "+447911123456"),
        found("CA", NOWHERE),
        found("GB Kent ME1", "+14075552671"),
        found("GB Kent ME1", NOWHERE),
        found("PR", NOWHERE),
        found("Atlantis", "+14075552671"),
        found("Atlantis", NOWHERE),
        found("US AE 09012", "+14075552671"),
        found("", "+12015552671"),
        found("", "+12425552671"),
        found("", "+447911123456"),
        found("", NOWHERE),
    ];
    insta::assert_snapshot!(cases.join("\n"), @r#"
    Address: US-TX
    Address: US-CT US-NY
    AreaCode: US-FL
    Address: 59 of {"US"}
    Address: 59 of {"US"}
    Address: 13 of {"CA"}
    AreaCode: US-FL
    Address: 
    Address: US-PR
    AreaCode: US-FL
    Nothing: 72 of {"CA", "US"}
    AreaCode: US-FL
    AreaCode: US-NJ US-NY
    AreaCode: 
    AreaCode: 
    Nothing: 72 of {"CA", "US"}
    "#);
}

#[test]
fn a_state_is_understood_however_it_is_spelled() {
    let cases = [
        ("US tx", "US-TX"),
        ("us Texas", "US-TX"),
        ("US NEW_HAMPSHIRE", "US-NH"),
        ("US District_Of_Columbia", "US-DC"),
        ("US U.S._Virgin_Islands", "US-VI"),
        ("US N.Y.", "US-NY"),
        ("US US-NY", "US-NY"),
        ("US Hawai‘i", "US-HI"),
        ("US Washington,_D.C.", "US-DC"),
        ("CA QUÉBEC", "CA-QC"),
        ("CA Newfoundland_&_Labrador", "CA-NL"),
        ("CA Ile_du_Prince_Edouard", "CA-PE"),
        ("CA newfoundland_and_labrador", "CA-NL"),
        ("CA CA V5K0A1", "CA-BC"),
        ("CA Atlantis x0a", "CA-NT CA-NU"),
        ("gu", "US-GU"),
    ];
    for (place, codes) in cases {
        assert_eq!(found(place, NOWHERE), format!("Address: {codes}"), "{place}");
    }
}

#[test]
fn an_area_code_has_its_state_and_so_has_its_overlay() {
    let cases = [
        ("+12395552671", "US-FL"),
        ("+14485552671", "US-FL"),
        ("+15725552671", "US-OK"),
        ("+19305552671", "US-IN"),
        ("+17825552671", "CA-NS CA-PE"),
        ("+18675552671", "CA-NT CA-YT CA-NU"),
        ("+17875552671", "US-PR"),
        ("+12425552671", ""),
        (NOWHERE, ""),
        ("+4522222222", ""),
    ];
    for (number, codes) in cases {
        let states = of_area_code(&phone(number));
        assert_eq!(
            states.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(" "),
            codes,
            "{number}"
        );
    }
}

#[test]
fn every_table_names_known_jurisdictions_and_no_key_twice() {
    for table in [&NAMES, &AREA_CODES, &POSTAL_CODES] {
        let mut keys = HashSet::new();
        for (key, codes) in table.rows() {
            assert!(keys.insert(key) && table.find(key).is_some(), "{key}");
            let known = |code: &str| Jurisdiction::all().iter().any(|state| state.as_str() == code);
            assert!(codes.split(' ').all(|code| known(code) || code.len() == 2), "{codes}");
        }
        assert!(keys.len() > 100);
    }
}

#[test]
fn a_code_is_read_and_written_and_nothing_else_is() {
    let texas: Jurisdiction = "US-TX".parse().unwrap();
    assert_eq!((texas.to_string().as_str(), texas.country()), ("US-TX", "US"));
    assert_eq!(serde_json::to_string(&texas).unwrap(), r#""US-TX""#);
    assert_eq!(serde_json::from_str::<Jurisdiction>(r#""US-TX""#).unwrap(), texas);
    for bad in ["", "TX", "US", "US-", "US-XX", "MX-SON", "US-TX, US-Texas"] {
        assert_eq!(bad.parse::<Jurisdiction>(), Err(UnknownJurisdiction), "{bad}");
    }
}
