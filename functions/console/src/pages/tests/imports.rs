//! Files of people: whole without JavaScript, in parts by the page's script.

use axum::body::to_bytes;
use serde_json::Value;

use super::{Browser, Seen};
use crate::testing::Bench;

const BEGIN: &str = "/s/demo/subscribers/imports";
const LIST: &[u8] =
    b"\xEF\xBB\xBFphone,consent,note\r\n+12125550001,yes,a\r\n+12125550002,no,\r\nnobody,yes,=1+1\r\n";

#[tokio::test]
async fn a_file_is_previewed_imported_and_its_refused_lines_are_taken_away_without_javascript() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let begun = browser.upload(BEGIN, &[], LIST).await;
    assert_eq!(begun.status, 303, "{}", begun.html);
    let address = begun.location.unwrap();
    let page = browser.get(&address).await;
    page.shows("This would happen; nothing is saved yet").shows("Import 3 lines").shows("1 line</b> (4)");
    page.shows("list.csv").shows("Download the refused lines");
    let listed = "/api/v1/stores/demo/subscribers";
    assert_eq!(bench.get(listed).await.json()["subscribers"].as_array().unwrap().len(), 0);
    let refused = browser.upload(&format!("{address}/refused"), &[], LIST).await;
    insta::assert_snapshot!(refused.html, @r#"
    phone,consent,note,line,why_refused
    nobody,yes,'=1+1,4,"The phone is not a valid number. Write it in international form, such as +14155552671."
    "#);
    let done = browser.upload(&address, &[], LIST).await;
    assert_eq!(done.location.as_deref(), Some(address.as_str()));
    let page = browser.get(&address).await;
    page.shows("<h2 tabindex=\"-1\">Done</h2>").hides("Import 3 lines").shows("Download the refused lines");
    assert_eq!(bench.get(listed).await.json()["subscribers"].as_array().unwrap().len(), 2);
    let again = browser.get("/s/demo/subscribers/import").await;
    again.shows("Earlier imports").shows("list.csv").shows(&format!("href=\"{address}\""));
    browser.get("/s/demo/settings/changes").await.shows("imported subscribers");
}

#[tokio::test]
async fn the_page_s_script_sends_parts_and_goes_on_where_it_stopped() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let begun = part(&browser, BEGIN, &[], b"phone,consent\n+1212").await;
    let (address, mut next) = (begun["address"].as_str().unwrap(), begun["next_line"].as_u64().unwrap());
    assert_eq!(next, 2);
    let lines = ["+12125550001,yes\n+12125550002,y", "+12125550002,yes\n", "+12125550003,yes"];
    for deed in ["/preview", ""] {
        next = 2;
        for (place, text) in lines.iter().enumerate() {
            let line = next.to_string();
            let mut fields = vec![("line", line.as_str())];
            fields.extend((place == 2).then_some(("last", "yes")));
            let told = part(&browser, &format!("{address}{deed}"), &fields, text.as_bytes()).await;
            assert_eq!(told["is_whole"], place == 2, "{told}");
            next = told["next_line"].as_u64().unwrap();
        }
    }
    browser.get(address).await.shows("Done").shows("3 people");
    let gap = browser.upload(BEGIN, &[], b"phone\n+12125550009\n").await.location.unwrap();
    let told = part(&browser, &gap, &[("line", "9")], b"+12125550009\n").await;
    assert!(told["problem"].as_str().unwrap().contains("Lines are missing"), "{told}");
}

/// Sends a part as the script does.
async fn part(browser: &Browser<'_>, path: &str, fields: &[(&str, &str)], text: &[u8]) -> Value {
    let token = browser.token();
    let fields = [fields, &[("csrf", token.as_str())]].concat();
    let answer = Seen::of(browser.send_file(path, &fields, text, true).await).await;
    serde_json::from_str(&answer.html).unwrap_or_else(|_| panic!("{}", answer.html))
}

#[tokio::test]
async fn a_file_that_says_not_who_agreed_asks_for_its_columns() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let list = b"rufnummer,stand\n+12125550001,active\n";
    let page = browser.upload(BEGIN, &[("subscribed", "active")], list).await;
    assert_eq!(page.status, 422);
    page.shows("id=\"file-error\"").shows("<details class=\"disclosure\" open>").shows("value=\"active\"");
    let mapped = [("phone_column", "rufnummer"), ("consent_column", "stand"), ("subscribed", "active")];
    let begun = browser.upload(BEGIN, &mapped, list).await;
    browser.get(&begun.location.unwrap()).await.shows("Import 1 line");
}

#[tokio::test]
async fn a_file_is_taken_up_to_four_mib_and_only_from_our_own_pages() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let line = "+12125550001,yes\n";
    let list = format!("phone,consent\n{}", line.repeat(3 * 1024 * 1024 / line.len()));
    let begun = browser.upload(BEGIN, &[], list.as_bytes()).await;
    assert_eq!(begun.status, 303, "{}", begun.html);
    let too_large = list.repeat(2);
    let refused = browser.upload(BEGIN, &[], too_large.as_bytes()).await;
    assert_eq!(refused.status, 413);
    refused.shows("larger than 4 MiB");
    for fields in [&[][..], &[("csrf", "another")]] {
        assert_eq!(Seen::of(browser.send_file(BEGIN, fields, LIST, false).await).await.status, 403);
    }
    let stranger = Browser { bench: &bench, cookie: String::new() };
    let sent = stranger.send_file(BEGIN, &[], LIST, false).await;
    assert_ne!(sent.status().as_u16(), 200);
    assert!(to_bytes(sent.into_body(), 100_000).await.unwrap().len() < 100_000);
}

#[tokio::test]
async fn a_list_and_a_person_are_taken_away() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let list = "phone,consent\n+12125550001,yes\n";
    browser.post("/s/demo/subscribers/import", &[("list", list), ("act", "import")]).await;
    browser.get("/s/demo/subscribers").await.shows("href=\"/s/demo/subscribers/export\"");
    browser.get("/s/demo/subscribers/subscribers.csv").await.shows("2125550001").shows("phone,consent");
    let page = browser.get("/s/demo/subscribers/+12125550001").await;
    page.shows("Export their data").shows("Erase this person");
    let export = browser.get("/s/demo/subscribers/+12125550001/export").await;
    let export: Value = serde_json::from_str(&export.html).unwrap();
    assert_eq!(export["phones"][0], "+12125550001");
    assert_eq!(browser.get("/s/demo/subscribers/nonsense/export").await.status, 404);
}

#[tokio::test]
async fn what_a_file_says_is_text() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let evil = b"phone,consent,country\n<script>alert(1)</script>,yes,US\n+12125550001,<img src=x>,US\n+12125550002,yes,<b>x\n";
    let address = browser.upload(BEGIN, &[], evil).await.location.unwrap();
    for page in [address.as_str(), "/s/demo/subscribers/import"] {
        browser.get(page).await.hides("<script>alert").hides("<img src").hides("<b>x");
    }
}
