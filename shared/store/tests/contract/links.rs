use jiff::Timestamp;
use rechime_domain::{
    ids::MessageId,
    link::{Destination, LinkCode, LinkKey},
    message::{MessageRecord, MessageState},
};
use rechime_store::{
    links::{Links, NewLink, ShortLink},
    messages::{Claim, Messages},
};

use crate::{
    emulator,
    samples::{at, claim_of, pending, record, sending, store},
};

pub(crate) async fn keeps_its_promises(table: &(impl Links + Messages)) {
    links_lead_where_their_text_says(table).await;
    a_text_that_is_tried_again_has_the_same_links(table).await;
    a_deleted_link_leads_nowhere(table).await;
    a_link_that_its_message_has_no_more_leads_nowhere(table).await;
}

fn code(message: &MessageId, position: u8) -> LinkCode {
    LinkKey::new(b"key").code(message, position)
}

fn link(charge: u64, position: u8, destination: &str) -> NewLink {
    let store = store("links");
    let message = pending(&store, charge).id;
    let destination = Destination::parse(destination).unwrap();
    NewLink { code: code(&message, position), store, message, position, destination }
}

fn found(link: &NewLink, expires_at: i64) -> ShortLink {
    let NewLink { store, message, position, destination, .. } = link.clone();
    let expires_at = Timestamp::from_second(at(expires_at).as_second()).unwrap();
    ShortLink { store, message, position, destination, expires_at }
}

/// For how long a message's row is kept where the deployment does not say.
const NINETY_DAYS: i64 = 90 * 86_400;

async fn links_lead_where_their_text_says(table: &impl Links) {
    let links = [link(1, 0, "https://shop.example/a?b=%20"), link(1, 1, "https://shop.example/b")];
    table.put_links(&links, at(60)).await.unwrap();
    for link in &links {
        assert_eq!(table.get_link(&link.code).await, Ok(Some(found(link, 60 + NINETY_DAYS))));
    }
    assert_eq!(table.get_link(&LinkCode::sample()).await, Ok(None));
    table.put_links(&[], at(60)).await.unwrap();
}

async fn a_text_that_is_tried_again_has_the_same_links(table: &impl Links) {
    let (first, second) = (link(2, 0, "https://shop.example/then"), link(2, 0, "https://shop.example/now"));
    assert_eq!(first.code.as_str(), second.code.as_str());
    table.put_links(&[first], at(60)).await.unwrap();
    table.put_links(std::slice::from_ref(&second), at(90)).await.unwrap();
    assert_eq!(table.get_link(&second.code).await, Ok(Some(found(&second, 90 + NINETY_DAYS))));
}

async fn a_deleted_link_leads_nowhere(table: &impl Links) {
    let links = [link(3, 0, "https://shop.example/a"), link(3, 1, "https://shop.example/b")];
    table.put_links(&links, at(60)).await.unwrap();
    let [deleted, kept] = links;
    for _ in 0..2 {
        table.delete_links(std::slice::from_ref(&deleted.code)).await.unwrap();
        assert_eq!(table.get_link(&deleted.code).await, Ok(None));
    }
    assert!(table.get_link(&kept.code).await.unwrap().is_some());
}

/// A text with two links was claimed and given back. It then goes with one, and at last not at all.
async fn a_link_that_its_message_has_no_more_leads_nowhere(table: &(impl Links + Messages)) {
    let links = [link(5, 0, "https://shop.example/a"), link(5, 1, "https://shop.example/b")];
    let row = |codes: &[NewLink], state| MessageRecord {
        links: codes.iter().map(|link| link.code.clone()).collect(),
        ..record(&pending(&store("links"), 5), state)
    };
    let due = MessageState::Due { reason: "The provider is busy.".to_owned(), at: at(61) };
    let mut left = links.as_slice();
    for claimant in ["a", "b"] {
        assert_eq!(table.claim(&row(left, sending(claimant))).await, Ok(Claim::Won));
        table.put_links(left, at(60)).await.unwrap();
        let message = &links[0].message;
        table.put_outcome(&store("links"), message, &claim_of(claimant), &due).await.unwrap();
        let leads = [table.get_link(&links[0].code).await, table.get_link(&links[1].code).await];
        assert_eq!(leads.map(|it| it.unwrap().is_some()), [true, left.len() == 2]);
        left = &left[..1];
    }
    let skipped = row(&[], MessageState::Skipped { at: at(70) });
    assert_eq!(table.put_skip(&skipped).await, Ok(true));
    assert_eq!(table.get_link(&links[0].code).await, Ok(None));
}

#[tokio::test]
async fn a_link_ends_with_its_messages_row() {
    let [last, first] = [60 + NINETY_DAYS - 1, 60 + NINETY_DAYS];
    let Some([now, last, first]) = emulator::table_at("expiry-of-links", [100, last, first]).await else {
        return;
    };
    let link = link(4, 0, "https://shop.example/a");
    now.put_links(std::slice::from_ref(&link), at(60)).await.unwrap();
    assert!(last.get_link(&link.code).await.unwrap().is_some());
    assert_eq!(first.get_link(&link.code).await, Ok(None));
}
