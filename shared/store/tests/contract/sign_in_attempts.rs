use futures::future::join_all;
use rechime_store::sign_in_attempts::{Attempt, MOST_ATTEMPTS, SignInAttempts};

use crate::samples::at;

/// Ten minutes apart: two windows, whenever windows begin.
const THIS: i64 = 0;
const NEXT: i64 = 600;

pub(crate) async fn keeps_its_promises(table: &impl SignInAttempts) {
    an_address_has_its_attempts(table).await;
    one_that_succeeded_does_not_count(table).await;
    of_many_at_once_no_more_are_allowed(table).await;
    the_operator_is_told_once_an_hour(table).await;
}

async fn an_address_has_its_attempts(table: &impl SignInAttempts) {
    for left in (0..MOST_ATTEMPTS).rev() {
        assert_eq!(table.claim_attempt("203.0.113.7", at(THIS)).await, Ok(Attempt::Allowed { left }));
    }
    for _ in 0..2 {
        let Ok(Attempt::Refused { until }) = table.claim_attempt("203.0.113.7", at(THIS)).await else {
            panic!("one too many is refused")
        };
        assert!(until > at(THIS) && until <= at(NEXT), "{until}");
    }
    let left = MOST_ATTEMPTS - 1;
    assert_eq!(table.claim_attempt("198.51.100.1", at(THIS)).await, Ok(Attempt::Allowed { left }));
    assert_eq!(table.claim_attempt("203.0.113.7", at(NEXT)).await, Ok(Attempt::Allowed { left }));
}

async fn one_that_succeeded_does_not_count(table: &impl SignInAttempts) {
    for _ in 0..2 * MOST_ATTEMPTS {
        let left = MOST_ATTEMPTS - 1;
        assert_eq!(table.claim_attempt("office", at(THIS)).await, Ok(Attempt::Allowed { left }));
        table.release_attempt("office", at(THIS)).await.unwrap();
    }
    table.release_attempt("office", at(THIS)).await.unwrap();
    let left = MOST_ATTEMPTS - 1;
    assert_eq!(table.claim_attempt("office", at(THIS)).await, Ok(Attempt::Allowed { left }));
}

async fn of_many_at_once_no_more_are_allowed(table: &impl SignInAttempts) {
    let attempts = join_all((0..30).map(|_| table.claim_attempt("many", at(THIS)))).await;
    let allowed = attempts.iter().filter(|attempt| matches!(attempt, Ok(Attempt::Allowed { .. }))).count();
    assert_eq!(allowed, usize::from(MOST_ATTEMPTS));
}

async fn the_operator_is_told_once_an_hour(table: &impl SignInAttempts) {
    assert_eq!(table.claim_alert(at(THIS)).await, Ok(true));
    assert_eq!(table.claim_alert(at(THIS)).await, Ok(false));
    assert_eq!(table.claim_alert(at(THIS + 3600)).await, Ok(true));
}
