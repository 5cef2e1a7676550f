//! `DescribePhoneNumbers`: the numbers of the AWS account, which are always the same.

use serde_json::{Value, json};

/// Each number with its id and its pool.
const NUMBERS: [(&str, &str, Option<&str>); 3] = [
    ("+18005551212", "phone-1", None),
    ("+18005551401", "phone-2", Some("pool-1")),
    ("+18005551402", "phone-3", Some("pool-1")),
];

pub(crate) fn describe() -> Value {
    json!({ "PhoneNumbers": NUMBERS.map(|(number, id, pool)| number_of(number, id, pool)) })
}

fn number_of(number: &str, id: &str, pool: Option<&str>) -> Value {
    let mut described = json!({
        "PhoneNumberArn": format!("arn:aws:sms-voice:us-east-1:000000000000:phone-number/{id}"),
        "PhoneNumberId": id,
        "PhoneNumber": number,
        "Status": "ACTIVE",
        "IsoCountryCode": "US",
        "MessageType": "TRANSACTIONAL",
        "NumberCapabilities": ["SMS"],
        "NumberType": "TOLL_FREE",
        "MonthlyLeasingPrice": "2.00",
        "TwoWayEnabled": true,
        "SelfManagedOptOutsEnabled": true,
        "OptOutListName": "Default",
        "InternationalSendingEnabled": false,
        "DeletionProtectionEnabled": false,
        "CreatedTimestamp": 1_795_000_000,
    });
    if let Some((fields, pool)) = described.as_object_mut().zip(pool) {
        fields.insert("PoolId".to_owned(), pool.into());
    }
    described
}
