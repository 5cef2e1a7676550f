//! What the SDK's errors mean to us.

use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};

use crate::error::StoreError;

/// An error that is not one of our conditions. All of them may pass, even a refusal: permissions and tables get
/// repaired while the queue keeps its messages.
///
/// Of an answer only code and message are told, for the rest of it can contain the item.
pub(crate) fn unavailable<E>(error: &SdkError<E>) -> StoreError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let told = error.as_service_error().map(|answer| {
        format!("{}: {}", answer.code().unwrap_or("unknown error"), answer.message().unwrap_or("no message"))
    });
    StoreError::Unavailable(told.unwrap_or_else(|| DisplayErrorContext(error).to_string()))
}
