//! What the errors of DynamoDB mean to us.

use rechime_platform::{aws::CallError, causes::causes};

use crate::{error::StoreError, item::Item};

/// An error that is not one of our conditions. All of them may pass, even a refusal: permissions and tables get
/// repaired while the queue keeps its messages.
///
/// Of an answer only code and message are told, for the rest of it can contain the item.
pub(crate) fn unavailable(error: &CallError) -> StoreError {
    StoreError::Unavailable(causes(error))
}

/// The row as it is, where a condition was not met; empty if there is none, or nobody asked for it.
pub(crate) fn row_that_did_not_meet_the_condition(error: &CallError) -> Option<Item> {
    let refusal = error.refusal().filter(|_| error.is("ConditionalCheckFailedException"))?;
    let row = refusal.body.get("Item").cloned().map(serde_json::from_value);
    Some(row.and_then(Result::ok).unwrap_or_default())
}

/// Whether a transaction was canceled for that reason, such as `TransactionConflict`, of one of its parts:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CancellationReason.html>.
pub(crate) fn is_canceled_for(error: &CallError, code: &str) -> bool {
    let canceled = error.refusal().filter(|_| error.is("TransactionCanceledException"));
    let reasons = canceled.and_then(|refusal| refusal.body.get("CancellationReasons")?.as_array());
    reasons.into_iter().flatten().any(|reason| reason.get("Code").is_some_and(|its| its == code))
}

#[cfg(test)]
mod tests {
    use rechime_platform::aws::Refusal;
    use serde_json::json;

    use super::*;
    use crate::item::string;

    fn refused(code: &str, body: serde_json::Value) -> CallError {
        CallError::Refused(Refusal { status: 400, code: Some(code.to_owned()), message: None, body })
    }

    #[test]
    fn a_condition_that_was_not_met_shows_the_row() {
        let failed =
            |body| row_that_did_not_meet_the_condition(&refused("ConditionalCheckFailedException", body));
        let row = Item::from([("state".to_owned(), string("sent"))]);
        assert_eq!(failed(json!({ "Item": { "state": { "S": "sent" } } })), Some(row));
        assert_eq!(failed(json!({})), Some(Item::new()));
        let other = refused("ThrottlingException", json!({ "Item": {} }));
        assert_eq!(row_that_did_not_meet_the_condition(&other), None);
    }

    #[test]
    fn a_transaction_is_canceled_for_the_reasons_of_its_parts() {
        let body = json!({ "CancellationReasons": [{ "Code": "None" }, { "Code": "TransactionConflict" }] });
        let error = refused("TransactionCanceledException", body);
        assert!(is_canceled_for(&error, "TransactionConflict"));
        assert!(!is_canceled_for(&error, "ConditionalCheckFailed"));
        assert!(!is_canceled_for(&CallError::TimedOut, "TransactionConflict"));
    }
}
