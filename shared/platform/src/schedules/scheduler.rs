//! Schedules in EventBridge Scheduler.

use async_trait::async_trait;
use rechime_domain::{
    ids::StoreId,
    job::{ReleaseJob, ReviewPosition},
    minute::Minute,
};
use serde::{Serialize, de::IgnoredAny};

use super::{
    ScheduleError, Schedules,
    name::{expression, name, of_further_review, of_review},
};
use crate::{
    aws::{AwsConfig, Client, SCHEDULER},
    causes::causes,
    environment::{Environment, EnvironmentError},
};

/// How long the Scheduler tries to wake quiet-hours, in seconds. After that the upkeep of the next hour does it.
const RETRY_SECONDS: u32 = 3_600;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CreateSchedule<'a> {
    action_after_completion: &'a str,
    client_token: &'a str,
    flexible_time_window: FlexibleTimeWindow<'a>,
    group_name: &'a str,
    schedule_expression: String,
    schedule_expression_timezone: &'a str,
    target: Target<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct FlexibleTimeWindow<'a> {
    mode: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Target<'a> {
    arn: &'a str,
    dead_letter_config: DeadLetterConfig<'a>,
    input: String,
    retry_policy: RetryPolicy,
    role_arn: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DeadLetterConfig<'a> {
    arn: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct RetryPolicy {
    maximum_event_age_in_seconds: u32,
}

/// Schedules in EventBridge Scheduler, in one group.
#[derive(Debug)]
pub struct SchedulerSchedules {
    client: Client,
    group: String,
    role_arn: String,
    target_arn: String,
    dead_letters_arn: String,
}

impl SchedulerSchedules {
    /// Schedules that wake the function `RELEASE_TARGET_ARN`.
    pub fn from_environment(
        aws_config: &AwsConfig,
        environment: &Environment,
    ) -> Result<Self, EnvironmentError> {
        Self::waking(aws_config, environment, environment.required("RELEASE_TARGET_ARN")?)
    }

    /// Schedules that wake `target_arn`. quiet-hours passes its own ARN, which cannot be in its environment.
    pub fn waking(
        aws_config: &AwsConfig,
        environment: &Environment,
        target_arn: &str,
    ) -> Result<Self, EnvironmentError> {
        let required = |name| environment.required(name).map(ToOwned::to_owned);
        Ok(Self {
            client: Client::new(aws_config, &SCHEDULER),
            group: required("SCHEDULE_GROUP")?,
            role_arn: required("SCHEDULE_ROLE_ARN")?,
            target_arn: target_arn.to_owned(),
            dead_letters_arn: required("RELEASE_DLQ_ARN")?,
        })
    }

    async fn schedule(&self, name: String, job: &ReleaseJob, at: Minute) -> Result<(), ScheduleError> {
        let made = match (expression(at)?, serde_json::to_string(job)) {
            (expression, Ok(input)) => self.create(&name, expression, input).await,
            (_, Err(error)) => Err(error.to_string()),
        };
        made.map_err(|reason| ScheduleError::Refused { name, reason })
    }

    async fn create(&self, name: &str, expression: String, input: String) -> Result<(), String> {
        let schedule = CreateSchedule {
            action_after_completion: "DELETE",
            client_token: name,
            flexible_time_window: FlexibleTimeWindow { mode: "OFF" },
            group_name: &self.group,
            schedule_expression: expression,
            schedule_expression_timezone: "UTC",
            target: Target {
                arn: &self.target_arn,
                dead_letter_config: DeadLetterConfig { arn: &self.dead_letters_arn },
                input,
                retry_policy: RetryPolicy { maximum_event_age_in_seconds: RETRY_SECONDS },
                role_arn: &self.role_arn,
            },
        };
        match self.client.post::<IgnoredAny>(&format!("/schedules/{name}"), &schedule).await {
            Err(error) if !error.is("ConflictException") => Err(causes(&error)),
            _ => Ok(()),
        }
    }
}

#[async_trait]
impl Schedules for SchedulerSchedules {
    async fn put_release(&self, release: Minute, at: Minute) -> Result<(), ScheduleError> {
        self.schedule(name(release, at)?, &ReleaseJob::V1 { minute: release }, at).await
    }

    async fn put_review(&self, store: &StoreId, at: Minute) -> Result<(), ScheduleError> {
        self.schedule(of_review(store, at)?, &ReleaseJob::Review { store: store.clone(), from: None }, at)
            .await
    }

    async fn go_on_review(
        &self,
        store: &StoreId,
        from: &ReviewPosition,
        at: Minute,
    ) -> Result<(), ScheduleError> {
        let job = ReleaseJob::Review { store: store.clone(), from: Some(from.clone()) };
        self.schedule(of_further_review(store, at)?, &job, at).await
    }
}

#[cfg(test)]
mod tests;
