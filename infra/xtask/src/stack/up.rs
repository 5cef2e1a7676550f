//! Starting the stack, or finding it up to date.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;

use super::deploy::{Deployment, binaries, build, deploy};
use super::ports::Ports;
use super::programs::{self, url};
use super::{Stack, down, fingerprint, of_the_stack, seed};
use crate::paths::Paths;
use crate::ports;
use crate::progress::{say, step};
use crate::venv::Venv;
use crate::{command, processes};

/// How long a process may take to listen, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// Whether a stack is half started.
static STARTING: AtomicBool = AtomicBool::new(false);

/// Brings the stack up from nothing, anew where code or template changed, or not at all where it is up to date.
/// An error or an interrupt leaves nothing running.
pub(crate) fn up(paths: &Paths) -> anyhow::Result<Stack> {
    end_with_interrupt(paths)?;
    let venv = Venv::prepare(paths, "stack")?;
    let binaries = binaries(paths)?;
    step("building the functions", || build(paths, &binaries))?;
    let built = fingerprint::built(paths, &binaries)?;
    if let Some(stack) = up_to_date(paths, &built) {
        say("the stack is up");
        return Ok(stack);
    }
    down(paths)?;
    STARTING.store(true, Ordering::Relaxed);
    let stack = start(paths, &venv);
    if stack.is_err() {
        down(paths)?;
    }
    STARTING.store(false, Ordering::Relaxed);
    let stack =
        stack.with_context(|| format!("the stack did not start; logs are in {}", paths.state().display()))?;
    std::fs::write(fingerprint::file(paths), built)?;
    Ok(stack)
}

fn up_to_date(paths: &Paths, built: &str) -> Option<Stack> {
    let current = of_the_stack(paths).are_running() && fingerprint::running(paths) == built;
    current.then(|| Stack::load(paths).ok()).flatten()
}

fn start(paths: &Paths, venv: &Venv) -> anyhow::Result<Stack> {
    programs::prepare_state(paths)?;
    let _turn = ports::turn();
    let (id, ports) = (new_id(), Ports::pick(paths)?);
    step("starting the emulator", || {
        launch(paths, "emulator", &mut programs::emulator(paths, venv, ports), ports.emulator)
    })?;
    let deployment = step("deploying template.yaml", || deploy(paths, venv, ports))?;
    launch(paths, "simulators", &mut programs::simulators(paths, ports, &deployment), ports.sms)?;
    launch(paths, "local-stack", &mut programs::surroundings(paths, &id, ports, &deployment)?, ports.clock)?;
    let handle = addresses(paths, id, ports, deployment)?;
    handle.ensure_it_answers()?;
    let stack = step("connecting the demo store", || seed::demo_store(handle))?;
    stack.save()?;
    Ok(stack)
}

/// Differs from start to start.
fn new_id() -> String {
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

fn launch(paths: &Paths, name: &str, command: &mut std::process::Command, port: u16) -> anyhow::Result<()> {
    let processes = of_the_stack(paths);
    let process = processes.start(name, command)?;
    ports::wait(port, PATIENCE, || process.is_running()).with_context(|| {
        let log = std::fs::read_to_string(processes.log(name)).unwrap_or_default();
        format!("{name} did not start: {}", log.trim_end())
    })
}

/// The handle, still without the demo store.
fn addresses(paths: &Paths, id: String, ports: Ports, deployment: Deployment) -> anyhow::Result<Stack> {
    let handle = paths.state().canonicalize()?.with_extension("json");
    Ok(Stack {
        id,
        handle,
        api_url: url(ports.gateway),
        console_url: format!("{}/", url(ports.gateway)),
        admin_key: deployment.admin_key,
        store: String::new(),
        webhook_url: String::new(),
        webhook_secret: String::new(),
        recharge_simulator_url: url(ports.recharge),
        sms_simulator_url: url(ports.sms),
        aws_endpoint_url: url(ports.emulator),
        clock_url: url(ports.clock),
        meter_url: url(ports.meter),
        events_dlq_url: deployment.events_dead_letters_url,
        sends_dlq_url: deployment.sends_dead_letters_url,
        feedback_dlq_url: deployment.feedback_dead_letters_url,
        table: deployment.table_name,
    })
}

/// Ctrl-C while the stack starts ends what has been started. Afterwards it leaves the stack alone.
fn end_with_interrupt(paths: &Paths) -> anyhow::Result<()> {
    static ONCE: Once = Once::new();
    let mut result = Ok(());
    let paths = paths.clone();
    ONCE.call_once(|| result = ctrlc::set_handler(move || std::process::exit(interrupted(&paths))));
    result.context("cannot listen for interrupts")
}

/// The exit code after an interrupt.
fn interrupted(paths: &Paths) -> i32 {
    command::interrupt();
    processes::start_no_more();
    let ended = !STARTING.load(Ordering::Relaxed) || down(paths).is_ok();
    if ended { 130 } else { 1 }
}
