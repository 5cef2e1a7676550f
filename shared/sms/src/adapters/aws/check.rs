//! Whether the AWS account can send from a number or a pool:
//! <https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_DescribePhoneNumbers.html>.

use std::collections::BTreeSet;

use rechime_domain::{phone::PhoneNumber, sender::Sender};
use rechime_platform::aws::{AwsConfig, Client, SMS};
use serde::{Deserialize, Serialize};

use crate::sender_check::CheckError;

const UNKNOWN: &str = "this AWS account has no such number or pool in this region; give a number as +18005551212, or the id \
                       or ARN of a number or pool";
const NOT_ACTIVE: &str = "this number or pool has no active number yet; wait until AWS has set it up";
const NO_REPLIES: &str = "turn on two-way SMS for each number of this sender, with the topic of Rechime's output \
                          FeedbackTopicArn: else no STOP is heard";
const TOO_MANY: &str = "a pool may have 50 numbers at most";

/// How many numbers a sender may have: each is written with it.
const MOST_NUMBERS: usize = 50;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribePhoneNumbers {
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    phone_numbers: Vec<Described>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    phone_number: String,
    phone_number_id: Option<String>,
    pool_id: Option<String>,
    status: String,
    #[serde(default)]
    two_way_enabled: bool,
}

/// The numbers of a sender.
pub(in crate::adapters) async fn check(
    aws_config: &AwsConfig,
    sender: &Sender,
) -> Result<BTreeSet<PhoneNumber>, CheckError> {
    let identity = sender.identity.as_deref().unwrap_or_default();
    let all = numbers(&Client::new(aws_config, &SMS)).await?;
    let its: Vec<_> = all.into_iter().filter(|number| belongs_to(number, identity)).collect();
    if its.is_empty() {
        return Err(CheckError::NoSuchIdentity(UNKNOWN));
    }
    let active: Vec<_> = its.iter().filter(|number| number.status == "ACTIVE").collect();
    if active.is_empty() {
        return Err(CheckError::NoSuchIdentity(NOT_ACTIVE));
    }
    if active.iter().any(|number| !number.two_way_enabled) {
        return Err(CheckError::NoSuchIdentity(NO_REPLIES));
    }
    if active.len() > MOST_NUMBERS {
        return Err(CheckError::NoSuchIdentity(TOO_MANY));
    }
    let known = active.into_iter().map(|number| PhoneNumber::from_e164(&number.phone_number));
    Ok(known.flatten().collect())
}

async fn numbers(client: &Client) -> Result<Vec<Described>, CheckError> {
    let mut numbers = Vec::new();
    let mut next_token = None;
    loop {
        let page: Page = client
            .call("DescribePhoneNumbers", &DescribePhoneNumbers { next_token })
            .await
            .map_err(|error| CheckError::NotReached(error.code().unwrap_or("no answer").to_owned()))?;
        numbers.extend(page.phone_numbers);
        next_token = page.next_token;
        if next_token.is_none() {
            return Ok(numbers);
        }
    }
}

/// An ARN ends with the id: `…:phone-number/phone-1`, `…:pool/pool-1`.
fn belongs_to(number: &Described, identity: &str) -> bool {
    let id = identity.rsplit('/').next().unwrap_or(identity);
    number.phone_number == identity
        || number.phone_number_id.as_deref() == Some(id)
        || number.pool_id.as_deref() == Some(id)
}

#[cfg(test)]
mod tests {
    use rechime_domain::sender::ProviderName;
    use rechime_platform::testing::{Answer, HttpStub};

    use super::*;

    fn number(last: u8, id: &str, pool: &str, status: &str, two_way: bool) -> String {
        format!(
            r#"{{"PhoneNumberArn":"arn:aws:sms-voice:us-east-1:1:phone-number/{id}","PhoneNumberId":"{id}",
            "PhoneNumber":"+1800555121{last}","Status":"{status}","IsoCountryCode":"US","MessageType":"TRANSACTIONAL",
            "NumberCapabilities":["SMS"],"NumberType":"TOLL_FREE","MonthlyLeasingPrice":"2.00",
            "TwoWayEnabled":{two_way},"SelfManagedOptOutsEnabled":true,"OptOutListName":"Default",
            "DeletionProtectionEnabled":false,"PoolId":"{pool}","CreatedTimestamp":1}}"#
        )
    }

    async fn checked(identity: &str) -> Result<Vec<String>, CheckError> {
        let numbers = [
            number(1, "phone-1", "pool-1", "ACTIVE", true),
            number(2, "phone-2", "pool-1", "ACTIVE", true),
            number(3, "phone-3", "pool-3", "PENDING", true),
            number(4, "phone-4", "pool-4", "ACTIVE", false),
        ];
        let body = format!(r#"{{"PhoneNumbers":[{}]}}"#, numbers.join(","));
        let stub = HttpStub::start([Answer::json(200, &body)]).unwrap();
        let sender = Sender::new(ProviderName::Aws, None, identity.to_owned(), std::num::NonZeroU32::MIN);
        let numbers = check(&stub.aws(), &sender).await?;
        Ok(numbers.iter().map(|number| number.as_str().to_owned()).collect())
    }

    #[tokio::test]
    async fn a_number_is_found_by_each_of_its_names_and_a_pool_by_its_numbers() {
        let arn = "arn:aws:sms-voice:us-east-1:1:phone-number/phone-1";
        for identity in ["+18005551211", "phone-1", arn] {
            assert_eq!(checked(identity).await.unwrap(), ["+18005551211"], "{identity}");
        }
        assert_eq!(checked("pool-1").await.unwrap(), ["+18005551211", "+18005551212"]);
    }

    #[tokio::test]
    async fn what_cannot_send_or_hears_no_stop_is_refused() {
        for (identity, expected) in
            [("+18005551219", UNKNOWN), ("pool-9", UNKNOWN), ("phone-3", NOT_ACTIVE), ("pool-4", NO_REPLIES)]
        {
            assert_eq!(checked(identity).await, Err(CheckError::NoSuchIdentity(expected)), "{identity}");
        }
        let stub = HttpStub::start([Answer::json(400, r#"{"__type":"AccessDeniedException"}"#)]).unwrap();
        let sender = Sender::new(ProviderName::Aws, None, "pool-1".to_owned(), std::num::NonZeroU32::MIN);
        let refused = check(&stub.aws(), &sender).await;
        assert_eq!(refused, Err(CheckError::NotReached("AccessDeniedException".to_owned())));
    }
}
