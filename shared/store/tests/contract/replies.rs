use futures::future::join_all;
use rechime_domain::{phone::PhoneNumber, reply::ReplyMeaning};
use rechime_store::replies::Replies;

use crate::samples::at;

pub(crate) async fn keeps_its_promises(table: &impl Replies) {
    the_first_time_counts(table).await;
    one_caller_answers(table).await;
    an_answer_that_was_given_back_is_free_again(table).await;
    a_phone_is_told_the_same_once_an_hour(table).await;
    of_confirmations_at_once_one_goes(table).await;
}

async fn the_first_time_counts(table: &impl Replies) {
    for (second, first) in [(10, 10), (20, 10), (5, 10)] {
        assert_eq!(table.put_reply("first", &number(1), "STOP", at(second)).await, Ok(Some(at(first))));
    }
    assert_eq!(table.put_reply("other", &number(1), "STOP", at(20)).await, Ok(Some(at(20))));
    for (from, words) in [(number(2), "STOP"), (number(1), "START")] {
        let made_over = table.put_reply("first", &from, words, at(30)).await;
        assert_eq!(made_over, Ok(None), "a name is that of one reply only");
    }
}

async fn one_caller_answers(table: &impl Replies) {
    table.put_reply("once", &number(1), "STOP", at(10)).await.unwrap();
    for (claim, won) in [("q-1/1", true), ("q-1/2", false), ("q-1/1", true), ("q-2/1", false)] {
        assert_eq!(table.claim_answer("once", claim).await, Ok(won), "{claim}");
    }
    assert_eq!(
        table.put_reply("once", &number(1), "STOP", at(20)).await,
        Ok(Some(at(10))),
        "the row is still the reply's"
    );
}

async fn an_answer_that_was_given_back_is_free_again(table: &impl Replies) {
    table.put_reply("back", &number(1), "STOP", at(10)).await.unwrap();
    assert_eq!(table.claim_answer("back", "q-1/1").await, Ok(true));
    table.release_answer("back", "q-2/1").await.unwrap();
    assert_eq!(table.claim_answer("back", "q-2/1").await, Ok(false), "only its holder gives it back");
    table.release_answer("back", "q-1/1").await.unwrap();
    assert_eq!(table.claim_answer("back", "q-1/2").await, Ok(true));
}

fn number(last: u8) -> PhoneNumber {
    PhoneNumber::from_e164(&format!("+1415555267{last}")).unwrap()
}

async fn a_phone_is_told_the_same_once_an_hour(table: &impl Replies) {
    use ReplyMeaning::{Start, Stop};
    for (meaning, second, reply, goes) in [
        (Stop, 0, "r-1", true),
        (Stop, 1, "r-2", false),
        (Stop, 2, "r-1", true),
        (Start, 3, "r-3", true),
        (Stop, 4, "r-4", true),
        (Stop, 3603, "r-5", false),
        (Stop, 3604, "r-6", true),
    ] {
        let claimed = table.claim_confirmation(&number(1), None, meaning, at(second), reply).await;
        assert_eq!(claimed, Ok(goes), "{meaning:?} at {second}: {reply}");
    }
}

async fn of_confirmations_at_once_one_goes(table: &impl Replies) {
    let replies: Vec<_> = (0..5).map(|reply| format!("r-{reply}")).collect();
    let (phone, stop) = (number(2), ReplyMeaning::Stop);
    let told =
        join_all(replies.iter().map(|reply| table.claim_confirmation(&phone, None, stop, at(10), reply)))
            .await;
    assert_eq!(told.iter().filter(|told| **told == Ok(true)).count(), 1, "{told:?}");
}
