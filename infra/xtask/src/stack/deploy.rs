//! Building the functions and deploying the template.

use std::fs;
use std::process::Command;

use anyhow::{Context, ensure};
use serde::Deserialize;

use super::ports::Ports;
use super::programs::{Provider, TWILIO_TOKEN, parameters, url};
use crate::command::{output, run};
use crate::paths::Paths;
use crate::venv::Venv;

/// Binaries of the stack beside the functions.
const SURROUNDINGS: [&str; 2] = ["local-stack", "rechime-simulators"];

/// What the deployed template answers: its outputs by the names that it gives them, and the console's key.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Deployment {
    pub(super) admin_key: String,
    pub(super) http_api_id: String,
    pub(super) table_name: String,
    pub(super) events_queue_url: String,
    pub(super) events_dead_letters_url: String,
    pub(super) sends_queue_url: String,
    pub(super) sends_dead_letters_url: String,
    pub(super) bulk_queue_url: String,
    pub(super) replies_queue_url: String,
    pub(super) checkups_queue_url: String,
    pub(super) bulk_dead_letters_url: String,
    pub(super) releases_dead_letters_url: String,
    pub(super) tally_dead_letters_url: String,
    pub(super) feedback_queue_url: String,
    pub(super) clicks_queue_url: String,
    pub(super) clicks_dead_letters_url: String,
    pub(super) audience_dead_letters_url: String,
    pub(super) replies_dead_letters_url: String,
    pub(super) feedback_dead_letters_url: String,
    pub(super) feedback_topic_arn: String,
    pub(super) schedule_group_name: String,
    pub(super) upkeep_name: String,
    pub(super) dead_letters_name: String,
}

/// The binaries of the stack: the functions of the template, then what surrounds them.
pub(super) fn binaries(paths: &Paths) -> anyhow::Result<Vec<String>> {
    let template = fs::read_to_string(paths.template())?;
    let functions = functions(&template);
    ensure!(!functions.is_empty(), "{} names no function's Binary", paths.template().display());
    Ok(functions.into_iter().chain(SURROUNDINGS).map(str::to_owned).collect())
}

/// The names after `Binary:` in the functions' metadata.
fn functions(template: &str) -> Vec<&str> {
    let end = |character: char| !(character.is_ascii_alphanumeric() || character == '-');
    template.split("Binary: ").skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

/// Builds the binaries with the quick profile, of the very crates that the tests link: cargo unites the features that tests
/// ask for with all others only where something is built that may use them, such as an example. Without it much would be
/// built a second time.
pub(super) fn build(paths: &Paths, binaries: &[String]) -> anyhow::Result<()> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.current_dir(paths.root()).args(["build", "--workspace", "--profile", "local"]);
    cargo.args(["--example", "parts"]);
    run(cargo.args(binaries.iter().flat_map(|binary| ["--bin", binary])))
}

/// Deploys the template into the running emulator.
pub(super) fn deploy(
    paths: &Paths,
    venv: &Venv,
    ports: Ports,
    provider: Provider,
) -> anyhow::Result<Deployment> {
    let outputs = output(
        Command::new(venv.program("python"))
            .arg(paths.infra_local().join("deploy.py"))
            .args([paths.template(), paths.binaries()])
            .arg(url(ports.emulator))
            .args(parameters(ports, provider))
            .env("TWILIO_TOKEN", TWILIO_TOKEN),
    )?;
    serde_json::from_str(&outputs).with_context(|| format!("the deployment answered {outputs}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_names_its_binaries() {
        let template = "Metadata: { BuildProperties: { Binary: a-b } }\nMetadata:\n  Binary: c\n";
        assert_eq!(functions(template), ["a-b", "c"]);
    }
}
