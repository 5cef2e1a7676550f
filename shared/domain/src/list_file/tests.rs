use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    consent::{Consent, ConsentSource, ConsentStatus},
    phone::PhoneNumber,
    subscriber::Subscriber,
};

mod broken;
mod exports;
mod parts;
mod wide;

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    instant("2026-11-23T17:00:00Z")
}

fn csv(file: &str) -> ListFile {
    ListFile::csv(file.as_bytes(), &Mapping::default()).unwrap()
}

fn naming(column: &str) -> Mapping {
    Mapping { consent_column: Some(column.to_owned()), ..Mapping::default() }
}

type Lines = (Vec<Line>, Vec<(u64, Refusal)>);

fn lines(file: &ListFile) -> Lines {
    let (mut lines, mut refused) = (Vec::new(), Vec::new());
    for Entry { line, read } in file.entries(&settings(), now()) {
        match read {
            Ok(said) => lines.push(said),
            Err(refusal) => refused.push((line, refusal)),
        }
    }
    (lines, refused)
}

/// The lines of a CSV file, and what is refused of it.
fn import(file: &str) -> Lines {
    lines(&csv(file))
}

fn status(line: &Line) -> Option<ConsentStatus> {
    line.statement.as_ref().map(|statement| statement.status)
}

/// The phones of a CSV file with what each states.
fn stated(file: &str) -> Vec<(String, Option<ConsentStatus>)> {
    import(file).0.iter().map(|line| (line.phone.as_str().to_owned(), status(line))).collect()
}

/// What the one line of a file states.
fn states(file: &str) -> Option<ConsentStatus> {
    let [(_, status)] = <[_; 1]>::try_from(stated(file)).unwrap();
    status
}

fn refusal(file: &str) -> UnusableColumns {
    match ListFile::csv(file.as_bytes(), &Mapping::default()) {
        Err(UnreadableList::Columns(refusal)) => refusal,
        other => panic!("{file}: {:?}", other.map(|file| file.read_columns())),
    }
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    for (file, lines) in [
        ("phone\n1\n2\n", vec![2, 3]),
        ("phone\r\n1\r\n\r\n2\r\n", vec![2, 4]),
        ("\nphone;zip\n1;\"a\nb\"\n\n2;\n", vec![3, 6]),
    ] {
        let numbers: Vec<_> = csv(file).records.iter().flatten().map(|record| record.line).collect();
        assert_eq!(numbers, lines, "{file}");
    }
}

use ConsentStatus::{Subscribed, Unknown, Unsubscribed};

/// Names and values as the exports of other tools have them.
#[test]
fn a_consent_column_is_known_by_many_names() {
    for (header, value, status) in [
        ("consent", "yes", Some(Subscribed)),
        ("Accepts SMS Marketing", "yes", Some(Subscribed)),
        ("Accepts SMS Marketing", "no", Some(Unknown)),
        ("SMS Consent", "SUBSCRIBED", Some(Subscribed)),
        ("SMS Consent", "UNSUBSCRIBED", Some(Unsubscribed)),
        ("SMS Consent", "NEVER_SUBSCRIBED", None),
        ("SMS Consent", "no", Some(Unsubscribed)),
        ("SMS Marketing: Status", "Unsubscribed", Some(Unsubscribed)),
        ("SMS Marketing: Status", "not subscribed", None),
        ("sms_subscription_status", "Opted Out", Some(Unsubscribed)),
        ("sms_opt_in", "TRUE", Some(Subscribed)),
        ("sms_opt_in", "FALSE", Some(Unsubscribed)),
        ("sms_opt_in", "nein", Some(Unsubscribed)),
        ("SMS Status", "pending", None),
        ("SMS Consent", "", None),
        ("SMS Consent", "N/A", None),
    ] {
        assert_eq!(states(&format!("Phone,{header}\n+16175550102,{value}\n")), status, "{header} {value}");
    }
}

#[test]
fn a_column_that_may_be_consent_and_is_not_understood_refuses_the_list() {
    for header in [
        "status",
        "opted_in",
        "Opted In",
        "Email Marketing",
        "Accepts Email Marketing",
        "Accepts Marketing",
        "subscribed",
        "Subscription Status",
        "Marketing Consent",
        "unsubscribed_at",
        "Opt-out",
        "suppressed",
        "Newsletter",
        "Do Not Text",
        "Permission",
        "Einwilligung",
        "Abonné",
        "Suscrito",
        "Estado",
        "SMS",
        "Texts ok",
        "active",
        "email_consent",
        "DND",
        "Opted in at",
        "sms_consent_timestamp",
        "WhatsApp opt-in",
        "Consenso",
        "Consentimiento SMS",
        "Permiso",
        "Aceita mensagens",
        "Autorise",
        "Authorized",
        "Toestemming",
        "Samtycke",
        "Zgoda",
        "Согласие",
        "同意",
        "Notifications",
        "DNC",
        "Blacklisted",
        "Excluded",
        "smsConsent",
        "OK to contact",
        "Wants updates",
    ] {
        let refused = refusal(&format!("Phone,{header}\n+16175550102,no\n"));
        let named =
            matches!(&refused, UnusableColumns::MayBeConsent { suspects, .. } if suspects.contains(header));
        assert!(named, "{header}: {refused}");
    }
    let two = refusal("phone,SMS Consent,SMS Status\n+16175550102,yes,no\n");
    assert!(matches!(two, UnusableColumns::MayBeConsent { .. }), "two of them: {two}");
    for file in [
        "phone,state\n+16175550102,unsubscribed\n",
        "phone,zip\n+16175550102,Opted Out\n",
        "phone,Tags\n+16175550102,\"vip, opted_out\"\n",
        "phone,Segment\n+16175550102,x\n+16175550103,Never Subscribed\n",
    ] {
        assert!(matches!(refusal(file), UnusableColumns::MayBeConsent { .. }), "{file}");
    }
    let unnamed = refusal("phone,\n+16175550102,no\n").to_string();
    assert!(unnamed.contains("column 2, which has no name"), "{unnamed}");
    assert_eq!(states("phone,,\n+16175550102,,\n"), Some(Subscribed), "what a spreadsheet puts at the end");
    let by_value = refusal("phone,List A\n+16175550101,x\n+16175550102,Unsubscribed\n");
    insta::assert_snapshot!(by_value, @"These columns may say who agreed to texts: `List A`. Say which one it is with `consent_column=<column>`, and if its values are not subscribed or yes, unsubscribed or no, or blank, which of them mean what, with `subscribed=<values>` and `unsubscribed=<values>`. If none of them says it, add a column `consent`. Nothing was saved. The file's columns are phone, List A.");
}

#[test]
fn our_own_name_counts_before_all_others_and_what_is_no_consent_is_left_alone() {
    let list = "phone,status,consent,SMS Consent,Email Marketing\n+16175550102,active,no,yes,yes\n";
    assert_eq!(states(list), Some(Unsubscribed));
    assert_eq!(states("phone,Notes,Tax Exempt,Total Spent\n+16175550102,VIP,no,3\n"), Some(Subscribed));
}

#[test]
fn the_merchant_may_say_which_column_it_is() {
    let file = b"phone,Opted In,Email Marketing\n+16175550102,no,yes\n";
    let read = |consent| ListFile::csv(file, &naming(consent));
    assert_eq!(status(&lines(&read("opted in").unwrap()).0[0]), Some(Unsubscribed));
    insta::assert_snapshot!(read("Nothing").err().unwrap(), @"The file has no column `Nothing`, which `consent_column` names. Its columns are phone, Opted In, Email Marketing.");
}

/// A column of the other sense: a yes in it is a no.
#[test]
fn an_opt_out_is_none_the_less_one_for_being_a_yes() {
    for (name, value, status) in [
        ("Opt-out", "yes", Some(Unsubscribed)),
        ("Opt-out", "no", None),
        ("opted_out", "TRUE", Some(Unsubscribed)),
        ("Unsubscribed", "1", Some(Unsubscribed)),
        ("Unsubscribed", "0", None),
        ("Do Not Text", "x1", None),
        ("DND", "on", Some(Unsubscribed)),
        ("suppressed", "", None),
        ("Opt-out status", "opted in", Some(Subscribed)),
        ("Opt-out status", "opted out", Some(Unsubscribed)),
        ("Opted In", "yes", Some(Subscribed)),
        ("Opted In", "no", Some(Unsubscribed)),
    ] {
        let file = format!("phone,{name}\n+16175550102,{value}\n");
        let read = ListFile::csv(file.as_bytes(), &naming(name)).unwrap();
        let stated = lines(&read).0.first().and_then(super::tests::status);
        assert_eq!(stated, status, "{name}: {value}");
    }
}

#[test]
fn an_opt_out_beside_the_consent_stands_against_it() {
    for (header, row, stated_as) in [
        ("phone,consent,Unsubscribed", "+16175550102,yes,yes", vec![Some(Unsubscribed)]),
        ("phone,SMS Consent,Opted Out", "+16175550102,subscribed,true", vec![Some(Unsubscribed)]),
        ("phone,SMS Consent,Opted Out", "+16175550102,subscribed,", vec![Some(Subscribed)]),
        ("phone,SMS Consent,Opted Out", "+16175550102,subscribed", vec![Some(Subscribed)]),
        ("phone,SMS Consent,Opted Out", "+16175550102,subscribed,no", vec![Some(Subscribed)]),
        ("phone,accepts_sms,unsubscribed_at", "+16175550102,yes,2026-01-02", vec![]),
        ("phone,accepts_sms,unsubscribed_at", "+16175550102,yes,", vec![Some(Subscribed)]),
        ("phone,consent,Email unsubscribed", "+16175550102,yes,yes", vec![Some(Subscribed)]),
        ("phone,consent,dnd", "+16175550102,no,no", vec![Some(Unsubscribed)]),
    ] {
        let statuses: Vec<_> = stated(&format!("{header}\n{row}\n")).into_iter().map(|(_, it)| it).collect();
        assert_eq!(statuses, stated_as, "{header}: {row}");
    }
}

#[test]
fn what_a_line_leaves_out_is_unknown() {
    for file in [
        "phone,consent\n+16175550912\n",
        "phone,consent\n+16175550912,\n",
        "phone,consent,zip\n+16175550912\n",
        "consent,phone\n,+16175550912\n",
    ] {
        assert_eq!(states(file), None, "{file}");
    }
    let json = |list: &str| {
        let read = ListFile::json(list.as_bytes(), &Mapping::default()).unwrap();
        lines(&read).0.iter().map(status).collect::<Vec<_>>()
    };
    assert_eq!(
        json(
            r#"[{"phone":"+16175550912","consent":null},{"phone":"+16175550913"},{"phone":"+16175550914","consent":"no"},
            {"phone":"+16175550915","consent":true},{"phone":"+16175550916","consent":false}]"#
        ),
        [None, None, Some(Unsubscribed), Some(Subscribed), Some(Unsubscribed)]
    );
    assert_eq!(
        json(r#"[{"phone":"+16175550912"},{"phone":"+16175550913","zip":null}]"#),
        [Some(Subscribed); 2]
    );
}

#[test]
fn an_open_quotation_mark_costs_its_own_line_only() {
    let (lines, refused) =
        import("phone,first,consent\n+16175550901,\"Ana,no\n+16175550902,Bo,no\n+16175550903,Cy,no\n");
    let phones: Vec<_> = lines.iter().map(|line| line.phone.as_str()).collect();
    assert_eq!(phones, ["+16175550902", "+16175550903"]);
    assert!(lines.iter().all(|line| status(line) == Some(Unsubscribed)));
    let [(line, refusal)] = refused.as_slice() else { panic!("{refused:?}") };
    insta::assert_snapshot!(format!("{line}: {}", refusal.detail), @"2: A quotation mark is opened in this line and not closed, or only behind a further phone. Close it, or take it out.");
}

#[test]
fn the_rows_country_reads_its_phone() {
    for (phone, country, read) in [
        ("5512345678", "MX", Some("+525512345678")),
        ("5512345678", "Mexico", Some("+525512345678")),
        ("07911 123456", "GB", Some("+447911123456")),
        ("0412 345 678", "AU", Some("+61412345678")),
        ("9162345678", "Russia", Some("+79162345678")),
        ("8 916 234-56-78", "Россия", Some("+79162345678")),
        ("06 12 34 56 78", "France", Some("+33612345678")),
        ("0151 23456789", "Deutschland", Some("+4915123456789")),
        ("90 1234 5678", "Japan", Some("+819012345678")),
        ("098765 43210", "IND", Some("+919876543210")),
        ("(11) 98765-4321", "brasil", Some("+5511987654321")),
        ("11 2345-6789", "Argentina", Some("+5491123456789")),
        ("612 34 56 78", "España", Some("+34612345678")),
        ("416 555 0123", "Canada", Some("+14165550123")),
        ("(617) 555-0102", "", Some("+16175550102")),
        ("(617) 555-0102 (cell)", "", Some("+16175550102")),
        ("+521 55 1234 5678", "", Some("+525512345678")),
        ("9162345678", "Atlantis", None),
    ] {
        let (lines, _) = import(&format!("phone,country,consent\n{phone},{country},no\n"));
        assert_eq!(lines.first().map(|line| line.phone.as_str()), read, "{phone} {country}");
    }
}

#[test]
fn an_opt_out_is_taken_whatever_else_is_wrong_with_its_line() {
    let (lines, refused) = import(&format!(
        "phone,consent,consent_at,time_zone,country,wording\n\
         +16175550901,no,yesterday,,,\n+16175550902,no,2027-01-01,,,\n+16175550903,no,2026-01-02,Mars/Base,,\n\
         +16175550904,no,,,Atlantis,\n+16175550905,no,,,,{long}\n+16175550906,yes,yesterday,,,\n+16175550907,yes,,,Atlantis,\n",
        long = "x".repeat(501),
    ));
    assert!(lines.iter().all(|line| status(line) == Some(Unsubscribed)));
    assert_eq!(lines.len(), 5, "{refused:?}");
    let since: Vec<_> = lines.iter().map(|line| line.statement.as_ref().unwrap().said_at).collect();
    assert_eq!(since[..2], [None; 2], "from now");
    assert_eq!(since[2], Some(instant("2026-01-02T05:00:00Z")));
    let remarks: Vec<_> = lines.iter().filter_map(|line| Some(line.remark.clone()?.detail)).collect();
    insta::assert_snapshot!(remarks.join("\n"), @r"
    The opt-out was taken, and counts from now. The consent_at is no time. Write it like 2026-03-31, or like 2026-03-31T09:00:00Z.
    The opt-out was taken, and counts from now. The consent_at is in the future. Write when the subscriber agreed, or leave it out.
    The opt-out was taken. `Mars/Base` is no IANA time zone; use a name such as America/New_York, or leave it out.
    The opt-out was taken. `Atlantis` is no country; use its code of two letters (ISO 3166) such as US, or its name, or leave it out.
    The opt-out was taken. The wording is longer than 500 characters. Quote the sentence that the subscriber agreed to.
    ");
    assert_eq!(refused.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [7, 8]);
}

#[test]
fn an_opt_out_is_taken_from_a_line_in_another_encoding() {
    let file = b"phone,name,consent\n+16175550901,Ren\xe9,no\n+16175550902,Ren\xe9,yes\n";
    let (lines, refused) = lines(&ListFile::csv(file, &Mapping::default()).unwrap());
    assert_eq!((lines.len(), lines[0].phone.as_str()), (1, "+16175550901"));
    assert_eq!((refused[0].0, refused[0].1.reason), (3, RefusalReason::NotUtf8));
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
    let file = format!("phone,consent,consent_at\n+14155552671,{consent},{consent_at}\n");
    import(&file).0.remove(0)
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
    assert_eq!(effect(&noted, &stop), Effect::Unsubscribed);
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
    for (said, done) in [("yes", Effect::Subscribed), ("no", Effect::Unsubscribed)] {
        assert_eq!(effect(&void, &line(said, "2026-11-22")), done, "{said}");
    }
}

proptest! {
    #[test]
    fn any_file_is_read_and_its_lines_keep_their_order(file in "(phone|Phone;consent|phone,zip)\r?\n([+0-9a-z,;\"\r\n]{0,80})") {
        if let Ok(file) = ListFile::csv(file.as_bytes(), &Mapping::default()) {
            let lines: Vec<_> = file.records.iter().map(|it| it.as_ref().map_or_else(|open| open.line, |it| it.line)).collect();
            prop_assert!(lines.iter().all(|line| (2..=82).contains(line)));
            prop_assert!(lines.is_sorted());
        }
    }

    /// Whatever a file with a consent column has in it, nobody is subscribed whose line does not say so.
    #[test]
    fn nobody_is_subscribed_by_a_line_that_does_not_say_yes(rows in proptest::collection::vec("\\+1617555[0-9]{4},[a-zA-Z\" ]{0,9}(,(no|unknown||n))?", 1..9)) {
        let file = format!("phone,name,consent\n{}\n", rows.join("\n"));
        prop_assert!(stated(&file).iter().all(|(_, status)| *status != Some(Subscribed)));
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
