//! The start of every function: environment, AWS clients, logs.

use std::{sync::Arc, time::Duration};

use crate::{
    aws::{self, AwsConfig},
    clock::{self, Clock},
    environment::{Environment, EnvironmentError},
    logging,
};

/// A process whose log is open.
pub struct Process {
    /// Its environment.
    pub environment: Environment,
    /// What its AWS clients are made from.
    pub aws_config: AwsConfig,
    /// Its clock.
    pub clock: Arc<dyn Clock>,
}

impl Process {
    /// Starts the process of a function with 10 s or more.
    pub fn start() -> Result<Self, EnvironmentError> {
        Self::start_within(aws::LONGEST_CALL)
    }

    /// [`Self::start`] for a function that has less time: no call of AWS takes longer than `limit`.
    pub fn start_within(limit: Duration) -> Result<Self, EnvironmentError> {
        let environment = Environment::from_env();
        logging::init(&environment);
        let clock = clock::from_environment(&environment)?;
        let aws_config = AwsConfig::new(&environment, limit)?;
        Ok(Self { environment, aws_config, clock })
    }
}
