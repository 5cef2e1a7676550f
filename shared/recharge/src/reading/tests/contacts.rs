//! Who is told, and where they are.

use rechime_domain::{
    occurrence::{Occurrence, Phone},
    place::Address,
};

use super::*;
use crate::payload::{customer::CustomerProfile, place::Place};

fn occurrence(topic: &str, payload: &Value) -> Occurrence {
    read_at(topic, payload, "2026-11-21T12:00:00Z").unwrap().occurrence().unwrap().clone()
}

fn number(phone: &Phone) -> Option<&str> {
    if let Phone::Known(number) = phone { Some(number.as_str()) } else { None }
}

fn order(shipping: &Value, attributes: &Value) -> Value {
    json!({"order": {"id": 5, "shipping_address": shipping, "note_attributes": attributes, "billing_address":
        {"first_name": "Ann", "phone": "020 7946 0958", "country": "United Kingdom", "zip": "SW1A 1AA"}}})
}

#[test]
fn the_included_customer_comes_first_wherever_it_stands() {
    let customer = json!({"id": 9, "first_name": "Kim", "phone": "(614) 555-0188", "hash": "abc"});
    let mut beside = subscription(&json!({}));
    beside["customer"] = customer.clone();
    let mut under = subscription(&json!({"include": {"customer": customer}}));
    for payload in [beside, under.take()] {
        let told = occurrence("subscription/created", &payload);
        assert_eq!(number(&told.phone), Some("+16145550188"));
        assert_eq!((&told.tags["first_name"], &told.tags["customer_hash"]), (&json!("Kim"), &json!("abc")));
    }
}

#[test]
fn a_number_belongs_to_the_country_it_stands_in() {
    let shipping = json!({"phone": "22 22 22 22", "country_code": "DK", "province": null, "zip": "2100"});
    let told = occurrence("order/processed", &order(&shipping, &json!([])));
    assert_eq!(number(&told.phone), Some("+4522222222"));
    assert_eq!((told.address.country.as_deref(), told.address.zip.as_deref()), (Some("DK"), Some("2100")));
}

#[test]
fn a_gifts_recipient_is_not_told() {
    let mark = json!([{"name": "rc_giftee_email", "value": "joe@example.com"}]);
    let to = |is_gift: bool| json!({"first_name": "Joe", "phone": "(614) 555-0188", "country": "US", "is_gift": is_gift});
    for payload in [order(&to(true), &json!([])), order(&to(false), &mark)] {
        let told = occurrence("order/processed", &payload);
        assert_eq!(number(&told.phone), Some("+442079460958"));
        assert_eq!(told.tags["first_name"], "Ann");
        assert_eq!(told.address.country.as_deref(), Some("GB"));
    }
    let own = occurrence("order/processed", &order(&to(false), &json!(null)));
    assert_eq!(number(&own.phone), Some("+16145550188"));
}

#[test]
fn a_customer_of_the_older_version_has_a_billing_address() {
    let payload = json!({"customer": {"id": 4, "billing_phone": "3103103101", "billing_country": "United States",
        "billing_province": "California", "billing_zip": "90025", "updated_at": "2018-10-17T23:30:00"}});
    let told = occurrence("customer/activated", &payload);
    assert_eq!(told.key.as_str(), "customer:4:activated:2018");
    assert_eq!(number(&told.phone), Some("+13103103101"));
    assert_eq!(told.address.province.as_deref(), Some("CA"));
}

/// The phone of every door: shipping and billing address, the customer's own, and those of whom Recharge was asked for.
#[test]
fn a_phone_in_a_country_that_nobody_knows_is_not_read_by_another() {
    let unknown = json!({"phone": "9162345678", "country": "Atlantis", "province": null, "zip": "1"});
    let own = json!({"phone": "9162345678"});
    let asking = |payload: &Value| occurrence("order/processed", payload).phone;
    for order in [
        json!({"id": 5, "shipping_address": unknown}),
        json!({"id": 5, "billing_address": unknown}),
        json!({"id": 5, "customer": own, "billing_address": {"country": "Atlantis"}}),
        json!({"id": 5, "customer": own, "shipping_address": {"country_code": "XX"}, "billing_address": {"country": "US"}}),
    ] {
        assert_eq!(asking(&json!({"order": order})), Phone::Unusable, "{order}");
    }
    let old = json!({"customer": {"id": 4, "billing_phone": "9162345678", "billing_country": "Atlantis",
        "updated_at": "2018-10-17T23:30:00"}});
    assert_eq!(occurrence("customer/activated", &old).phone, Phone::Unusable);
    let mut reading = read_at(
        "order/processed",
        &json!({"order": {"id": 5, "customer": {"id": 9},
        "shipping_address": {"country": "Atlantis"}}}),
        "2026-11-21T12:00:00Z",
    )
    .unwrap();
    let asked = CustomerProfile { phone: Some("9162345678".to_owned()), ..CustomerProfile::default() };
    reading.enrich(&asked, "US");
    assert_eq!(reading.occurrence().unwrap().phone, Phone::Unusable);
}

#[test]
fn a_phone_is_one_of_its_country_by_any_name_of_it() {
    for (country, phone, read) in [
        (json!({"country": "Russia"}), "9162345678", "+79162345678"),
        (json!({"country": "Russian Federation", "country_code": null}), "9162345678", "+79162345678"),
        (json!({"country_code": "XX", "country": "México"}), "55 1234 5678", "+525512345678"),
        (json!({"country": "Ukraine"}), "050 123 4567", "+380501234567"),
        (json!({"country": "UK"}), "07911 123456", "+447911123456"),
        (json!({"country": "United Kingdom (UK)"}), "07911 123456", "+447911123456"),
        (json!({"country": "Deutschland"}), "0151 23456789", "+4915123456789"),
        (json!({"country": "Brasil"}), "(11) 8765-4321", "+5511987654321"),
        (json!({"country": "Argentina"}), "011 15 2345-6789", "+5491123456789"),
        (json!({"country": "Atlantis"}), "+44 7911 123456", "+447911123456"),
        (json!({}), "(614) 555-0188", "+16145550188"),
    ] {
        let mut address = country.clone();
        address["phone"] = json!(phone);
        let told = occurrence("order/processed", &json!({"order": {"id": 5, "shipping_address": address}}));
        assert_eq!(number(&told.phone), Some(read), "{country}");
    }
}

#[test]
fn an_address_is_one_by_code_and_by_name_in_both_versions() {
    let honolulu = Address::read(Some("US"), Some("HI"), Some("96815"));
    for address in [
        json!({"country_code": "US", "province": "HI", "zip": "96815"}),
        json!({"country_code": "US", "province": "Hawaii", "zip": "96815"}),
        json!({"country": "United States", "province": "Hawaii", "zip": "96815"}),
        json!({"country": "United States", "province": null, "province_code": "HI", "zip": 96815}),
        json!({"country_code": "us", "country": "United States", "province": " hawaii ", "zip": "96815"}),
        json!({"country": "Vereinigte Staaten", "province": "Hawái", "province_code": "HI", "zip": "96815"}),
        json!({"country": "United States (US)", "province": "Hawaii (HI)", "zip": "96815"}),
        json!({"country": "United States", "province": "Hawaii", "province_code": "", "zip": "96815"}),
    ] {
        let order = json!({"order": {"id": 5, "shipping_address": address}});
        assert_eq!(occurrence("order/processed", &order).address, honolulu, "{address}");
    }
    let old = json!({"customer": {"id": 4, "billing_country": "United States", "billing_province": "Hawaii",
        "billing_zip": "96815", "updated_at": "2018-10-17T23:30:00"}});
    assert_eq!(occurrence("customer/activated", &old).address, honolulu);
}

#[test]
fn an_address_that_is_not_understood_hides_none_that_is() {
    let billing = json!({"country": "United States", "province": "Hawaii", "zip": "96815"});
    for shipping in
        [json!({"country": "Atlantis", "zip": "1"}), json!({"country": "US", "province": "Atlantis"})]
    {
        let order = json!({"order": {"id": 5, "shipping_address": shipping, "billing_address": billing}});
        let told = occurrence("order/processed", &order);
        assert_eq!(told.address.province.as_deref(), Some("HI"), "{shipping}");
    }
}

#[test]
fn who_is_asked_for_fills_only_what_is_missing() {
    let mut reading =
        read_at("subscription/paused", &subscription(&json!({})), "2026-11-21T12:00:00Z").unwrap();
    assert_eq!(
        (reading.lacks_contact(), reading.occurrence().unwrap().customer.as_deref()),
        (true, Some("9"))
    );
    let danish = Address { country: Some("DK".to_owned()), province: None, zip: Some("2100".to_owned()) };
    let address = Place { address: danish.clone(), phone: Some("22222222".to_owned()), ..Place::default() };
    let customer = CustomerProfile {
        first_name: Some("Kim".to_owned()),
        phone: Some("none of yours".to_owned()),
        addresses: vec![address],
        ..CustomerProfile::default()
    };
    reading.enrich(&customer, "US");
    let told = reading.occurrence().unwrap().clone();
    assert_eq!((number(&told.phone), told.address), (Some("+4522222222"), danish));
    assert_eq!(told.tags["first_name"], "Kim");
    let other = CustomerProfile { first_name: Some("Lou".to_owned()), ..CustomerProfile::default() };
    reading.enrich(&other, "US");
    assert_eq!(number(&reading.occurrence().unwrap().phone), Some("+4522222222"));
    assert_eq!(reading.occurrence().unwrap().tags["first_name"], "Kim");
}
