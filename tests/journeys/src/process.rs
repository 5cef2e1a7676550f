//! The functions' processes, found by what the emulator tells them of themselves. Linux only, as `/proc` is.

use std::{fs, process::Command, time::Duration};

use anyhow::{Context, ensure};

use crate::wait;

/// A function's processes in the stack whose meter that is; the function's name without the stage.
pub(crate) fn of(function: &str, meter_url: &str) -> anyhow::Result<Vec<String>> {
    let name = format!("AWS_LAMBDA_FUNCTION_NAME=rechime-local-{function}");
    let stack = format!("AWS_ENDPOINT_URL={meter_url}");
    let all = fs::read_dir("/proc").context("processes are found in /proc")?.flatten();
    let ids = all.filter_map(|entry| entry.file_name().into_string().ok());
    let ids = ids.filter(|id| id.bytes().all(|digit| digit.is_ascii_digit()));
    Ok(ids.filter(|id| are_told(id, &[&name, &stack])).collect())
}

/// Kills processes (`SIGKILL`) and waits for their end. Fails where none of them runs any more.
pub fn kill(processes: &[String]) -> anyhow::Result<()> {
    ensure!(processes.iter().any(|id| runs(id)), "there is no process to kill");
    // It complains of those that have ended by themselves, which is fine.
    Command::new("kill").arg("-KILL").args(processes).output().context("cannot run kill")?;
    wait::until("killed processes end", Duration::from_secs(10), || {
        Ok((!processes.iter().any(|id| runs(id))).then_some(()))
    })
}

/// What has ended and is not yet buried has no memory, and so no environment.
fn runs(id: &str) -> bool {
    fs::read(format!("/proc/{id}/environ")).is_ok_and(|environment| !environment.is_empty())
}

fn are_told(id: &str, variables: &[&str]) -> bool {
    let environment = fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
    let is_set = |wanted: &&str| environment.split(|byte| *byte == 0).any(|entry| entry == wanted.as_bytes());
    variables.iter().all(is_set)
}
