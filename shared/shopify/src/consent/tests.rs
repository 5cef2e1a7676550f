use super::*;

const PHONE: &str = "+14155552671";
const TOLD: &str = "2026-11-24T14:03:00Z";
const RECEIVED: &str = "2026-11-24T17:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn body(state: &str, level: &str, updated_at: &str) -> String {
    format!(
        r#"{{"phone":"{PHONE}","sms_marketing_consent":{{"state":{state},"opt_in_level":{level},
        "consent_updated_at":{updated_at},"consent_collected_from":"SHOPIFY"}}}}"#
    )
}

fn heard(body: &str) -> Option<StatedConsent> {
    read(body, at(RECEIVED), "US").unwrap()
}

fn consent(body: &str) -> Option<(ConsentStatus, Timestamp)> {
    heard(body).map(|told| (told.statement.status, told.statement.consent().since))
}

#[test]
fn each_state_is_a_yes_a_no_or_nothing() {
    let yes = Some((ConsentStatus::Subscribed, at(TOLD)));
    let no = Some((ConsentStatus::Unsubscribed, at(TOLD)));
    for (state, expected) in [
        (r#""subscribed""#, yes),
        (r#""unsubscribed""#, no),
        (r#""redacted""#, no),
        (r#""SUBSCRIBED""#, yes),
        (r#""UNSUBSCRIBED""#, no),
        (r#""Unsubscribed""#, no),
        (r#""NOT_SUBSCRIBED""#, None),
        (r#""not_subscribed""#, None),
        (r#""pending""#, None),
        (r#""of_tomorrow""#, None),
        ("null", None),
    ] {
        // Shopify writes times on the shop's clocks.
        let body = body(state, r#""single_opt_in""#, r#""2026-11-24T09:03:00-05:00""#);
        assert_eq!(consent(&body), expected, "{state}");
    }
}

#[test]
fn an_opt_in_needs_a_time_that_has_come_and_an_opt_out_does_not() {
    for time in ["null", r#""2026-11-24T17:00:01Z""#] {
        assert_eq!(consent(&body(r#""subscribed""#, "null", time)), None, "{time}");
        let ended = consent(&body(r#""unsubscribed""#, "null", time));
        assert_eq!(ended, Some((ConsentStatus::Unsubscribed, at(RECEIVED))), "{time}");
    }
}

#[test]
fn the_evidence_is_kept() {
    let told = heard(&body(r#""subscribed""#, r#""confirmed_opt_in""#, &format!("{TOLD:?}"))).unwrap();
    assert_eq!((told.phone.as_str(), told.statement.confirmed), (PHONE, true));
    assert_eq!(told.statement.source, ConsentSource::Shopify);
    assert_eq!(told.statement.wording.unwrap().as_str(), "confirmed_opt_in, collected from SHOPIFY");
    let told = heard(&body(r#""subscribed""#, "null", &format!("{TOLD:?}"))).unwrap();
    let Statement { confirmed, wording, .. } = told.statement;
    assert_eq!((wording.unwrap().as_str(), confirmed), ("collected from SHOPIFY", false));
}

#[test]
fn a_whole_customer_is_read_past_what_is_not_known() {
    let customer = r#"{"id":706405506930370084,"email":"bob@example.com","phone":"(415) 555-2671","tags":"",
        "addresses":[{"phone":"+14155550000"}],"email_marketing_consent":{"state":"subscribed"},
        "sms_marketing_consent":{"state":"subscribed","opt_in_level":"single_opt_in",
        "consent_updated_at":"2026-11-24T14:03:00Z","consent_collected_from":"OTHER","source_location":{"id":1}},
        "default_address":{"country_code":"US","phone":"+14155550000"},"x":[null]}"#;
    let told = read(customer, at(RECEIVED), "DE").unwrap().unwrap();
    assert_eq!(told.phone.as_str(), PHONE);
}

#[test]
fn a_phone_is_one_of_the_addresss_country_by_any_name_and_of_no_other() {
    let phone_of = |phone: &str, address: &str| {
        let body = format!(
            r#"{{"phone":"{phone}","default_address":{address},"sms_marketing_consent":{{"state":"unsubscribed"}}}}"#
        );
        heard(&body).map(|told| told.phone.as_str().to_owned())
    };
    for (phone, address, read) in [
        ("9162345678", r#"{"country":"Russia"}"#, Some("+79162345678")),
        ("9162345678", r#"{"country":"Russia","country_code":"RU"}"#, Some("+79162345678")),
        ("9162345678", r#"{"country":"Atlantis"}"#, None),
        ("+521 55 1234 5678", r#"{"country":"Atlantis"}"#, Some("+525512345678")),
        ("55 1234 5678", r#"{"country_code":"XX","country":"Mexico"}"#, Some("+525512345678")),
        ("(415) 555-2671", "{}", Some(PHONE)),
        ("(415) 555-2671", "null", Some(PHONE)),
    ] {
        assert_eq!(phone_of(phone, address).as_deref(), read, "{address}");
    }
}

#[test]
fn without_a_consent_or_a_phone_there_is_nothing() {
    for body in [
        "{}",
        r#"{"phone":"+14155552671"}"#,
        r#"{"phone":"+14155552671","sms_marketing_consent":null}"#,
        r#"{"phone":null,"default_address":{"phone":"+14155552671"},"sms_marketing_consent":{"state":"unsubscribed"}}"#,
        r#"{"phone":"12","sms_marketing_consent":{"state":"unsubscribed"}}"#,
    ] {
        assert_eq!(heard(body), None, "{body}");
    }
    for needed in
        [r#"{"sms_marketing_consent":7}"#, r#"{"phone":{},"sms_marketing_consent":{"state":"unsubscribed"}}"#]
    {
        assert!(read(needed, at(RECEIVED), "US").is_err(), "{needed}");
    }
}

#[test]
fn an_opt_out_is_not_lost_for_a_value_that_nobody_needs() {
    let wrong = ["7", "null", "true", "\"\u{fffe}\"", "{}", "[null]", r#"{"country_code":{}}"#, "1e999"];
    for value in wrong {
        for field in ["opt_in_level", "consent_updated_at", "consent_collected_from", "source_location"] {
            let body = format!(
                r#"{{"phone":4155552671,"sms_marketing_consent":{{"state":"unsubscribed","{field}":{value}}},
                "default_address":{value},"note":{value}}}"#
            );
            assert_eq!(consent(&body), Some((ConsentStatus::Unsubscribed, at(RECEIVED))), "{field} {value}");
        }
    }
}
