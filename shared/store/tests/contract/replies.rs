use rechime_store::replies::Replies;

use crate::samples::at;

pub(crate) async fn keeps_its_promises(table: &impl Replies) {
    the_first_time_counts(table).await;
    one_caller_answers(table).await;
    an_answer_that_was_given_back_is_free_again(table).await;
}

async fn the_first_time_counts(table: &impl Replies) {
    for (second, first) in [(10, 10), (20, 10), (5, 10)] {
        assert_eq!(table.put_reply("first", at(second)).await, Ok(at(first)));
    }
    assert_eq!(table.put_reply("other", at(20)).await, Ok(at(20)));
}

async fn one_caller_answers(table: &impl Replies) {
    table.put_reply("once", at(10)).await.unwrap();
    for (claim, won) in [("q-1/1", true), ("q-1/2", false), ("q-1/1", true), ("q-2/1", false)] {
        assert_eq!(table.claim_answer("once", claim).await, Ok(won), "{claim}");
    }
    assert_eq!(table.put_reply("once", at(20)).await, Ok(at(10)), "the row is still the reply's");
}

async fn an_answer_that_was_given_back_is_free_again(table: &impl Replies) {
    table.put_reply("back", at(10)).await.unwrap();
    assert_eq!(table.claim_answer("back", "q-1/1").await, Ok(true));
    table.release_answer("back", "q-2/1").await.unwrap();
    assert_eq!(table.claim_answer("back", "q-2/1").await, Ok(false), "only its holder gives it back");
    table.release_answer("back", "q-1/1").await.unwrap();
    assert_eq!(table.claim_answer("back", "q-1/2").await, Ok(true));
}
