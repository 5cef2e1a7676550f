use proptest::prelude::*;
use rechime_domain::{
    consent::{Consent, ConsentSource, ConsentStatus},
    phone::PhoneNumber,
    settings::StoreSettings,
    subscriber::Subscriber,
};
use serde_json::json;

use super::{
    effect::{Change, Effect},
    line::{Line, RawLine},
    table,
};
use crate::testing::instant;

#[test]
fn lines_are_counted_as_an_editor_does() {
    for (file, lines) in [
        ("phone\n1\n2\n", vec![2, 3]),
        ("phone\r\n1\r\n\r\n2\r\n", vec![2, 4]),
        ("\nphone;zip\n1;\"a\nb\"\n\n2;\n", vec![3, 6]),
    ] {
        let rows = table::read(file.as_bytes()).unwrap();
        assert_eq!(rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), lines, "{file}");
    }
}

fn settings() -> StoreSettings {
    serde_json::from_value(json!({
        "id": "demo", "name": "Demo", "time_zone": "America/New_York", "country": "US",
        "quiet_hours": { "start": "20:00", "end": "09:00" }, "consent_mode": "own_list", "fold_typography": true,
        "portal_url": null, "version": 1,
    }))
    .unwrap()
}

fn line(consent: &str, consent_at: &str) -> Line {
    let mut raw = RawLine::default();
    for (column, value) in [("phone", "+14155552671"), ("consent", consent), ("consent_at", consent_at)] {
        raw.set(column, value);
    }
    Line::parse(2, &raw, &settings(), instant("2026-11-23T17:00:00Z")).unwrap()
}

fn standing(status: ConsentStatus, source: ConsentSource) -> Subscriber {
    let consent = Some(Consent { status, source, since: instant("2026-11-20T00:00:00Z") });
    Subscriber { consent, ..Subscriber::new(PhoneNumber::from_e164("+14155552671").unwrap()) }
}

fn effect(known: &Subscriber, line: &Line) -> Effect {
    Change::of(line, Some(known)).effect
}

#[test]
fn an_old_opt_out_outweighs_a_noted_consent_and_not_the_persons_own_start() {
    let stop = line("no", "2024-01-01");
    let noted = standing(ConsentStatus::Subscribed, ConsentSource::Import);
    assert_eq!(effect(&noted, &stop), Effect::Imported);
    let stopped = standing(ConsentStatus::Unsubscribed, ConsentSource::Import);
    assert_eq!(effect(&stopped, &stop), Effect::Unchanged);
    let own = standing(ConsentStatus::Subscribed, ConsentSource::Reply);
    assert_eq!(effect(&own, &stop), Effect::Unchanged);
}

#[test]
fn only_a_consent_of_since_brings_back_a_number_that_changed_hands() {
    let void = standing(ConsentStatus::Void, ConsentSource::Provider);
    for old in ["", "2026-11-19"] {
        assert_eq!(effect(&void, &line("yes", old)), Effect::Unchanged, "{old}");
    }
    for status in ["yes", "no"] {
        assert_eq!(effect(&void, &line(status, "2026-11-22")), Effect::Imported, "{status}");
    }
}

proptest! {
    #[test]
    fn any_file_is_read_and_its_lines_keep_their_order(file in "(phone|Phone;consent|phone,zip)\r?\n([+0-9a-z,;\"\r\n]{0,80})") {
        if let Ok(rows) = table::read(file.as_bytes()) {
            prop_assert!(rows.iter().all(|(line, _)| (2..=82).contains(line)));
            prop_assert!(rows.is_sorted_by_key(|(line, _)| *line));
        }
    }

    #[test]
    fn no_line_takes_an_opt_out_back(consent in "(yes|no|unknown|)", day in 1_u8..=22) {
        for source in [ConsentSource::Reply, ConsentSource::Provider, ConsentSource::Import, ConsentSource::Merchant] {
            let stopped = standing(ConsentStatus::Unsubscribed, source);
            let change = Change::of(&line(&consent, &format!("2026-11-{day:02}")), Some(&stopped));
            prop_assert!(!change.is_news);
            prop_assert_eq!(change.effect == Effect::OptedOutKept, consent == "yes");
        }
    }
}
