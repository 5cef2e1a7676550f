//! The processes of the stack, and their settings.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::json;

use super::deploy::Deployment;
use super::ports::Ports;
use crate::paths::Paths;
use crate::venv::Venv;

/// The address of a port.
pub(super) fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// What the emulator holds, while it does not run.
pub(super) fn emulator_state(paths: &Paths) -> PathBuf {
    paths.state().join("aws")
}

/// What the simulators know, while they do not run.
pub(super) fn simulator_state(paths: &Paths) -> PathBuf {
    paths.state().join("simulators.json")
}

/// The emulator's temporary files: the functions' unpacked packages.
pub(super) fn scratch(paths: &Paths) -> PathBuf {
    paths.state().join("tmp")
}

pub(crate) fn clock_file(paths: &Paths) -> PathBuf {
    paths.state().join("clock.json")
}

/// Makes the directories, and sets a clock that is not there yet to the machine's time, so many days ago.
pub(super) fn prepare_state(paths: &Paths, days: i64) -> anyhow::Result<()> {
    fs::create_dir_all(scratch(paths))?;
    if !clock_file(paths).exists() {
        fs::write(clock_file(paths), json!({ "offset_seconds": -days * 24 * 60 * 60 }).to_string())?;
    }
    Ok(())
}

/// The emulator. The functions inherit its environment, so it gets nothing but what they need.
pub(super) fn emulator(paths: &Paths, venv: &Venv, ports: Ports) -> Command {
    let mut command = Command::new(venv.program("python"));
    command.arg(paths.infra_local().join("emulator.py")).current_dir(paths.state()).env_clear().envs([
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("BIND_HOST", "127.0.0.1"),
        // Services that the stack does not use, and that would open ports of their own.
        ("IOT_MTLS_ENABLED", "0"),
        ("SFTP_ENABLED", "0"),
        ("LOG_LEVEL", "WARNING"),
        ("PYTHONDONTWRITEBYTECODE", "1"),
    ]);
    if paths.is_of_the_usual_stack() {
        // Read at its start, and written when it is told to end.
        command.env("PERSIST_STATE", "1").env("STATE_DIR", emulator_state(paths));
    }
    command
        .env("HOME", scratch(paths))
        .env("TMPDIR", scratch(paths))
        .env("GATEWAY_PORT", ports.emulator.to_string())
        .env("AWS_ENDPOINT_URL", url(ports.meter))
        .env("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", url(ports.sms))
        .env("RECHIME_LOCAL_CLOCK", clock_file(paths));
    command
}

/// The simulators of Recharge and of the SMS providers.
pub(super) fn simulators(paths: &Paths, ports: Ports, deployment: &Deployment) -> Command {
    let mut command = Command::new(paths.binaries().join("rechime-simulators"));
    command
        .args(["--recharge-port", &ports.recharge.to_string()])
        .args(["--sms-port", &ports.sms.to_string()])
        .args(["--aws-endpoint-url", &url(ports.emulator)])
        .args(["--topic", &deployment.feedback_topic_arn])
        .arg("--clock-file")
        .arg(clock_file(paths))
        .arg("--state-file")
        .arg(simulator_state(paths));
    command
}

/// The gateway, the clock and the meter, which know the names that the deployment made.
pub(super) fn surroundings(
    paths: &Paths,
    id: &str,
    ports: Ports,
    deployment: &Deployment,
) -> anyhow::Result<Command> {
    let stack_config = json!({
        "stack_id": id,
        "gateway_port": ports.gateway,
        "clock_port": ports.clock,
        "meter_port": ports.meter,
        "emulator_url": url(ports.emulator),
        "api_id": deployment.http_api_id,
        "schedule_group": deployment.schedule_group_name,
        "hourly_functions": [deployment.upkeep_name, deployment.dead_letters_name],
        "dead_letters": deployment.dead_letters_name,
        "dead_letter_urls": [
            deployment.events_dead_letters_url,
            deployment.sends_dead_letters_url,
            deployment.bulk_dead_letters_url,
            deployment.replies_dead_letters_url,
            deployment.feedback_dead_letters_url,
            deployment.clicks_dead_letters_url,
            deployment.audience_dead_letters_url,
            deployment.releases_dead_letters_url,
            deployment.tally_dead_letters_url,
        ],
        "queue_urls": [
            deployment.checkups_queue_url,
            deployment.clicks_queue_url,
            deployment.replies_queue_url,
            deployment.feedback_queue_url,
            deployment.events_queue_url,
            deployment.bulk_queue_url,
            deployment.sends_queue_url,
        ],
        "clock_file": clock_file(paths),
    });
    let file = paths.state().join("local-stack.json");
    fs::write(&file, serde_json::to_vec_pretty(&stack_config)?)?;
    let mut command = Command::new(paths.binaries().join("local-stack"));
    command.arg(file);
    Ok(command)
}

/// The provider of the installation's own sender.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Provider {
    /// AWS End User Messaging.
    #[default]
    Aws,
    /// Twilio.
    Twilio,
}

/// The number of a stack's own sender.
pub(super) const NUMBER: &str = "+18005551212";

/// The Twilio account of a stack, and its auth token, which `deploy.py` puts where an operator would.
pub(super) const TWILIO_ACCOUNT: &str = "AC00000000000000000000000000000001";
pub(super) const TWILIO_TOKEN: &str = "local-auth-token";

impl Provider {
    fn parameters(self) -> Vec<String> {
        match self {
            Self::Aws => vec![format!("SmsOriginationIdentity={NUMBER}")],
            Self::Twilio => vec![
                "SmsProvider=twilio".to_owned(),
                format!("TwilioAccountSid={TWILIO_ACCOUNT}"),
                format!("SmsOriginationIdentity={NUMBER}"),
            ],
        }
    }
}

/// The template's parameters where they differ from a merchant's.
pub(super) fn parameters(ports: Ports, provider: Provider) -> Vec<String> {
    let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };
    let mut parameters = vec![
        format!("Architecture={architecture}"),
        "Stage=local".to_owned(),
        // A sender that keeps up with any test.
        "SendRatePerSecond=200".to_owned(),
        // Every wait must be one that the movable clock sees.
        "ShortDelayLimitSeconds=0".to_owned(),
        format!("PublicUrl={}", url(ports.gateway)),
        format!("RechargeApiUrl={}", url(ports.recharge)),
        format!("TwilioApiUrl={}", url(ports.sms)),
        format!("TwilioMessagingUrl={}", url(ports.sms)),
    ];
    parameters.extend(provider.parameters());
    parameters
}
