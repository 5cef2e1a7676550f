use jiff::civil::date;
use rechime_domain::{
    click::ClickClass,
    frequency::{SentText, SentTexts},
    ids::{MessageId, SenderId, SourceId},
    link::{LinkCode, LinkKey},
    message::{Bill, MessageState},
    text_notes::NoteKey,
};
use rechime_store::{
    clicks::{Click, ClickRecord, Clicks},
    consistency::Consistency,
    messages::Messages,
    sent_texts::{Seen, SentTextLog},
    subscribers::Subscribers,
};

use crate::{
    emulator,
    samples::{at, claim_of, pending, phone, record, sending, store},
};

pub(crate) async fn keeps_its_promises(table: &(impl Clicks + Messages + SentTextLog + Subscribers)) {
    the_first_click_of_each_class_is_kept(table).await;
    a_message_is_clicked_in_once(table).await;
    a_message_without_a_row_is_not_clicked_in(table).await;
    a_subscriber_has_clicked_in_a_text(table).await;
    notes_come_and_go_and_clicks_with_them(table).await;
}

fn code(message: &MessageId, position: u8) -> LinkCode {
    LinkKey::new(b"key").code(message, position)
}

fn click(charge: u64, position: u8, class: ClickClass, second: i64) -> Click {
    let store = store("clicks");
    let message = pending(&store, charge).id;
    let code = code(&message, position);
    Click { store, message, position, code, class, at: at(second), expires_at: at(86_400) }
}

async fn the_first_click_of_each_class_is_kept(table: &impl Clicks) {
    use ClickClass::{Human, Preview, Scanner};
    for (position, class, second, stands) in [
        (0, Preview, 10, 10),
        (0, Human, 20, 20),
        (0, Human, 30, 20),
        (0, Human, 20, 20),
        (0, Human, 15, 20),
        (11, Scanner, 40, 40),
        (0, Preview, 50, 10),
    ] {
        assert_eq!(
            table.put_click(&click(1, position, class, second)).await,
            Ok(at(stands)),
            "{class:?} at {second}"
        );
    }
    table.put_click(&click(2, 0, Human, 60)).await.unwrap();
    let of_one = click(1, 0, Human, 0);
    let kept = table.list_clicks(&of_one.store, &of_one.message).await.unwrap();
    let expected =
        [(0, vec![(Human, 20), (Preview, 10)]), (11, vec![(Scanner, 40)])].map(|(position, first)| {
            let first = first.into_iter().map(|(class, second)| (class, at(second))).collect();
            ClickRecord { position, code: code(&of_one.message, position), first }
        });
    assert_eq!(kept, expected);
}

async fn a_message_is_clicked_in_once(table: &(impl Clicks + Messages)) {
    let row = record(&pending(&store("clicks"), 5), sending("a"));
    table.claim(&row).await.unwrap();
    for (second, stands) in [(70, 70), (80, 70), (65, 70)] {
        assert_eq!(table.put_clicked(&row.store, &row.id, at(second)).await, Ok(Some(at(stands))));
    }
    let accepted = MessageState::Accepted { provider_id: "SM1".to_owned(), at: at(90) };
    assert!(table.put_outcome(&row.store, &row.id, &claim_of("a"), &accepted).await.unwrap());
    let delivered = MessageState::Delivered { provider_id: "SM1".to_owned(), at: at(91) };
    table.put_receipt(&row.store, &row.id, &delivered, &Bill::default()).await.unwrap();
    let kept = table.get_message(&row.store, &row.id).await.unwrap().unwrap();
    assert_eq!((kept.clicked_at, kept.state), (Some(at(70)), delivered), "outcomes and receipts keep it");
}

async fn a_message_without_a_row_is_not_clicked_in(table: &(impl Clicks + Messages)) {
    let message = pending(&store("clicks"), 6);
    assert_eq!(table.put_clicked(&message.store, &message.id, at(70)).await, Ok(None));
    assert_eq!(table.get_message(&message.store, &message.id).await, Ok(None), "no row is made");
}

async fn a_subscriber_has_clicked_in_a_text(table: &(impl SentTextLog + Subscribers)) {
    let (row, message) = (store("clicks-noted"), pending(&store("clicks-noted"), 1));
    table.note_click(&row, &phone(), &message.id, &message.source, date(2026, 11, 24)).await.unwrap();
    assert_eq!(table.get_own_row(&row, &phone(), Consistency::Strong).await, Ok(None), "no row is made");
    let text = SentText { message: message.id.clone(), at: at(0), promotional: false };
    let texts = SentTexts::default().with(text, &message.source);
    assert!(
        table
            .count_text(
                &row,
                &phone(),
                &message.id.person(),
                &SenderId::installation(),
                &Seen::default(),
                &texts
            )
            .await
            .unwrap()
    );
    for day in [24, 26, 25] {
        table.note_click(&row, &phone(), &message.id, &message.source, date(2026, 11, day)).await.unwrap();
    }
    let subscriber = table.get_own_row(&row, &phone(), Consistency::Strong).await.unwrap().unwrap();
    assert_eq!(subscriber.clicked_recharge_on, Some(date(2026, 11, 26)), "of several days the last");
    assert_eq!(subscriber.clicked, [NoteKey::of(&message.id)].into());
    assert_eq!(subscriber.got, texts.got);
    let (other, campaign) = (pending(&row, 2).id, SourceId::campaign("7k2m9x").unwrap());
    table.note_click(&row, &phone(), &other, &campaign, date(2026, 11, 28)).await.unwrap();
    let subscriber = table.get_own_row(&row, &phone(), Consistency::Strong).await.unwrap().unwrap();
    assert_eq!(subscriber.clicked_recharge_on, Some(date(2026, 11, 26)), "a campaign is no Recharge flow");
    assert!(subscriber.clicked.contains(&NoteKey::of(&other)));
}

async fn notes_come_and_go_and_clicks_with_them(table: &(impl SentTextLog + Subscribers)) {
    let row = store("clicks-many");
    let mut known = SentTexts::default();
    for charge in 0..25 {
        let message = pending(&row, charge);
        let day = i64::try_from(charge).unwrap() * 86_400;
        let text = SentText { message: message.id.clone(), at: at(day), promotional: false };
        let next = known.with(text, &message.source);
        let seen = Seen { texts: known, consent: None };
        assert!(
            table
                .count_text(&row, &phone(), &message.id.person(), &SenderId::installation(), &seen, &next)
                .await
                .unwrap()
        );
        table.note_click(&row, &phone(), &message.id, &message.source, date(2026, 11, 24)).await.unwrap();
        known = next;
    }
    let subscriber = table.get_own_row(&row, &phone(), Consistency::Strong).await.unwrap().unwrap();
    assert_eq!(subscriber.got, known.got);
    assert_eq!(subscriber.got.iter().count(), 20);
    let noted: Vec<_> = subscriber.got.iter().map(|(key, _)| key.clone()).collect();
    assert_eq!(subscriber.clicked.into_iter().collect::<Vec<_>>(), noted, "a click leaves with its note");
    assert!(table.uncount_text(&row, &phone(), &known, &SentTexts::default()).await.unwrap());
    let subscriber = table.get_own_row(&row, &phone(), Consistency::Strong).await.unwrap().unwrap();
    assert!(subscriber.got.is_empty() && subscriber.clicked.is_empty());
}

#[tokio::test]
async fn a_click_ends_with_its_link() {
    let Some([now, last, first]) = emulator::table_at("expiry-of-clicks", [100, 86_399, 86_400]).await else {
        return;
    };
    let click = click(7, 0, ClickClass::Human, 60);
    now.put_click(&click).await.unwrap();
    assert_eq!(last.list_clicks(&click.store, &click.message).await.unwrap().len(), 1);
    assert_eq!(first.list_clicks(&click.store, &click.message).await.unwrap(), []);
}
