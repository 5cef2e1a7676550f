//! The start of every function: settings, AWS clients, logs.

use std::{sync::Arc, time::Duration};

use aws_config::SdkConfig;

use crate::{
    aws,
    clock::{self, Clock},
    logging,
    settings::{Settings, SettingsError},
};

/// A process whose log is open.
pub struct Process {
    /// Its environment.
    pub settings: Settings,
    /// What its AWS clients are made from.
    pub sdk_config: SdkConfig,
    /// Its clock.
    pub clock: Arc<dyn Clock>,
}

impl Process {
    /// Starts the process of a function with 10 s or more.
    pub async fn start() -> Result<Self, SettingsError> {
        let (settings, clock) = begin()?;
        Ok(Self { settings, clock, sdk_config: aws::config().await })
    }

    /// [`Self::start`] for a function that has less time: no AWS operation takes longer than `limit`.
    pub async fn start_within(limit: Duration) -> Result<Self, SettingsError> {
        let (settings, clock) = begin()?;
        Ok(Self { settings, clock, sdk_config: aws::config_within(limit).await })
    }
}

fn begin() -> Result<(Settings, Arc<dyn Clock>), SettingsError> {
    let settings = Settings::from_env();
    logging::init(&settings);
    let clock = clock::from_settings(&settings)?;
    Ok((settings, clock))
}
