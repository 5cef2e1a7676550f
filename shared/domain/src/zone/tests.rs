//! Tests of where a customer is taken to be.

use std::collections::HashSet;

use super::{
    table::{AREA_CODES, CALLING_CODES, COUNTRIES, MILITARY, PROVINCES, ZIP_PREFIXES},
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

/// The answer for a store in Denver, in words.
fn found(stated: Option<&str>, place: &str, number: &str) -> String {
    let evidence = locate(stated, &address(place), &phone(number), "America/Denver");
    format!("{}, {}", evidence.zones.join(" or "), evidence.source.words())
}

#[test]
fn the_best_evidence_wins() {
    let cases = [
        found(Some("Europe/Paris"), "US CA", "+12125552671"),
        found(Some("Mars/Base"), "US CA", "+12125552671"),
        found(None, "US CA", "+12125552671"),
        found(None, "US Atlantis", "+12125552671"),
        found(None, "US", "+12125552671"),
        found(None, "US", "+14165552671"),
        found(None, "US", NOWHERE),
        found(None, "", "+12125552671"),
        found(None, "", "+4522222222"),
        found(None, "", NOWHERE),
        found(None, "Atlantis", "+12125552671"),
        found(None, "Atlantis", NOWHERE),
    ];
    insta::assert_snapshot!(cases.join("\n"), @r"
    Europe/Paris, stated by the customer or the merchant
    America/Los_Angeles, from the shipping address
    America/Los_Angeles, from the shipping address
    America/New_York, from the phone's area code
    America/New_York, from the phone's area code
    America/New_York or America/Chicago or America/Denver or America/Phoenix or America/Los_Angeles or America/Anchorage or America/Adak or Pacific/Honolulu, from the shipping address
    America/New_York or America/Chicago or America/Denver or America/Phoenix or America/Los_Angeles or America/Anchorage or America/Adak or Pacific/Honolulu, from the shipping address
    America/New_York, from the phone's area code
    Europe/Copenhagen, from the phone's area code
    America/Denver, which is the store's own
    America/New_York or America/Denver, from the phone's area code
    America/Denver, which is the store's own
    ");
}

#[test]
fn an_address_is_understood_however_it_is_spelled() {
    let cases = [
        ("US CA", "America/Los_Angeles"),
        ("us ca", "America/Los_Angeles"),
        ("US california", "America/Los_Angeles"),
        ("US New_Hampshire", "America/New_York"),
        ("US PR", "America/Puerto_Rico"),
        ("CA British_Columbia", "America/Vancouver or America/Edmonton"),
        ("CA ON", "America/Toronto or America/Winnipeg"),
        ("CA Québec", "America/Toronto or America/Halifax"),
        ("GB Kent ME1", "Europe/London"),
        ("DK", "Europe/Copenhagen"),
        ("PT Algarve", "Europe/Lisbon or Atlantic/Azores"),
        ("ES", "Europe/Madrid or Atlantic/Canary"),
    ];
    for (place, zones) in cases {
        assert_eq!(
            locate(None, &address(place), &phone(NOWHERE), "UTC").zones.join(" or "),
            zones,
            "{place}"
        );
    }
}

#[test]
fn a_zip_code_decides_in_a_split_state_only_where_it_can() {
    let both = "America/Chicago or America/Denver";
    let cases = [
        ("US TX 75201", "America/Chicago"),
        ("US TX 88510", "America/Denver"),
        ("US TX 79821", both),
        ("US TX", both),
        ("US TX 7", both),
        ("US TX 32501-1234", "America/Chicago"),
        ("US TX 90210", both),
        ("US FL 32501-1234", "America/Chicago"),
        ("US FL 33101", "America/New_York"),
        ("US TX 79901", "America/Denver"),
        ("US TN 37402", "America/New_York"),
        ("US TN 37301", "America/Chicago or America/New_York"),
        ("US NV 89883", "America/Los_Angeles or America/Denver"),
    ];
    for (place, zones) in cases {
        assert_eq!(
            locate(None, &address(place), &phone(NOWHERE), "UTC").zones.join(" or "),
            zones,
            "{place}"
        );
    }
}

#[test]
fn a_postal_code_alone_tells_the_state() {
    let cases = [
        ("US - 75201", "America/Chicago"),
        ("US - 88510", "America/Denver"),
        ("US - 79821", "America/Chicago or America/Denver"),
        ("US Atlantis 10001-1234", "America/New_York"),
        ("US - 06390", "America/New_York"),
        ("US - 96799", "Pacific/Honolulu or Pacific/Pago_Pago"),
        ("CA - V5K0A1", "America/Vancouver or America/Edmonton"),
        ("ca - k1a", "America/Toronto or America/Winnipeg"),
        ("PR - 00901", "America/Puerto_Rico"),
    ];
    for (place, zones) in cases {
        let evidence = locate(None, &address(place), &phone("+12125552671"), "UTC");
        assert_eq!(evidence.zones.join(" or "), zones, "{place}");
        assert_eq!(evidence.source, ZoneSource::Address, "{place}");
    }
    for place in ["US - 2116", "US - ABC"] {
        assert_eq!(found(None, place, "+12125552671"), "America/New_York, from the phone's area code");
    }
}

/// Nobody is told where a unit is: a message goes when it is not night anywhere in its area, and never by the clock of the
/// area code, which is that of home.
#[test]
fn the_armed_forces_post_is_not_where_the_phone_was_given_out() {
    for (place, first, last) in [
        ("US AE 09012", "Atlantic/Azores", "Asia/Dubai"),
        ("us ae", "Atlantic/Azores", "Asia/Dubai"),
        ("US - 09012-1234", "Atlantic/Azores", "Asia/Dubai"),
        ("US Armed_Forces_Pacific_(AP) 96201", "Indian/Chagos", "Pacific/Kwajalein"),
        ("US AA 34042", "America/Tegucigalpa", "America/Sao_Paulo"),
    ] {
        let evidence = locate(None, &address(place), &phone("+12125552671"), "America/Denver");
        let [start, .., end] = evidence.zones.as_slice() else { panic!("{evidence:?}") };
        assert_eq!(
            (start.as_str(), end.as_str(), evidence.source),
            (first, last, ZoneSource::Address),
            "{place}"
        );
    }
    assert_eq!(found(None, "DE AE 09012", NOWHERE), "Europe/Berlin, from the shipping address");
}

#[test]
fn an_address_that_is_not_understood_hides_none_that_is() {
    let chosen = |places: [&'static str; 2]| {
        let addresses = places.map(address);
        let chosen =
            most_telling(&addresses).map(|chosen| addresses.iter().position(|it| it == chosen).unwrap());
        chosen.map(|place| places[place])
    };
    for (first, later, counts) in [
        ("US NY", "US HI", "US NY"),
        ("Atlantis X 1", "US HI", "US HI"),
        ("Atlantis", "US", "US"),
        ("US", "US HI", "US HI"),
        ("US Atlantis", "US HI", "US HI"),
        ("US AE", "US NY", "US AE"),
        ("US", "GB Kent", "US"),
        ("GB", "GB Kent", "GB Kent"),
        ("GB Kent", "US HI", "GB Kent"),
        ("", "Atlantis", "Atlantis"),
    ] {
        assert_eq!(chosen([first, later]), Some(counts), "{first}, {later}");
    }
    assert_eq!(chosen(["", ""]), None);
}

/// libphonenumber's entry for the bare code 270 is New York, though all its towns are in Chicago's zone; for 219
/// and 850 likewise, and for 423 the other way round.
#[test]
fn an_area_code_across_a_zone_boundary_keeps_both_zones_and_so_does_its_overlay() {
    for code in ["219", "270", "364", "423", "729", "448", "850", "812", "930"] {
        let zones = AREA_CODES.find(code).unwrap();
        assert_eq!(zones, ["America/New_York", "America/Chicago"], "{code}");
    }
    for code in ["800", "833", "844", "855", "866", "877", "888", "900", "500"] {
        assert_eq!(AREA_CODES.find(code), None, "{code}");
    }
}

/// libphonenumber puts Orlando's overlay in Chicago's zone and Saskatchewan's in Winnipeg's, but not the codes that
/// they were laid on. Nunavut it puts in those of Winnipeg and Edmonton, from which it has parted.
#[test]
fn where_the_source_is_wrong_the_right_zones_are_there_too() {
    for (code, right) in [("689", "America/New_York"), ("474", "America/Regina"), ("879", "America/St_Johns")]
    {
        let zones = AREA_CODES.find(code).unwrap();
        assert!(zones.len() > 1 && zones.contains(&right), "{code}: {zones:?}");
    }
    let north = AREA_CODES.find("867").unwrap();
    for zone in ["America/Toronto", "America/Rankin_Inlet", "America/Cambridge_Bay", "America/Fort_Nelson"] {
        assert!(north.contains(&zone), "{zone}: {north:?}");
    }
}

#[test]
fn numbers_from_elsewhere_tell_their_country() {
    let cases = [
        ("+4522222222", "Europe/Copenhagen"),
        ("+447911123456", "Europe/London"),
        ("+12425552671", "America/Nassau"),
        ("+35312345678", "Europe/Dublin"),
        ("+34612345678", "Europe/Madrid Atlantic/Canary"),
    ];
    for (number, zones) in cases {
        assert_eq!(number::zones(&phone(number)).unwrap().join(" "), zones, "{number}");
    }
    assert_eq!(number::zones(&phone("+88312345678")), None, "an international network has no place");
}

#[test]
fn every_table_names_known_zones_and_no_key_twice() {
    for table in [&COUNTRIES, &PROVINCES, &ZIP_PREFIXES, &AREA_CODES, &CALLING_CODES, &MILITARY] {
        let mut keys = HashSet::new();
        for (key, zones) in table.rows() {
            assert!(keys.insert(key) && table.find(key).is_some(), "{key}");
            assert!(zones.split(' ').all(is_known), "{zones}");
        }
        assert!(keys.len() > 20);
    }
}

#[test]
fn a_zone_is_the_name_of_a_place() {
    for good in ["America/New_York", "America/Argentina/Buenos_Aires", "Europe/Kyiv", "Asia/Calcutta", "UTC"]
    {
        assert!(is_known(good), "{good}");
    }
    for bad in ["", "-05:00", "EST", "Etc/GMT+5", "etc/unknown", "America/Gotham", "New York", "../zone"] {
        assert!(!is_known(bad), "{bad}");
    }
}

#[test]
fn evidence_always_has_a_zone_to_reckon_with() {
    let evidence = |zones: &[&str]| ZoneEvidence {
        zones: zones.iter().map(|zone| (*zone).to_owned()).collect(),
        source: ZoneSource::Store,
    };
    let names = |evidence: ZoneEvidence| -> Vec<String> {
        evidence.time_zones().iter().map(|zone| zone.iana_name().unwrap().to_owned()).collect()
    };
    assert_eq!(names(evidence(&["Mars/Base", "Asia/Tokyo", "Asia/Seoul"])), ["Asia/Tokyo", "Asia/Seoul"]);
    assert_eq!(names(evidence(&["Mars/Base"])), ["UTC"]);
    assert_eq!(evidence(&["Mars/Base", "Asia/Tokyo"]).first().iana_name(), Some("Asia/Tokyo"));
    assert_eq!(evidence(&[]).first(), TimeZone::UTC);
}
