//! The AWS services that are called, and where they are.

/// A service that takes JSON in the body of a `POST`.
#[derive(Debug, PartialEq, Eq)]
pub struct Service {
    /// The beginning of its host's name, which is also its name in signatures.
    pub(super) host: &'static str,
    /// What stands before the operation in `X-Amz-Target`; none where the path names the operation.
    pub(super) target: Option<&'static str>,
    /// The `Content-Type` of its requests.
    pub(super) content_type: &'static str,
    /// The end of the variable `AWS_ENDPOINT_URL_…` that names another endpoint:
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html>.
    pub(super) variable: &'static str,
}

const JSON_1_0: &str = "application/x-amz-json-1.0";
const JSON_1_1: &str = "application/x-amz-json-1.1";

/// The table.
pub const DYNAMODB: Service = Service {
    host: "dynamodb",
    target: Some("DynamoDB_20120810"),
    content_type: JSON_1_0,
    variable: "DYNAMODB",
};

/// The event bus.
pub const EVENTBRIDGE: Service =
    Service { host: "events", target: Some("AWSEvents"), content_type: JSON_1_1, variable: "EVENTBRIDGE" };

/// Schedules. Their names are in the path.
pub const SCHEDULER: Service =
    Service { host: "scheduler", target: None, content_type: "application/json", variable: "SCHEDULER" };

/// Secrets that the template makes.
pub const SECRETS_MANAGER: Service = Service {
    host: "secretsmanager",
    target: Some("secretsmanager"),
    content_type: JSON_1_1,
    variable: "SECRETS_MANAGER",
};

/// AWS End User Messaging SMS.
pub const SMS: Service = Service {
    host: "sms-voice",
    target: Some("PinpointSMSVoiceV2"),
    content_type: JSON_1_0,
    variable: "PINPOINT_SMS_VOICE_V2",
};

/// Queues.
pub const SQS: Service =
    Service { host: "sqs", target: Some("AmazonSQS"), content_type: JSON_1_0, variable: "SQS" };

/// Parameters: the secrets of stores and senders.
pub const SSM: Service =
    Service { host: "ssm", target: Some("AmazonSSM"), content_type: JSON_1_1, variable: "SSM" };

/// The ends of hosts' names outside AWS's public partition, by how their regions begin.
const ELSEWHERE: [(&str, &str); 6] = [
    ("cn-", "amazonaws.com.cn"),
    ("eusc-", "amazonaws.eu"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("us-isof-", "csp.hci.ic.gov"),
    ("us-iso-", "c2s.ic.gov"),
    ("eu-isoe-", "cloud.adc-e.uk"),
];

impl Service {
    /// Where it is in a region.
    pub(super) fn endpoint(&self, region: &str) -> String {
        let elsewhere = ELSEWHERE.iter().find(|(beginning, _)| region.starts_with(beginning));
        let suffix = elsewhere.map_or("amazonaws.com", |(_, suffix)| suffix);
        format!("https://{}.{region}.{suffix}", self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_hosts_of_its_own() {
        let cases = [
            (DYNAMODB, "us-east-1", "https://dynamodb.us-east-1.amazonaws.com"),
            (SMS, "us-gov-west-1", "https://sms-voice.us-gov-west-1.amazonaws.com"),
            (EVENTBRIDGE, "cn-north-1", "https://events.cn-north-1.amazonaws.com.cn"),
            (SECRETS_MANAGER, "us-iso-east-1", "https://secretsmanager.us-iso-east-1.c2s.ic.gov"),
            (SQS, "us-isob-east-1", "https://sqs.us-isob-east-1.sc2s.sgov.gov"),
            (SSM, "eusc-de-east-1", "https://ssm.eusc-de-east-1.amazonaws.eu"),
        ];
        for (service, region, endpoint) in cases {
            assert_eq!(service.endpoint(region), endpoint);
        }
    }
}
