//! Running other programs and waiting for them.

use std::fs;
use std::io;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};

/// What is being waited for, so that an interrupt can end it.
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// Runs a command whose output the person at the terminal sees.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let ended = wait(command, |mut child| child.wait());
    let status = ended.with_context(|| format!("cannot run {}", shown(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs a command and answers what it printed. What it complained of is part of the error.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let ended = wait(command, Child::wait_with_output);
    let Output { status, stdout, stderr } =
        ended.with_context(|| format!("cannot run {}", shown(command)))?;
    if !status.success() {
        bail!("{} ended with {status}\n{}", shown(command), String::from_utf8_lossy(&stderr).trim_end());
    }
    Ok(String::from_utf8(stdout)?)
}

/// Ends what is being waited for. Ctrl-C reaches it by itself; a signal to this process alone does not.
pub(crate) fn interrupt() {
    for pid in running().drain(..) {
        kill_process(pid, Signal::TERM).ok();
    }
}

/// What programs that have ended used of the processors, with all that they ran; zero where the system does not tell. See
/// `proc_pid_stat(5)`.
pub(crate) fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let (_, fields) = stat.rsplit_once(')').unwrap_or_default();
    let of_children = fields.split_whitespace().skip(13).take(2);
    let ticks: u64 = of_children.filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1_000 / rustix::param::clock_ticks_per_second())
}

fn wait<T>(command: &mut Command, end: impl FnOnce(Child) -> io::Result<T>) -> io::Result<T> {
    let mut list = running();
    let child = command.spawn()?;
    let pid = Pid::from_child(&child);
    list.push(pid);
    drop(list);
    let ended = end(child);
    running().retain(|other| *other != pid);
    ended
}

fn running() -> MutexGuard<'static, Vec<Pid>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_tells_the_command_and_its_complaint() {
        let error = output(Command::new("sh").args(["-c", "echo no >&2; exit 3"])).unwrap_err().to_string();
        assert!(
            error.starts_with("sh -c") && error.contains("exit status: 3") && error.ends_with("\nno"),
            "{error}"
        );
        assert_eq!(output(Command::new("echo").arg("yes")).unwrap(), "yes\n");
    }
}
