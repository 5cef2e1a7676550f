//! One file for each tool, made like its export, and what would be done with it. No person in them is real: the phones are
//! those that are kept for films, or nobody's.

use std::{collections::BTreeMap, fmt::Write};

use super::*;
use crate::{consent::Statement, profile::Profile};

/// What is read of a file, and what would be done with it where the list is empty.
fn outcome(file: &str, mapping: &Mapping) -> String {
    let file = ListFile::csv(file.as_bytes(), mapping).unwrap();
    let entries = file.entries(&settings(), now());
    let mut text = format!("format: {}\n", file.format().unwrap_or("none"));
    for ReadColumn { column, read_as } in file.read_columns() {
        if let Some(read_as) = read_as {
            writeln!(text, "{column} = {read_as}").unwrap();
        }
    }
    for Entry { line, read } in &entries {
        let said = match read {
            Ok(said) => said_by(said),
            Err(Refusal { reason, .. }) => format!("refused: {reason:?}"),
        };
        writeln!(text, "{line}: {said}").unwrap();
    }
    let Tally { lines, subscribed, unsubscribed, updated, unchanged, refused, .. } =
        preview(&entries, &mut BTreeMap::new());
    let counts = [("subscribed", subscribed), ("unsubscribed", unsubscribed), ("updated", updated)];
    let counts = counts.into_iter().chain([("unchanged", unchanged), ("refused", refused)]);
    let counts: Vec<_> = counts.filter(|(_, n)| *n > 0).map(|(what, n)| format!("{n} {what}")).collect();
    text + &format!("{lines} lines: {}", counts.join(", "))
}

fn said_by(line: &Line) -> String {
    let mut said = vec![line.phone.as_str().to_owned()];
    if let Some(Statement { status, said_at, .. }) = &line.statement {
        said.push(status.key().to_owned());
        said.extend(said_at.map(|at| format!("since {at}")));
    }
    let Profile { address, time_zone } = &line.profile;
    let place = [&address.country, &address.province, &address.zip, time_zone];
    said.extend(place.into_iter().flatten().cloned());
    said.extend(line.remark.as_ref().map(|remark| format!("({:?})", remark.reason)));
    said.join(" ")
}

fn recognised(file: &str) -> String {
    outcome(file, &Mapping::default())
}

#[test]
fn shopify() {
    insta::assert_snapshot!(recognised(include_str!("exports/shopify.csv")), @r"
    format: shopify
    Default Address Province Code = province
    Default Address Country Code = country
    Default Address Zip = zip
    Phone = phone
    Accepts SMS Marketing = consent
    2: +16175550101 subscribed US MA 02118
    3: +18085550102 unknown US HI 96815
    4: refused: NoPhone
    5: +525512345678 subscribed MX CMX 06600
    7: refused: OpenQuote
    5 lines: 2 subscribed, 1 updated, 2 refused
    ");
}

#[test]
fn matrixify() {
    insta::assert_snapshot!(recognised(include_str!("exports/matrixify.csv")), @r"
    format: matrixify
    Phone = phone
    SMS Marketing: Status = consent
    SMS Marketing: Updated At = consent_at
    Address Province Code = province
    Address Country Code = country
    Address Zip = zip
    2: +16175550101 subscribed since 2026-01-05T15:00:00Z US MA 02118
    3: +16175550101 subscribed since 2026-01-05T15:00:00Z
    4: +18085550102 unsubscribed since 2026-02-01T13:30:00Z US HI 96815
    5: +16175550103
    6: +16175550104
    7: +16175550105 unsubscribed (UnreadableTime)
    6 lines: 1 subscribed, 2 unsubscribed, 2 updated, 1 unchanged
    ");
}

#[test]
fn klaviyo() {
    insta::assert_snapshot!(recognised(include_str!("exports/klaviyo.csv")), @r"
    format: klaviyo
    Phone Number = phone
    State / Region = province
    Country = country
    Zip Code = zip
    SMS Marketing Consent = consent
    SMS Marketing Consent Timestamp = consent_at
    2: +16175550101 subscribed since 2026-01-05T15:00:00Z US MA 02118
    3: +18085550102 unsubscribed since 2026-02-01T13:30:00Z US HI 96815
    4: +16175550103
    5: refused: NoPhone
    6: +447911123456 subscribed since 2026-03-01T00:00:00Z GB
    5 lines: 2 subscribed, 1 unsubscribed, 1 updated, 1 refused
    ");
}

#[test]
fn postscript() {
    insta::assert_snapshot!(recognised(include_str!("exports/postscript.csv")), @r"
    format: postscript
    phone_number = phone
    subscriber_created_at_utc = consent
    2: +16175550101 subscribed since 2026-01-05T15:00:00Z
    3: +18085550102 subscribed since 2026-02-01T13:30:00Z
    4: +16175550103
    5: +16175550104
    4 lines: 2 subscribed, 2 updated
    ");
}

#[test]
fn postscript_unsubscribed() {
    insta::assert_snapshot!(recognised(include_str!("exports/postscript_unsubscribed.csv")), @r"
    format: postscript_unsubscribed
    phone_number = phone
    opt_out_time = consent
    opt_out_reason = opt_out
    2: +16175550101 unsubscribed since 2026-04-01T12:00:00Z
    3: +18085550102 unsubscribed (UnreadableTime)
    4: +16175550103
    3 lines: 2 unsubscribed, 1 updated
    ");
}

/// Nobody is subscribed by it until the merchant says which value means that.
#[test]
fn attentive() {
    let file = include_str!("exports/attentive.csv");
    insta::assert_snapshot!(recognised(file), @r"
    format: attentive
    phone = phone
    opt_out = consent
    2: +16175550101
    3: +18085550102 unsubscribed
    4: +16175550103
    5: +16175550104 unsubscribed
    6: refused: UnknownConsent
    5 lines: 2 unsubscribed, 2 updated, 1 refused
    ");
    let mapping = Mapping { subscribed: Mapping::values("false,(blank)"), ..Mapping::default() };
    insta::assert_snapshot!(outcome(file, &mapping), @r"
    format: attentive
    phone = phone
    opt_out = consent
    2: +16175550101 subscribed
    3: +18085550102 unsubscribed
    4: +16175550103 subscribed
    5: +16175550104 unsubscribed
    6: refused: UnknownConsent
    5 lines: 2 subscribed, 2 unsubscribed, 1 refused
    ");
}

/// Nobody tells what Recart's file looks like: this one is a guess, and is refused until the merchant says what it means.
#[test]
fn recart() {
    let file = include_str!("exports/recart.csv");
    insta::assert_snapshot!(refusal(file), @"These columns may say who agreed to texts: `Subscription status`. Say which one it is with `consent_column=<column>`, and if its values are not subscribed or yes, unsubscribed or no, or blank, which of them mean what, with `subscribed=<values>` and `unsubscribed=<values>`. If none of them says it, add a column `consent`. Nothing was saved. The file's columns are Phone, First name, Last name, Subscription status.");
    let mapping = Mapping {
        subscribed: Mapping::values("active"),
        unsubscribed: Mapping::values("cancelled"),
        ..naming("Subscription status")
    };
    insta::assert_snapshot!(outcome(file, &mapping), @r"
    format: none
    Phone = phone
    Subscription status = consent
    2: +16175550101 subscribed
    3: +18085550102 unsubscribed
    2 lines: 1 subscribed, 1 unsubscribed
    ");
}

#[test]
fn our_own() {
    insta::assert_snapshot!(recognised(include_str!("exports/rechime.csv")), @r"
    format: rechime
    phone = phone
    consent = consent
    consent_at = consent_at
    wording = wording
    time_zone = time_zone
    country = country
    province = province
    zip = zip
    2: +16175550101 subscribed since 2026-01-05T15:00:00.123Z US MA 02118 America/New_York
    3: +18085550102 unsubscribed since 2026-02-01T13:30:00Z
    4: +16175550103
    5: +16175550104
    4 lines: 1 subscribed, 1 unsubscribed, 2 updated
    ");
}
