//! Schedules in EventBridge Scheduler.

use async_trait::async_trait;
use aws_sdk_scheduler::{
    Client,
    error::BuildError,
    operation::create_schedule::CreateScheduleError,
    types::{
        ActionAfterCompletion, DeadLetterConfig, FlexibleTimeWindow, FlexibleTimeWindowMode, RetryPolicy,
        Target,
    },
};
use aws_types::SdkConfig;
use rechime_domain::{
    ids::StoreId,
    job::{ReleaseJob, ReviewPosition},
    minute::Minute,
};

use super::{
    ScheduleError, Schedules,
    name::{expression, name, of_further_review, of_review},
};
use crate::{
    aws::{OnFirstUse, on_first_use},
    causes::causes,
    environment::{Environment, EnvironmentError},
};

/// How long the Scheduler tries to wake quiet-hours, in seconds. After that the upkeep of the next hour does it.
const RETRY_SECONDS: i32 = 3_600;

/// Schedules in EventBridge Scheduler, in one group.
#[derive(Debug)]
pub struct SchedulerSchedules {
    client: OnFirstUse<Client>,
    group: String,
    role_arn: String,
    target_arn: String,
    dead_letters_arn: String,
}

impl SchedulerSchedules {
    /// Schedules that wake the function `RELEASE_TARGET_ARN`.
    pub fn from_environment(
        sdk_config: &SdkConfig,
        environment: &Environment,
    ) -> Result<Self, EnvironmentError> {
        Self::waking(sdk_config, environment, environment.required("RELEASE_TARGET_ARN")?)
    }

    /// Schedules that wake `target_arn`. quiet-hours passes its own ARN, which cannot be in its environment.
    pub fn waking(
        sdk_config: &SdkConfig,
        environment: &Environment,
        target_arn: &str,
    ) -> Result<Self, EnvironmentError> {
        let required = |name| environment.required(name).map(ToOwned::to_owned);
        Ok(Self {
            client: on_first_use(sdk_config, Client::new),
            group: required("SCHEDULE_GROUP")?,
            role_arn: required("SCHEDULE_ROLE_ARN")?,
            target_arn: target_arn.to_owned(),
            dead_letters_arn: required("RELEASE_DLQ_ARN")?,
        })
    }

    fn target(&self, job: &ReleaseJob) -> Result<Target, Box<dyn std::error::Error>> {
        let retries = RetryPolicy::builder().maximum_event_age_in_seconds(RETRY_SECONDS).build();
        let target = Target::builder()
            .arn(&self.target_arn)
            .role_arn(&self.role_arn)
            .input(serde_json::to_string(job)?)
            .retry_policy(retries)
            .dead_letter_config(DeadLetterConfig::builder().arn(&self.dead_letters_arn).build())
            .build()?;
        Ok(target)
    }

    async fn schedule(&self, name: String, job: &ReleaseJob, at: Minute) -> Result<(), ScheduleError> {
        let expression = expression(at)?;
        let made = match self.target(job).map_err(|error| error.to_string()) {
            Ok(target) => self.create(&name, expression, target).await,
            Err(reason) => Err(reason),
        };
        made.map_err(|reason| ScheduleError::Refused { name, reason })
    }

    async fn create(&self, name: &str, expression: String, target: Target) -> Result<(), String> {
        let exactly = exactly_then().map_err(|error| error.to_string())?;
        let request = self
            .client
            .create_schedule()
            .name(name)
            .group_name(&self.group)
            .client_token(name)
            .schedule_expression(expression)
            .schedule_expression_timezone("UTC")
            .flexible_time_window(exactly)
            .action_after_completion(ActionAfterCompletion::Delete)
            .target(target);
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error)
                if error.as_service_error().is_some_and(CreateScheduleError::is_conflict_exception) =>
            {
                Ok(())
            }
            Err(error) => Err(causes(&error)),
        }
    }
}

fn exactly_then() -> Result<FlexibleTimeWindow, BuildError> {
    FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::Off).build()
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
